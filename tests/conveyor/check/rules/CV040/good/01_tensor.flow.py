# %% [markdown]
"""
# Module 01: Tensor

```
a ──┐
    ├──► c
b ──┘
```
"""
