# %% nbgrader={"grade_id": "hidden_f", "role": "test", "points": 3}
"""After you submit: all kinds of numbers."""
### BEGIN HIDDEN TESTS
assert 2 + 2 == 4, "two and two"
### END HIDDEN TESTS
