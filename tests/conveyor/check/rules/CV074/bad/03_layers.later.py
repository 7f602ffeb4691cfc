# %%
from tinytorch.autograd import add_autograd
import tinytorch.optimizers
from tinytorch import SGD

# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    """Late."""
    ### BEGIN SOLUTION
    import importlib
    return importlib.import_module("tinytorch.optimizers").SGD
    ### END SOLUTION
