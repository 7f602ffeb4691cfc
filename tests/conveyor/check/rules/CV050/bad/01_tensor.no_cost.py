# %% [markdown]
"""
### Computational complexity

It grows.
"""

# %% [markdown]
"""
### Something else

It is O(n).
"""
