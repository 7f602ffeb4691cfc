# %%
from tinytorch import Tensor


def loss(x):
    first = Tensor(x.data * 2)
    return Tensor(first), Tensor(Tensor(x.data * 3))
