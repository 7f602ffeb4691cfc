# %%
import numpy as np

from tinytorch import Tensor


def quantize(x, scale):
    return Tensor(np.round(x.data / scale))
