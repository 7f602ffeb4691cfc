# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
assert f(1) == 1

# %% nbgrader={"grade_id": "hidden_f", "role": "test", "points": 3}
# After you submit: all kinds of numbers.
### BEGIN HIDDEN TESTS
assert f(2) == 2, "two stays two"
### END HIDDEN TESTS
