# %% nbgrader={"grade_id": "f", "role": "solution"}
import math

LIMIT = 7
### BEGIN SOLUTION
LIMIT = 8
### END SOLUTION


def f(x):
    """The root."""
    ### BEGIN SOLUTION
    import cmath
    return _own(cmath.sqrt(x))
    ### END SOLUTION


### BEGIN SOLUTION
def _own(x):
    return x.real
### END SOLUTION

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
assert f(4) == math.sqrt(4) < LIMIT
### BEGIN HIDDEN TESTS
def root_of(x):
    return x ** 0.5
assert f(9) == root_of(9), "nine"
### END HIDDEN TESTS
