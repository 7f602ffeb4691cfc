# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
# After you submit: sums.
### BEGIN HIDDEN TESTS
assert 1 + 1 == 2, "  "
assert 1 + 1 == 2, f" {7} is odd"
assert 1 + 1 == 2, None
assert 1 + 1 == 2, f""
### END HIDDEN TESTS
