# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
assert 1 + 1 == 2
"all fine"
