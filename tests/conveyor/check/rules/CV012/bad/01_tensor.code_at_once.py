# %% [markdown]
"""
# Module 01: Tensor
"""

# %%
x = 1
