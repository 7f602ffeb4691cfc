"""What kind of thing an input or an answer is, in words that authors read.

Imports nothing but numpy, as its neighbours `spoil` and `corners`: they are loaded in the
process that plays a student's kernel.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

Values = dict[str, Any]  # {parameter: value} of one call
Array = np.ndarray[Any, Any]
_LARGEST = 5000  # the numbers of a larger array are not looked at
_SHORT, _LONG = 1, 3
_LARGE = 500.0

# Kinds of input for which an aspect of the answer, or an error, is easily forgotten alone.
TELLING = frozenset(
    {"a list", "a bare array", "an integer", "a float", "a number of numpy", "True"}
    | {"no axes", "empty", "of different dtypes"}
)

# What nearly every function of arrays should be tried with, for the report.
USUAL = ("no axes", "three or more axes", "empty", "integers", "float32", "negative")


def array_in(value: Any) -> Array | None:
    """The array that `value` is, or holds as a Tensor does."""
    if isinstance(value, np.ndarray):
        return value
    data = None if isinstance(value, type | np.generic) else getattr(value, "data", None)
    return data if isinstance(data, np.ndarray) else None


def can_change(value: Any) -> bool:
    array = array_in(value)
    return array is not None and array.size > 0 and bool(array.flags.writeable)


def is_equal(answer: Any, value: Any) -> bool:
    """Whether `answer` is another object of the same kind with the same numbers."""
    one, other = array_in(answer), array_in(value)
    if one is None or other is None or answer is value or type(answer) is not type(value):
        return False
    same = one.shape == other.shape and one.dtype == other.dtype
    return same and one.size <= _LARGEST and one.tobytes() == other.tobytes()


def is_view(answer: Any, value: Any) -> bool:
    one, other = array_in(answer), array_in(value)
    return one is not None and other is not None and bool(np.may_share_memory(one, other))


def cases_of(values: Values) -> Iterator[tuple[str, str]]:
    """The kind of each input, and of the first two inputs together."""
    for name, value in values.items():
        for case in _kinds(value):
            yield name, case
    pair = [v for v in values.values() if array_in(v) is not None or isinstance(v, tuple)][:2]
    if len(pair) == 2:
        for case in _cases_of_pair(*pair):
            yield "inputs", case


def _cases_of_pair(one: Any, other: Any) -> Iterator[str]:
    if one is other:
        yield "the same object"
    first, second = array_in(one), array_in(other)
    if first is not None and second is not None:
        if first.shape != second.shape:
            yield "of different shapes"
        if first.dtype != second.dtype:
            yield "of different dtypes"
        if first.ndim < second.ndim:
            yield "second with more axes"
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) != len(other):
        yield "of different lengths"


def _kinds(value: Any) -> Iterator[str]:
    array = array_in(value)
    if array is not None:
        if isinstance(value, np.ndarray):
            yield "a bare array"
        yield from _cases_of_array(array)
    elif isinstance(value, bool | type(None)):
        yield str(value)
    elif isinstance(value, int | float | np.number):
        kinds = {int: "an integer", float: "a float"}
        yield kinds.get(type(value), "a number of numpy")
        if value < 0:
            yield "negative"
        elif value == 0:
            yield "zero"
    elif isinstance(value, tuple | list | str):
        yield f"a {type(value).__name__}"
        yield from _cases_of_sequence(value)
    elif isinstance(value, slice):
        yield "a slice"


def _cases_of_array(array: Array) -> Iterator[str]:
    if array.ndim in (0, 1):
        yield ("no axes", "one axis")[array.ndim]
    elif array.ndim >= _LONG:
        yield "three or more axes"
    if array.ndim == 2 and array.shape[0] == array.shape[1]:
        yield "square"
    if array.size == 0:
        yield "empty"
    if array.dtype.kind in "iu":
        yield "integers"
    elif array.dtype.kind == "b":
        yield "booleans"
    elif array.dtype.kind == "f":
        yield f"float{8 * array.itemsize}"
    if not array.flags.c_contiguous:
        yield "not contiguous"
    if 0 < array.size <= _LARGEST and array.dtype.kind in "if":
        yield from _cases_of_numbers(array)


def _cases_of_numbers(array: Array) -> Iterator[str]:
    with np.errstate(all="ignore"):
        size = np.abs(array)
        tests = {
            "negative": array < 0,
            "all negative": np.full((), (array < 0).all()),
            "zero": array == 0,
            "large": np.isfinite(size) & (size > _LARGE),
            "not finite": ~np.isfinite(array),
        }
        yield from (name for name, found in tests.items() if found.any())


def _cases_of_sequence(value: Any) -> Iterator[str]:
    if len(value) == 0:
        yield "empty"
    elif len(value) == _SHORT:
        yield "one long"
    elif len(value) >= _LONG:
        yield "three or more long"
    numbers = [v for v in value if isinstance(v, int | float)]
    if any(v < 0 for v in numbers):
        yield "with a negative number"
    if any(v == 0 for v in numbers):
        yield "with a zero"


def aspects_of(answer: Any) -> Iterator[str]:
    """The aspects that can be made wrong in `answer`."""
    array = array_in(answer)
    if array is not None:
        if array.dtype.kind in "iu":
            yield "integers"
        elif array.dtype in (np.float32, np.float64):
            yield str(array.dtype)
        if array.ndim == 0:
            yield "no axes"
    elif type(answer) in (tuple, list, int):
        kind = type(answer).__name__
        yield f"an {kind}" if kind == "int" else f"a {kind}"
