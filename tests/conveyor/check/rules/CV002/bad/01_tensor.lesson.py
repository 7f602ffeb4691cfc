# %% [markdown]
"""
# Module 01: Tensor

A cafÃ© with â€œquotesâ€.
"""
