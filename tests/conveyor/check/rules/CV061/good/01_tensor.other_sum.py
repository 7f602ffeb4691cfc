# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 90}
assert abs(1) == 1

# %% nbgrader={"grade_id": "hidden_f", "role": "test", "points": 5}
# After you submit: all kinds of numbers.
### BEGIN HIDDEN TESTS
assert abs(2) == 2, "two stays two"
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "think_1", "role": "answer", "points": 1}
"""
### BEGIN SOLUTION
A copy, since nobody else may change it. 3 points for the reason, 2 for an example.
### END SOLUTION
"""
