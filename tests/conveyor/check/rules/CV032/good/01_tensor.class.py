# %% nbgrader={"grade_id": "tools", "role": "given"}
#| export
import numpy as np

# %% nbgrader={"grade_id": "c", "role": "solution"}
class Sum:
    """Adds along an axis: (N, D) -> (N,)."""

    def __init__(self):
        ### BEGIN SOLUTION
        self.rule = lambda x: x.sum(axis=1)
        ### END SOLUTION


def undocumented(x):
    ### BEGIN SOLUTION
    return x.sum(axis=1)
    ### END SOLUTION


def shown(x):
    """What students do not write is not looked at."""
    flat = x.reshape(-1)
    ### BEGIN SOLUTION
    return flat
    ### END SOLUTION
