# %% [markdown]
"""
### The identity

It gives back what it is given.
"""

# %% nbgrader={"grade_id": "tools", "role": "given"}
import math

# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION
