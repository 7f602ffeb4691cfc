# %% [markdown]
"""
### Computational complexity

```
n=10  ██
n=20  ████
```
"""

# %% [markdown]
"""
## In production systems

PyTorch does it so:
"""

# %% [markdown]
"""
```
┌─────┐
│  7  │
└─────┘
```
"""
