# %% nbgrader={"grade_id": "tools", "role": "given"}
#| export
import numpy as np

# %% nbgrader={"grade_id": "f0", "role": "solution"}
def f0(x):
    """Do what is wanted."""
    ### BEGIN SOLUTION
    return x.shape
    ### END SOLUTION

# %% nbgrader={"grade_id": "f1", "role": "solution"}
def f1(x):
    """Do what is wanted."""
    ### BEGIN SOLUTION
    return x.reshape(-1)
    ### END SOLUTION

# %% nbgrader={"grade_id": "f2", "role": "solution"}
def f2(x):
    """Do what is wanted."""
    ### BEGIN SOLUTION
    return x.transpose()
    ### END SOLUTION

# %% nbgrader={"grade_id": "f3", "role": "solution"}
def f3(x):
    """Do what is wanted."""
    ### BEGIN SOLUTION
    return x.max(keepdims=True)
    ### END SOLUTION

# %% nbgrader={"grade_id": "f4", "role": "solution"}
def f4(x):
    """Do what is wanted."""
    ### BEGIN SOLUTION
    return x.ndim
    ### END SOLUTION

# %% nbgrader={"grade_id": "f5", "role": "solution"}
def f5(x):
    """Do what is wanted."""
    ### BEGIN SOLUTION
    return x.swapaxes(0, 1)
    ### END SOLUTION

# %% nbgrader={"grade_id": "c", "role": "solution"}
class Sum:
    """Adds what belongs together."""

    def __init__(self):
        ### BEGIN SOLUTION
        self.rule = lambda x: x.sum(axis=0)
        ### END SOLUTION
