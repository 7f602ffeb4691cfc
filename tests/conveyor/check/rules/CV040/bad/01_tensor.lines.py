# %% [markdown]
"""
# Module 01: Tensor

```
name │ bytes
x    │ 8
```
"""
