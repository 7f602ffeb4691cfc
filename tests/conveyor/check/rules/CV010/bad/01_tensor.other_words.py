# %% [markdown]
"""
# Tensors, the first module
"""
