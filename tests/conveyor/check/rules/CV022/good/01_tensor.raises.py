# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
if f(1) != 1:
    raise AssertionError("one stays one")
