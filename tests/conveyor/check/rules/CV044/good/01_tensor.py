# %% [markdown]
"""
### Memory profiling
"""

# %%
print("█" * 7)

# %% [markdown]
"""
## 🤔 ML Systems Thinking

```
┌─────┐
│  7  │
└─────┘
```
"""
