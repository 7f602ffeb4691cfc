# %% [markdown]
"""
# Module 00: Warm-up
"""

# %%
x = 1
