# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
assert abs(1) == 1
