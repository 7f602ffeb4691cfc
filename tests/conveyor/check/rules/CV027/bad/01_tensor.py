# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
assert True
assert (1 + 1 == 3, "a tuple is true")
assert 1 + 1 == 3 or True
assert f"{1 + 1 == 3}"
