# %% [markdown]
"""
## In production systems

word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word
"""
