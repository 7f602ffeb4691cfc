# %%
x = 1

# %% [markdown]
"""
# Module 01: Tensor
"""
