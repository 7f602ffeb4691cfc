# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
def test_f():
    assert sorted([2, 1], key=lambda x: x) == [1, 2]
    def inner():
        return 1
    assert inner() == 1

test_f()
