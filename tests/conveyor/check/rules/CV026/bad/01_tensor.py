# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
# After you submit: sums.
### BEGIN HIDDEN TESTS
assert 1 + 1 == 2
def hidden():
    assert 1 + 1 == 2, ""
    assert 1 + 1 == 2, f"{1 + 1} is the sum"
hidden()
### END HIDDEN TESTS
