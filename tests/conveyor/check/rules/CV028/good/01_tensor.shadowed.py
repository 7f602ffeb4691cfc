# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
class Case:
    def check(self):
        return 7


def check():
    assert Case().check() == 7

    def finished():
        return 7

    class Inner:
        def check(self):
            return 7

    return


check()

# %% nbgrader={"grade_id": "test_g", "role": "test", "points": 2}
print(sum([1, 2]))

# %% nbgrader={"grade_id": "test_h", "role": "test", "points": 2}
assert 1 + 1 == 2
None
