# %% nbgrader={"grade_id": "tools", "role": "given"}
#| export
import numpy as np

# %% nbgrader={"grade_id": "f", "role": "solution"}
def rows(x):
    """The sum of each row: (N, D) -> (N,)."""
    ### BEGIN SOLUTION
    return x.sum(axis=1)
    ### END SOLUTION


def flat(x):
    """The same numbers along one axis."""
    ### BEGIN SOLUTION
    return x.reshape(-1)
    ### END SOLUTION


def twice(x):
    """The double, which has nothing to do with how it lies."""
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION
