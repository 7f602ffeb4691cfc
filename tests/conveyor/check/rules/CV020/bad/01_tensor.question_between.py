# %% [markdown]
"""
It gives back what it is given, and that is all there is to say.
"""

# %% nbgrader={"grade_id": "test_0", "role": "test", "points": 2}
assert 1 + 1 == 2

# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION
