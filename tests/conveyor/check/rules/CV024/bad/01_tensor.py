# %% nbgrader={"grade_id": "hidden_f", "role": "test", "points": 3}
# Hidden.
### BEGIN HIDDEN TESTS
# After you submit: all kinds of numbers.
assert 2 + 2 == 4, "two and two"
### END HIDDEN TESTS
