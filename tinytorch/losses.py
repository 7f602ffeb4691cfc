"""Module 04: Losses.

Made by `conveyor build` from modules/04_losses/losses_dev.py.
Edit the lesson, not this file: the next build writes it again.
"""

import numpy as np

from tinytorch.activations import logsumexp
from tinytorch.tensor import Tensor, extend


class Loss:
    """What all losses have in common: a loss for each example, and how they become one.

    reduction  "mean", "sum", or "none" for one loss each

    Raises ValueError, with what it got in the message, for any other reduction.
    """

    def __init__(self, reduction="mean"):
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f'reduction is "mean", "sum" or "none", not {reduction!r}')
        self.reduction = reduction


@extend(Loss)
def reduced(self, losses):
    """The mean or the sum of all numbers in `losses`, a Tensor of shape (); or `losses` itself.

    >>> Loss("sum").reduced(Tensor([1.0, 2.0, 6.0])).item()
    9.0
    """
    if self.reduction == "mean":
        return losses.mean()
    if self.reduction == "sum":
        return losses.sum()
    return losses


@extend(Loss)
def __call__(self, prediction, target):
    """The loss of `prediction` when `target` was right, reduced."""
    return self.reduced(self.losses(prediction, target))


def target_like(prediction, target):
    """`target` as a Tensor that fits `prediction` (a Tensor of any shape) number by number.

    target  a Tensor, an array, a list or a number; whole numbers and booleans take the dtype
            of the prediction, floats keep theirs

    Raises ValueError, with both shapes in its message, when the shapes are not the same.

    >>> target_like(Tensor([0.5, 2.5]), [1, 2]).data.tolist()
    [1.0, 2.0]
    """
    if not isinstance(target, Tensor):
        target = Tensor(target)
    if target.shape != prediction.shape:
        raise ValueError(f"the prediction is {prediction.shape}, the target {target.shape}")
    if target.dtype.kind != "f":
        target = Tensor(target, dtype=prediction.dtype)
    return target


class MSELoss(Loss):
    """Mean squared error, for predictions that are quantities.

    >>> MSELoss()(Tensor([2.0, 3.0, 7.0, 5.0]), Tensor([1.0, 3.0, 4.0, 7.0])).item()
    3.5
    """

    def losses(self, prediction, target):
        """The squared difference for every number: two of the same shape give that shape."""
        difference = prediction - target_like(prediction, target)
        return difference**2


def class_labels(logits, target):
    """`target` as a Tensor of class numbers: one for each row of scores in `logits`.

    logits  a Tensor of shape (..., C)
    target  whole numbers from 0 to C-1 of shape (...): a Tensor, an array, a list or a number

    Raises TypeError when they are not whole numbers (booleans are not);
    ValueError, with both shapes in its message, when there is not one for each row;
    IndexError, with the number in its message, when one of them is not in 0 .. C-1.
    """
    if not isinstance(target, Tensor):
        target = Tensor(target)
    classes = logits.shape[-1]
    if target.dtype.kind not in "iu":
        raise TypeError(f"labels are whole numbers, not {target.dtype}")
    if target.shape != logits.shape[:-1]:
        raise ValueError(f"logits {logits.shape} need one label a row, not {target.shape}")
    outside = (target.data < 0) | (target.data >= classes)
    if outside.any():
        raise IndexError(f"there is no class {target.data[outside][0]} in 0 .. {classes - 1}")
    return target


def pick(scores, labels):
    """From each row the score that its label points at: (..., C) and labels (...) give (...).

    scores  a Tensor
    labels  a Tensor of whole numbers, such as class_labels returns

    >>> pick(Tensor([[0.1, 0.2, 0.9], [0.4, 0.3, 0.2]]), Tensor([2, 0])).data.tolist()
    [0.9, 0.4]
    """
    rows = scores.reshape(-1, scores.shape[-1])  # (N, C), where N counts all the rows
    picked = rows[np.arange(len(rows)), labels.reshape(-1)]  # (N,)
    return picked.reshape(labels.shape)


class CrossEntropyLoss(Loss):
    """Cross-entropy, for predictions that choose one of C classes: -log softmax at the label.

    The mean is over all labels: over N for logits (N, C), over N * T for (N, T, C).

    >>> round(CrossEntropyLoss()(Tensor([[2.0, 1.0, -1.0]]), Tensor([0])).item(), 2)
    0.35
    """

    def losses(self, logits, target):
        """A loss for each label: logits (..., C) and whole numbers (...) give (...)."""
        labels = class_labels(logits, target)
        return logsumexp(logits) - pick(logits, labels)


def softplus(x):
    """log(1 + exp(x)) for every number of a Tensor of any shape, however large the number."""
    size = x.maximum(-x)  # |x|
    return x.maximum(0) + (1 + (-size).exp()).log()


class BCEWithLogitsLoss(Loss):
    """Cross-entropy for yes-or-no questions, from one score each: positive means yes.

    >>> round(BCEWithLogitsLoss()(Tensor([0.0, 2.0]), Tensor([1, 1])).item(), 2)
    0.41
    """

    def losses(self, logits, target):
        """A loss for each score: logits and targets from 0 to 1 of one shape give that shape.

        Raises ValueError when the shapes differ or a target is not in 0 .. 1.
        """
        target = target_like(logits, target)
        if not ((target.data >= 0) & (target.data <= 1)).all():
            raise ValueError("targets are from 0 for no to 1 for yes")
        return target * softplus(-logits) + (1 - target) * softplus(logits)


def accuracy(scores, target):
    """The share of rows whose largest score is at the label, as a float from 0 to 1.

    scores (..., C), target: whole numbers (...), checked as in class_labels.
    """
    labels = class_labels(scores, target)
    hits = scores.data.argmax(axis=-1) == labels.data
    return float(hits.mean())
