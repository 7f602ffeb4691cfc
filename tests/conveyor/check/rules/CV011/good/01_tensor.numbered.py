# %% [markdown]
"""
# Module 01: Tensor

## Learning objectives

1. Build a tensor
"""
