# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
def helper():
    def inner(x):
        assert x

    return inner


def silent():
    return 7


class Case:
    def check(self):
        assert self


for x in (1, 2):
    helper()(x)
