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
## ML Systems Thinking
"""

# %%
if __name__ == "__main__":
    pass
