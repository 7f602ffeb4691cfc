# %% [markdown]
"""
Do not write `hasattr(x, "data")`.
"""

# %%
class T:
    hasattr = None


assert isinstance(T(), T), "instead of hasattr(x, 'data')"
