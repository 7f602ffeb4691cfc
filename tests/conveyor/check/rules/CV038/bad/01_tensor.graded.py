# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
#| export
assert 1 + 1 == 2
