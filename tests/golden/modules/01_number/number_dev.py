# %% [markdown]
"""
# Module 01: Number

**Learning Objectives:**
- Build a number that can be added

┌───────┐
│ value │
└───────┘
"""

# %% nbgrader={"grade_id": "number_setup", "role": "given"}
#| export
import math

# %% [markdown]
"""
A number holds one value.
"""

# %% nbgrader={"grade_id": "number_class", "role": "solution"}
#| export
class Number:
    """One float.

    >>> Number(2).value
    2.0
    """

    def __init__(self, value):
        # TODO: keep the value as a float.
        #   Reject what is not finite.
        ### BEGIN SOLUTION
        if not math.isfinite(value):
            raise ValueError(f"not a finite number: {value}")
        self.value = float(value)
        ### END SOLUTION

# %% nbgrader={"grade_id": "test_number_class", "role": "test", "points": 2}
def test_number():
    assert Number(2).value == 2.0, "the value is kept"
    assert isinstance(Number(2).value, float), "the value is a float"


test_number()

# %% nbgrader={"grade_id": "hidden_number_class", "role": "test", "points": 3}
# After you submit: negative numbers, and numbers that are not finite.
### BEGIN HIDDEN TESTS
assert Number(-7).value == -7.0, "negative numbers work"
try:
    Number(float("inf"))
except ValueError:
    pass
else:
    raise AssertionError("infinity is refused")
### END HIDDEN TESTS

# %% [markdown]
"""
Adding makes a new number.
"""

# %% nbgrader={"grade_id": "number_add", "role": "solution"}
#| export
def add(a, b):
    """The sum of two numbers, as a new one."""
    ### BEGIN SOLUTION
    return Number(a.value + b.value)
    ### END SOLUTION

# %% nbgrader={"grade_id": "test_number_add", "role": "test", "points": 5}
assert add(Number(1), Number(2)).value == 3.0, "one and two is three"

# %%
print("scratch cell: not graded")

# %% [markdown]
"""
Why does `add` make a new number?
"""

# %% [markdown] nbgrader={"grade_id": "think_new", "role": "answer", "points": 2}
"""
### BEGIN SOLUTION
So that the operands keep their values. One point for the reason, one for an example.
### END SOLUTION
"""
