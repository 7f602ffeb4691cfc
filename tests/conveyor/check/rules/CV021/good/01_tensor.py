# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

# %% [markdown]
"""
### Testing the identity
"""

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
assert f(1) == 1
