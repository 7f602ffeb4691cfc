# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    """The same."""
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
try:
    assert f(1) == 1
except Exception:
    pass

# %% nbgrader={"grade_id": "part_f", "role": "test", "points": 2}
float(1)

# %% nbgrader={"grade_id": "hidden_f", "role": "test", "points": 2}
# After you submit: small numbers.
### BEGIN HIDDEN TESTS
assert f(2) == 2, "two stays two"
### END HIDDEN TESTS
