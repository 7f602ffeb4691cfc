# %% [markdown]
"""
## In production systems

PyTorch is faster.
"""
