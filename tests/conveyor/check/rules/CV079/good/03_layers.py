# %%
from tinytorch.tensor import Tensor, extend


class Layer:
    def __init__(self):
        super().__init__()


@extend(Tensor)
def __repr__(self):
    return super(Tensor, self).__repr__()
