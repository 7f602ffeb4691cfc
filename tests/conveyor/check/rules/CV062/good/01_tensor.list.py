# %% [markdown] nbgrader={"grade_id": "think_1", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
A copy, since nobody else may change it. 
3: the reason
2: an example
### END SOLUTION
"""
