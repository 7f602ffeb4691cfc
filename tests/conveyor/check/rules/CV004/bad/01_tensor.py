# %% nbgrader={"grade_id": "test_x", "role": "test"}
assert 1 + 1 == 2

# %% nbgrader={"grade_id": "test_y", "role": "test", "points": 0}
assert 1 + 1 == 2

# %% nbgrader={"grade_id": "setup", "role": "given", "points": 3}
x = 1

# %% nbgrader={"grade_id": "other", "role": "tests", "points": 3}
y = 1
