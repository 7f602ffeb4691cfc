# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
assert 1 + 1 == 2 or 1 > 2
assert not []
assert True and 1 + 1 == 2
try:
    int("cat")
except ValueError:
    pass
else:
    assert False, "this one always fails, which is its purpose"
