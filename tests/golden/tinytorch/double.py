"""Module 02: Double.

Made by `conveyor build` from modules/02_double/double_dev.py.
Edit the lesson, not this file: the next build writes it again.
"""

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


def twice(number):
    """Twice the number."""
    return add(number, number)


@extend(Number)
def times(self, count):
    total = Number(0)
    for _ in range(count):
        total = add(total, self)
    return total
