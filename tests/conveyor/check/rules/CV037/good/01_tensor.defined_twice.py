# %% nbgrader={"grade_id": "tools", "role": "given"}
import math

# %% nbgrader={"grade_id": "f", "role": "solution"}
def double(x):
    """The double."""
    # TODO: write it.
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %%
import math

double = double
print(double(math.pi))

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
assert math.sqrt(double(2)) == 2
