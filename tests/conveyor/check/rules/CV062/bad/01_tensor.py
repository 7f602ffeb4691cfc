# %% [markdown] nbgrader={"grade_id": "think_1", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
A copy, since nobody else may change it.
### END SOLUTION
"""
