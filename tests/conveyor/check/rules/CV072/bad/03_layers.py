# %% nbgrader={"grade_id": "f", "role": "solution"}
from tinytorch.autograd import add_autograd

def f(x):
    """A weight."""
    ### BEGIN SOLUTION
    return x(requires_grad=True)
    ### END SOLUTION
