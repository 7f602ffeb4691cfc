# %% [markdown]
"""
# Module 01: Tensor
"""

# %%
x = 1

# %% [markdown]
"""
## 🎯 Module Summary

You built a tensor.
"""
