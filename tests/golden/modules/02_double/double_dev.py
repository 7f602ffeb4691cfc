# %% [markdown]
# # Module 02: Double
#
# Text cells may be written as comments, too.

# %% [code] {"nbgrader": {"grade": false, "locked": true, "solution": false, "grade_id": "double_setup"}}
#| export
from tinytorch.number import Number, add

USAGE = """
# TODO: in a string this is no hint, and


blank lines stay.
"""


def extend(cls):
    """Attach the function below it to `cls`, as a method."""

    def attach(function):
        setattr(cls, function.__name__, function)
        return function

    return attach


# %% nbgrader={"grade_id": "twice", "role": "solution"}
#| export
def twice(number):
    """Twice the number."""
    ### BEGIN SOLUTION
    return add(number, number)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_twice", "role": "test", "points": 10}
assert twice(Number(4)).value == 8.0, "twice four is eight"
### BEGIN HIDDEN TESTS
assert twice(Number(-1)).value == -2.0, "negative numbers are doubled too"
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "times", "role": "solution"}
#| export
@extend(Number)
def times(self, count):
    # TODO: add the number to itself, `count` times.

    # HINT: twice is not enough.
    #    Begin with zero.

    ### BEGIN SOLUTION
    total = Number(0)
    for _ in range(count):
        total = add(total, self)
    return total
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_times", "role": "test", "points": 5}
assert Number(4).times(3).value == 12.0, "three times four is twelve"
