# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
def test_f():
    assert 1 + 1 == 2


test_f
