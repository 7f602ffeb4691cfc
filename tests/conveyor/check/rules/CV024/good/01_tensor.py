# %% nbgrader={"grade_id": "hidden_f", "role": "test", "points": 3}
# After you submit: all kinds of numbers.
### BEGIN HIDDEN TESTS
assert f(2) == 2, "two stays two"
### END HIDDEN TESTS
