# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
def test_f(n=3):
    assert n >= 0
    if n:
        test_f(n - 1)


class Idle:
    def check(self):
        assert self
