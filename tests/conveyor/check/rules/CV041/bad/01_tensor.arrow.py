# %% [markdown]
"""
```
x ──┐
    │
     ▼
     y

     ▲
    │
    z
```
"""
