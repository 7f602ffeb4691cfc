# %% nbgrader={"grade_id": "f", "role": "given"}
import numpy as np

from tinytorch import Tensor


def norm(x):
    """Each of these has a gradient."""
    a = b = x.data - x.data.mean()
    c = Tensor(np.where(x.data > 0, b, 0.0))
    d = Tensor(a.T[0])
    e = Tensor(np.stack([b], axis=0))
    f = Tensor(np.pad(array=b, pad_width=1))
    b = 7
    return Tensor(b), c, d, e, f
