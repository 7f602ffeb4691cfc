# %% [markdown]
"""
## What it costs: complexity

A product takes O(n³) steps.
"""

# %% [markdown]
"""
## Next
"""
