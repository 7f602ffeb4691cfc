# %% [markdown]
"""
```
┌────────────┐
│ data with a long name │
└────────────┘
```
"""
