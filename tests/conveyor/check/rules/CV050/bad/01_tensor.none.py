# %% [markdown]
"""
# Module 01: Tensor

It is O(n).
"""

# %%
x = 1
