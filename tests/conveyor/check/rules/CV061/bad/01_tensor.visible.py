# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 70}
assert abs(1) == 1

# %% nbgrader={"grade_id": "hidden_f", "role": "test", "points": 15}
# After you submit: all kinds of numbers.
### BEGIN HIDDEN TESTS
assert abs(2) == 2, "two stays two"
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "think_1", "role": "answer", "points": 15}
"""
### BEGIN SOLUTION
A copy, since nobody else may change it. 3 points for the reason, 2 for an example.
### END SOLUTION
"""
