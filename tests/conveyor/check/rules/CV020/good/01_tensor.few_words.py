# %% [markdown]
"""
### The identity

word word word word word
"""

# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION
