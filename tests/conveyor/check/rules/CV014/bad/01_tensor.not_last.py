# %% [markdown]
"""
## 🎯 Module Summary
"""

# %% [markdown]
"""
One more thing.
"""
