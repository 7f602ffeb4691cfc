# %% nbgrader={"grade_id": "f", "role": "given"}
import numpy as np

from tinytorch import Tensor


def constants(x):
    """None of these has a gradient."""
    return [
        Tensor(x.data.max()),
        Tensor(np.amax(x.data)),
        Tensor(np.argmax(x.data)),
        Tensor(np.argmin(x.data)),
        Tensor(np.argsort(x.data)),
        Tensor(np.sign(x.data)),
        Tensor(np.shape(x.data)),
        Tensor(np.zeros_like(x.data)),
        Tensor(np.ones_like(x.data)),
        Tensor(np.full_like(x.data, 7)),
        Tensor(np.eye(len(x.shape), x.data.argmax())),
        Tensor(np.isfinite(x.data)),
        Tensor(np.isnan(x.data)),
        Tensor(x.data.shape),
        Tensor(x.data.ndim),
        Tensor(x.data.size),
        Tensor(x.data.nbytes),
        Tensor(np.where(x.data > 0, 1.0, 0.0)),
        Tensor(np.where(x.data, 1.0, 0.0)),
        Tensor(np.eye(3)[x.data]),
    ]


def of_labels(target, targets, label, labels, index, indices, ids, idx, mask, tokens, positions, y):
    """Nor have labels, positions and masks."""
    return [
        Tensor(target.data * 2),
        Tensor(targets.data * 2),
        Tensor(label.data * 2),
        Tensor(labels.data * 2),
        Tensor(index.data * 2),
        Tensor(indices.data * 2),
        Tensor(ids.data * 2),
        Tensor(idx.data * 2),
        Tensor(mask.data * 2),
        Tensor(tokens.data * 2),
        Tensor(positions.data * 2),
        Tensor(y.data * 2),
    ]


def handled(x, self=None):
    """What holds a Tensor of its own has been reported where that was made."""
    y = Tensor(x.shape)
    z = Tensor(self.targets.data)
    Tensor()
    return Tensor(y), Other(x.data)


def _sample(x):
    """Using a model is no training."""
    return Tensor(x.data * 2)


def predict(x):
    """Using a model is no training."""
    return Tensor(x.data * 2)


def evaluate(x):
    """Using a model is no training."""
    return Tensor(x.data * 2)


def accuracy(x):
    """Using a model is no training."""
    return Tensor(x.data * 2)
