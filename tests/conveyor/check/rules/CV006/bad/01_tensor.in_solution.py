# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

### BEGIN HIDDEN TESTS
assert f(1) == 1, "f is the identity"
### END HIDDEN TESTS
