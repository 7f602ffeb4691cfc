# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
# After you submit: sums.
assert 1 + 1 == 2
### BEGIN HIDDEN TESTS
assert 1 + 1 == 2, "one and one"
for n in (1, 2):
    assert n + n == 2 * n, f"the double of {n}"
message = "a sum"
assert 1 + 2 == 3, message
### END HIDDEN TESTS
