# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 5}
assert abs(1) == 1
