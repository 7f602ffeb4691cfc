"""Module 01: Tensor.

Made by `conveyor build` from modules/01_tensor/tensor_dev.py.
Edit the lesson, not this file: the next build writes it again.
"""

import builtins

import numpy as np


def extend(cls):
    """A decorator that makes the function (or property) below it a method of `cls`."""

    def attach(method):
        name = method.fget.__name__ if isinstance(method, property) else method.__name__
        setattr(cls, name, method)
        return getattr(builtins, name, method)  # `sum` stays Python's sum outside the class

    return attach


class Tensor:
    """A block of numbers with any number of axes.

    data   a number, nested lists, a numpy array or another Tensor; always copied
    dtype  the kind of numbers to hold; without it the kind that `data` has

    Raises TypeError when `data` does not consist of numbers.

    >>> Tensor([[1, 2, 3], [4, 5, 6]]).data.shape
    (2, 3)
    """

    # numpy must leave arithmetic with a Tensor to the Tensor.
    __array_ufunc__ = None

    def __init__(self, data, dtype=None):
        if isinstance(data, Tensor):
            data = data.data
        array = np.array(data, dtype=dtype)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"a Tensor holds numbers, not {array.dtype}")
        self.data = array


@extend(Tensor)
@property
def shape(self):
    """The length of every axis, as a tuple: () for a number, (2, 3) for 2 rows of 3."""
    return self.data.shape


@extend(Tensor)
@property
def ndim(self):
    """How many axes there are."""
    return self.data.ndim


@extend(Tensor)
@property
def size(self):
    """How many numbers there are."""
    return self.data.size


@extend(Tensor)
@property
def dtype(self):
    """The kind of the numbers, such as float32."""
    return self.data.dtype


@extend(Tensor)
@property
def nbytes(self):
    """How many bytes the numbers take."""
    return self.size * self.dtype.itemsize


@extend(Tensor)
def item(self):
    """The only number of this Tensor, as a Python number.

    Raises ValueError when there are more numbers than one, or none.

    >>> Tensor([[2.5]]).item()
    2.5
    """
    return self.data.item()


@extend(Tensor)
def numpy(self):
    """The numbers as a numpy array of your own: changing it does not change the Tensor."""
    return self.data.copy()


@extend(Tensor)
def __repr__(self):
    """What is printed: the numbers, the shape and the dtype.

    >>> Tensor([[1.0, 2.0], [3.0, 4.0]])
    Tensor([[1., 2.],
            [3., 4.]], shape=(2, 2), dtype=float64)
    """
    numbers = np.array2string(self.data, separator=", ", prefix="Tensor(")
    return f"Tensor({numbers}, shape={self.shape}, dtype={self.dtype})"


def _wrap(array):
    """A Tensor around `array` itself, without the copy that Tensor(array) takes."""
    out = Tensor.__new__(Tensor)  # an empty Tensor: __init__ is not called
    out.data = np.asarray(array)
    return out


def _operand(value):
    """What numpy can compute with: a Tensor's array; a number as Python's own."""
    if isinstance(value, Tensor):
        return value.data
    if isinstance(value, np.generic):  # numpy's numbers, such as np.float64(0.5)
        return value.item()
    return value


@extend(Tensor)
def __neg__(self):
    """-x: every number with the other sign."""
    return _wrap(-self.data)


@extend(Tensor)
def __add__(self, other):
    """x + other, number by number; shapes broadcast. `other`: a Tensor, an array or a number.

    Raises ValueError when the shapes do not fit.
    """
    return _wrap(self.data + _operand(other))


@extend(Tensor)
def __radd__(self, other):
    """other + x, where `other` is not a Tensor."""
    return self + other


@extend(Tensor)
def __rmul__(self, other):
    """other * x, where `other` is not a Tensor."""
    return self * other


@extend(Tensor)
def __mul__(self, other):
    """x * other, number by number; shapes broadcast. `other`: a Tensor, an array or a number."""
    return _wrap(self.data * _operand(other))


@extend(Tensor)
def __sub__(self, other):
    """x - other, number by number; shapes broadcast."""
    return _wrap(self.data - _operand(other))


@extend(Tensor)
def __rsub__(self, other):
    """other - x, where `other` is a number or an array on the left."""
    return _wrap(_operand(other) - self.data)


@extend(Tensor)
def __truediv__(self, other):
    """x / other, number by number; shapes broadcast. Integers give floats."""
    return _wrap(self.data / _operand(other))


@extend(Tensor)
def __rtruediv__(self, other):
    """other / x, where `other` is a number or an array on the left."""
    return _wrap(_operand(other) / self.data)


@extend(Tensor)
def __rpow__(self, other):
    """other ** x, where `other` is a number or an array on the left."""
    return _wrap(_operand(other) ** self.data)


@extend(Tensor)
def __pow__(self, other):
    """x ** other, number by number; shapes broadcast."""
    return _wrap(self.data ** _operand(other))


@extend(Tensor)
def __matmul__(self, other):
    """x @ other: the matrix product of the last two axes, (n, k) @ (k, m) -> (n, m).

    Axes before the last two broadcast; a Tensor with one axis is a vector.
    Raises ValueError, with both shapes in its message, when the inner lengths differ.
    """
    other = _operand(other)
    try:
        return _wrap(self.data @ other)
    except ValueError:
        raise ValueError(
            f"cannot multiply {self.shape} @ {np.shape(other)}: "
            "the last axis on the left must be as long as the last but one on the right"
        ) from None


@extend(Tensor)
def __rmatmul__(self, other):
    """other @ x, where `other` is an array on the left."""
    return _wrap(other) @ self


@extend(Tensor)
def exp(self):
    """e to the power of every number."""
    return _wrap(np.exp(self.data))


@extend(Tensor)
def log(self):
    """The natural logarithm of every number: -inf for 0, nan below (numpy warns)."""
    return _wrap(np.log(self.data))


@extend(Tensor)
def tanh(self):
    """The hyperbolic tangent of every number, between -1 and 1 however large the number."""
    return _wrap(np.tanh(self.data))


@extend(Tensor)
def maximum(self, other):
    """The larger of x and `other`, number by number; shapes broadcast.

    >>> Tensor([-2.0, 0.5]).maximum(0).data.tolist()
    [0.0, 0.5]
    """
    return _wrap(np.maximum(self.data, _operand(other)))


@extend(Tensor)
def sum(self, axis=None, keepdims=False):
    """The sum over `axis` (a number or a tuple; None: over everything).

    With keepdims the axes that are summed stay, with length 1.

    >>> Tensor([[1, 2, 3], [4, 5, 6]]).sum(axis=1).data.tolist()
    [6, 15]
    """
    return _wrap(self.data.sum(axis=axis, keepdims=keepdims))


@extend(Tensor)
def mean(self, axis=None, keepdims=False):
    """The mean over `axis` (a number or a tuple; None: over everything). Integers give floats."""
    total = self.sum(axis=axis, keepdims=keepdims)
    return total / (self.size // total.size)


@extend(Tensor)
def max(self, axis=None, keepdims=False):
    """The largest number along `axis` (a number or a tuple; None: of everything)."""
    return _wrap(self.data.max(axis=axis, keepdims=keepdims))


@extend(Tensor)
def reshape(self, *shape):
    """The same numbers, in the same order, in another shape: x.reshape(3, 2).

    One length may be -1: it is computed from the others. The shape may also be one tuple.
    The result is a view where that is possible. Raises ValueError when the sizes differ.
    """
    return _wrap(self.data.reshape(*shape))


@extend(Tensor)
def transpose(self, *axes):
    """The axes in another order: new axis i is the old axis axes[i]. Without axes: reversed.

    x of shape (2, 3, 4): x.transpose(2, 0, 1) has shape (4, 2, 3). The result is a view.
    """
    return _wrap(self.data.transpose(*axes))


@extend(Tensor)
@property
def T(self):
    """The Tensor with its axes reversed: for a matrix, rows and columns swapped."""
    return self.transpose()


@extend(Tensor)
def __getitem__(self, index):
    """x[index]: whatever numpy accepts as an index; Tensors of integers or booleans as well.

    Slices give a view; Tensors, arrays and lists of indices give a copy.

    >>> Tensor([[1, 2, 3], [4, 5, 6]])[Tensor([0, 1]), Tensor([2, 0])].data.tolist()
    [3, 4]
    """
    if isinstance(index, tuple):
        index = tuple(_operand(part) for part in index)
    return _wrap(self.data[_operand(index)])


@extend(Tensor)
def __len__(self):
    """The length of the first axis."""
    return len(self.data)
