# %%
from functools import lru_cache

from tinytorch.tensor import Tensor, extend


class Layer:
    @extend(Tensor)
    def shape(self):
        return super().shape

    @lru_cache(maxsize=1)
    def __call__(self):
        return super().__call__()


@lru_cache(maxsize=1)
def other(self):
    return super().other


@extend
def plain(self):
    return super().plain


@extend(Tensor)
class Inner:
    def size(self):
        return super().size
