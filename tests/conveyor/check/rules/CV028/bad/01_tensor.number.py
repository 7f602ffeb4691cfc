# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
right = sum(x == x for x in (1, 2))
right / 2 * 2
