# %% [markdown]
"""
# Module 05: Autograd
"""

# %% nbgrader={"grade_id": "autograd", "role": "given"}
#| export
from tinytorch.tensor import Tensor


def add_autograd(cls):
    """Give `cls` gradients."""
    cls.grad = None
    cls.backward = lambda self: None
    return cls


Tensor = add_autograd(Tensor)
