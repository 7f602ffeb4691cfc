# %% [markdown]
"""
## Module 01: Tensor
"""
