"""Answers that are wrong: in their numbers, or in one aspect alone."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from conveyor.strength.kinds import Array, Values, array_in, can_change


def can_spoil(answer: Any, values: Values) -> bool:
    """Whether `spoiled` can make a difference."""
    if answer is None:
        first = next(iter(values.values()), None)
        return can_change(first) or _number_inside(first) is not None
    if answer is NotImplemented or isinstance(answer, type):
        return False
    known = bool | int | float | complex | str | tuple | list | np.generic | np.ndarray
    return isinstance(answer, known) or _number_inside(answer) is not None


def spoiled(answer: Any, values: Values) -> Any:
    """`answer` with other numbers. Where None is answered, the first input is changed."""
    if answer is None:
        first = next(iter(values.values()))
        if isinstance(first, np.ndarray):
            first[...] = _other_numbers(first)
        else:
            _spoil_inside(first)
        return None
    if isinstance(answer, bool | np.bool_):
        return not answer
    if isinstance(answer, np.ndarray):
        return _other_numbers(answer)
    if isinstance(answer, int | float | complex | np.generic):
        return _other_number(answer)
    if isinstance(answer, str):
        return answer + "?"
    if isinstance(answer, tuple):
        return (*answer, 1)
    if isinstance(answer, list):
        return [*answer, 1]
    changed = copy.copy(answer)
    _spoil_inside(changed)
    return changed


def _number_inside(thing: Any) -> str | None:
    """The name of an attribute that is a number or an array."""
    for name, value in getattr(thing, "__dict__", {}).items():
        if isinstance(value, np.ndarray | int | float) and not isinstance(value, bool):
            return name
    return None


def _spoil_inside(thing: Any) -> None:
    """Change one number that an object holds, in an array of its own."""
    name = _number_inside(thing)
    if name is not None:
        value = getattr(thing, name)
        is_array = isinstance(value, np.ndarray)
        setattr(thing, name, _other_numbers(value) if is_array else _other_number(value))


def _other_number(number: Any) -> Any:
    return type(number)(_other_numbers(np.asarray(number)).item())


def _other_numbers(array: Array) -> Array:
    """An array of the same kind with each number wrong, by 1 at least; an empty one grows."""
    if array.size == 0:
        return array[None]
    if array.dtype == bool:
        return np.asarray(~array)
    with np.errstate(all="ignore"):
        wrong = array + 1 + abs(array) // 2
        return np.where(np.isfinite(array), wrong, 0).astype(array.dtype)


def with_array(answer: Any, array: Any) -> Any:
    """`answer` with `array` as its data."""
    if isinstance(answer, np.ndarray):
        return array
    changed = copy.copy(answer)
    changed.data = array
    return changed


def _cast(dtype: str) -> Callable[[Any], Any]:
    def cast(answer: Any) -> Any:
        array = array_in(answer)
        assert array is not None
        return with_array(answer, array.astype(dtype))

    return cast


def _one_axis(answer: Any) -> Any:
    array = array_in(answer)
    assert array is not None
    return with_array(answer, array.reshape(1))


# aspect of an answer -> the same answer with that aspect wrong
ASPECTS: dict[str, Callable[[Any], Any]] = {
    "float32": _cast("float64"),
    "float64": _cast("float32"),
    "integers": _cast("float64"),
    "no axes": _one_axis,
    "a tuple": list,
    "a list": tuple,
    "an int": float,
}
