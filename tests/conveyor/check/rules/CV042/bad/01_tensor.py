# %% [markdown]
"""
It looks like this:

┌───────┐
│ value │
└───────┘

And like this:
a ──┐
b ──┘
"""
