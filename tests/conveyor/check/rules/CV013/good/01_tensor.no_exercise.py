# %% [markdown]
"""
# Module 01: Tensor

```
┌─────┐
│  7  │
└─────┘
```
"""
