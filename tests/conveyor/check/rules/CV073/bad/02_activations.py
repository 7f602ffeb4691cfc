# %% nbgrader={"grade_id": "f", "role": "solution"}
import numpy as np

from tinytorch import Tensor


class ReLU:
    """Nothing below zero."""

    def __call__(self, x):
        ### BEGIN SOLUTION
        return Tensor(np.maximum(0, x.data))
        ### END SOLUTION


class Sigmoid:
    """Between zero and one."""

    def __call__(self, x):
        ### BEGIN SOLUTION
        numbers = x.data
        e = np.exp(-numbers)
        return Tensor(1 / (1 + e))
        ### END SOLUTION


def forward(x, weight):
    y = Tensor(x.data @ weight.data)
    z = Tensor(x.data.sum())
    return y + z
