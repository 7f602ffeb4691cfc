# %% nbgrader={"grade_id": "tools", "role": "given"}
import numpy as np

# %% nbgrader={"grade_id": "f", "role": "solution"}
#| export
def f(x):
    """As an array."""
    ### BEGIN SOLUTION
    return np.array(x) * SCALE
    ### END SOLUTION


ZERO = np.zeros(1)

# %%
SCALE = 2
