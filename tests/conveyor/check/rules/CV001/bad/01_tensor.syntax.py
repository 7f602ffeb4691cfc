# %% [markdown]
"""
# Module 01: Tensor
"""

# %%
def broken(:
    return 1
