# %% nbgrader={"grade_id": "tools", "role": "given"}
#| export
import numpy as np

# %%
import math

# %% nbgrader={"grade_id": "f", "role": "solution"}
#| export
def f(x):
    """Half of it; `later` is defined below."""
    ### BEGIN SOLUTION
    return later(np.array(x))
    ### END SOLUTION

# %% nbgrader={"grade_id": "later", "role": "given"}
#| export
def later(x):
    return len([y for y in x]) / 2

# %%
print(math.pi)
