# %% [markdown]
"""
# Module 01: Tensor

```
├── 8 bytes ──┤
```
"""
