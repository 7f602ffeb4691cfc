# %% nbgrader={"grade_id": "test_x", "role": "test", "points": 0.5}
assert 1 + 1 == 2

# %% [markdown] nbgrader={"grade_id": "why", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
Because. 5 points.
### END SOLUTION
"""
