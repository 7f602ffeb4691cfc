# %% nbgrader={"grade_id": "f", "role": "solution"}
### BEGIN SOLUTION
import math
LIMIT = 8
### END SOLUTION


def f(x):
    """The root, up to LIMIT."""
    ### BEGIN SOLUTION
    return min(math.sqrt(x), LIMIT)
    ### END SOLUTION

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
assert f(4) == math.sqrt(4)
assert f(400) == LIMIT
assert f(4) == math.sqrt(4)
### BEGIN HIDDEN TESTS
def test_hidden():
    assert f(9) == 3, "nine"
### END HIDDEN TESTS

# %%
def run_all_tests():
    test_hidden()
