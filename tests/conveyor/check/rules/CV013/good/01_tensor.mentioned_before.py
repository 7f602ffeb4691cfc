# %% [markdown]
"""
## Complexity, in a first look
### What memory profiling will show
"""

# %% [markdown]
"""
```
┌───┐
│ x │
└───┘
```
"""

# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

# %% [markdown]
"""
### Computational complexity
"""

# %% [markdown]
"""
### Memory profiling
"""

# %% [markdown]
"""
## In production systems
"""

# %%
if __name__ == "__main__":
    pass

# %% [markdown]
"""
## ML Systems Thinking
"""

# %% [markdown]
"""
## Module Summary
"""
