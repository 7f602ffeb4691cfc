# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
assert f(1) == 1
