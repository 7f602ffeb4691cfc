# %% [markdown]
"""
# Module 01: Tensor

- Learning objectives

none
"""
