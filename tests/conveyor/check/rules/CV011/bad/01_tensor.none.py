# %% [markdown]
"""
# Module 01: Tensor

- Build a tensor
"""
