# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
def check(x):
    assert x == x


list(map(check, [1, 2]))
