# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 85}
assert abs(1) == 1

# %% [markdown] nbgrader={"grade_id": "think_1", "role": "answer", "points": 14.5}
"""
### BEGIN SOLUTION
A copy, since nobody else may change it. 3 points for the reason, 2 for an example.
### END SOLUTION
"""
