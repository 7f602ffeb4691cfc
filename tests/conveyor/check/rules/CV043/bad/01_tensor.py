# %% [markdown]
"""
### Computational complexity

O(n), and that is all.

## In production systems
"""

# %% [markdown]
"""
## 🤔 ML Systems Thinking

```
┌─────┐
│  7  │
└─────┘
```
"""
