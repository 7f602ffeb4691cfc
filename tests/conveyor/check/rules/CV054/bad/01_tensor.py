# %% [markdown]
"""
## In production systems

Real systems are faster.
"""

# %% [markdown]
"""
## 🎯 Module Summary

Like PyTorch.
"""
