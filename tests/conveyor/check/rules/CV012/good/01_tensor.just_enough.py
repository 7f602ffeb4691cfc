# %% [markdown]
"""
# Module 01: Tensor

word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word
"""

# %%
x = 1
