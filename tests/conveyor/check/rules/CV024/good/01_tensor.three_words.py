# %% nbgrader={"grade_id": "hidden_f", "role": "test", "points": 3}
# Negative numbers, fractions.
### BEGIN HIDDEN TESTS
assert abs(2) == 2, "two stays two"
### END HIDDEN TESTS
