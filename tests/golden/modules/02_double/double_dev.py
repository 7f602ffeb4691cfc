# %% [markdown]
"""
# Module 02: Double
"""

# %% [code] {"nbgrader": {"grade": false, "locked": true, "solution": false, "grade_id": "double_setup"}}
#| export
from tinytorch.number import Number, add

# %% nbgrader={"grade_id": "double", "role": "solution"}
#| export
def double(number):
    """Twice the number."""
    ### BEGIN SOLUTION
    return add(number, number)
    ### END SOLUTION

# %% nbgrader={"grade_id": "test_double", "role": "test", "points": 10}
assert double(Number(4)).value == 8.0, "twice four is eight"
