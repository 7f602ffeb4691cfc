# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 5}
assert 1 + 1 == 2
### BEGIN HIDDEN TESTS
assert 2 + 2 == 4, "two and two"
### END HIDDEN TESTS
