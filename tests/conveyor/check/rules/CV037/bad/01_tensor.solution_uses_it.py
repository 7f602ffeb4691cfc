# %%
import math

# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    """The root."""
    # TODO: write it.
    ### BEGIN SOLUTION
    return math.sqrt(x)
    ### END SOLUTION
