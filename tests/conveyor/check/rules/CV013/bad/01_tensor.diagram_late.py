# %% nbgrader={"grade_id": "g", "role": "solution"}
def g(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

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
