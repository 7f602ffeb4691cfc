# %% nbgrader={"grade_id": "tools", "role": "given"}
#| export
import numpy as np

# %% nbgrader={"grade_id": "f", "role": "solution"}
def rows(x):
    """Add up what belongs together."""
    ### BEGIN SOLUTION
    return x.sum(axis=1)
    ### END SOLUTION


def product(a, b):
    """The product of both."""
    ### BEGIN SOLUTION
    return a @ b
    ### END SOLUTION
