"""Decorators that make a solution wrong in one corner only; they run inside the notebook.

A corner is a kind of input (no axes, empty, float32, ...) or one aspect of the answer. To
know which corners a solution has, the reference is watched first: what its tests call it
with, what it answers, what it raises. So no corner is made up that nothing can reach.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from typing import Any

from conveyor.strength.kinds import (
    TELLING,
    Values,
    array_in,
    aspects_of,
    can_change,
    cases_of,
    is_equal,
    is_view,
)
from conveyor.strength.spoil import ASPECTS, can_spoil, spoiled, with_array

_ENOUGH = 30_000  # so many calls show what there is to see


class Seen:
    """What one function was called with, answered and raised, while a test ran."""

    def __init__(self) -> None:
        self.calls = 0
        self.cases: Counter[tuple[str, str]] = Counter()
        self.aspects: Counter[str] = Counter()
        self.both: Counter[tuple[str, str, str]] = Counter()  # parameter, case, aspect
        self.changeable: set[str] = set()
        self.equal: set[str] = set()
        self.viewed: set[str] = set()
        self.arrays: set[str] = set()
        self.errors: Counter[str] = Counter()
        self.errors_of: Counter[tuple[str, str, str]] = Counter()  # parameter, case, error

    def note(self, values: Values, cases: list[tuple[str, str]], answer: Any) -> None:
        """A call that went well."""
        aspects = list(aspects_of(answer))
        self.calls += 1
        self.cases.update(cases)
        self.aspects.update(aspects)
        kinds = [(parameter, case) for parameter, case in cases if case in TELLING]
        self.both.update((*kind, aspect) for kind in kinds for aspect in aspects)
        for parameter, value in values.items():
            if array_in(value) is not None:
                self.arrays.add(parameter)
                if answer is None or array_in(answer) is not None:
                    self.changeable |= {parameter} if can_change(value) else set()
                self.equal |= {parameter} if is_equal(answer, value) else set()
                self.viewed |= {parameter} if is_view(answer, value) else set()

    def note_error(self, cases: list[tuple[str, str]], error: Exception) -> None:
        """A call that was refused."""
        name = type(error).__name__
        self.errors[name] += 1
        self.errors_of.update((*kind, name) for kind in cases if kind[1] in TELLING)

    def as_json(self) -> dict[str, Any]:
        return {
            "calls": self.calls,
            "cases": sorted([*key, count] for key, count in self.cases.items()),
            "aspects": dict(sorted(self.aspects.items())),
            "both": sorted([*key, count] for key, count in self.both.items()),
            "changeable": sorted(self.changeable),
            "equal": sorted(self.equal),
            "viewed": sorted(self.viewed),
            "arrays": sorted(self.arrays),
            "errors": dict(sorted(self.errors.items())),
            "errors_of": sorted([*key, count] for key, count in self.errors_of.items()),
        }


SEEN: dict[str, Seen] = {}
_watching: Callable[[], bool] = lambda: False  # noqa: E731


def watch(when: Callable[[], bool]) -> None:
    """Let `observe` take notes whenever `when()` is true."""
    global _watching
    _watching = when


def observe(name: str) -> Callable[[Any], Any]:
    """Take notes of the calls of the decorated function under `name`."""

    def wrap(function: Any) -> Any:
        bind = _binder(function)

        @functools.wraps(function)
        def watched(*args: Any, **kwargs: Any) -> Any:
            seen = SEEN.setdefault(name, Seen())
            if not _watching() or seen.calls > _ENOUGH:
                return function(*args, **kwargs)
            values = bind(args, kwargs)
            cases = list(cases_of(values))
            try:
                answer = function(*args, **kwargs)
            except Exception as error:
                seen.note_error(cases, error)
                raise
            if can_spoil(answer, values):
                seen.note(values, cases, answer)
            return answer

        return watched

    return wrap


def off_by_one(parameter: str, case: str) -> Callable[[Any], Any]:
    """The answer is wrong where `parameter` is of the kind `case`."""

    def act(function: Any, values: Values, call: Callable[[], Any]) -> Any:
        hit = (parameter, case) in set(cases_of(values))
        answer = call()
        return spoiled(answer, values) if hit and can_spoil(answer, values) else answer

    return _wrong(act)


def aspect(name: str, parameter: str = "", case: str = "") -> Callable[[Any], Any]:
    """The answer's numbers are right, and its `name` (see ASPECTS) is not.

    With `parameter`, only where that is of the kind `case`.
    """

    def act(function: Any, values: Values, call: Callable[[], Any]) -> Any:
        hit = not parameter or (parameter, case) in set(cases_of(values))
        answer = call()
        return ASPECTS[name](answer) if hit and name in aspects_of(answer) else answer

    return _wrong(act)


def itself(parameter: str) -> Callable[[Any], Any]:
    """Where the answer has the numbers of an input, it is the input, not a new object."""

    def act(function: Any, values: Values, call: Callable[[], Any]) -> Any:
        answer = call()
        return values[parameter] if is_equal(answer, values.get(parameter)) else answer

    return _wrong(act)


def copies(parameter: str) -> Callable[[Any], Any]:
    """The answer is a copy where it should be a view of an input."""

    def act(function: Any, values: Values, call: Callable[[], Any]) -> Any:
        answer = call()
        if not is_view(answer, values.get(parameter)):
            return answer
        array = array_in(answer)
        assert array is not None
        return with_array(answer, array.copy())

    return _wrong(act)


def changes(parameter: str) -> Callable[[Any], Any]:
    """The answer is right, and the array in `parameter` is not what it was."""

    def act(function: Any, values: Values, call: Callable[[], Any]) -> Any:
        answer = call()
        array = array_in(values.get(parameter))
        if array is not None and can_change(values[parameter]):
            array[...] = ~array if array.dtype == bool else array + 1
        return answer

    return _wrong(act)


def swallows(error: str, parameter: str = "", case: str = "") -> Callable[[Any], Any]:
    """Where an `error` must be raised, the first input comes back.

    With `parameter`, only where that is of the kind `case`.
    """

    def act(function: Any, values: Values, call: Callable[[], Any]) -> Any:
        hit = not parameter or (parameter, case) in set(cases_of(values))
        try:
            return call()
        except Exception as raised:
            if not hit or type(raised).__name__ != error:
                raise
            return None if function.__name__ == "__init__" else next(iter(values.values()), None)

    return _wrong(act)


def raises_otherwise(error: str) -> Callable[[Any], Any]:
    """Where an `error` must be raised, another one is."""

    def act(function: Any, values: Values, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Exception as raised:
            if type(raised).__name__ != error:
                raise
            raise ArithmeticError("the wrong kind of error") from raised

    return _wrong(act)


def _wrong(act: Callable[[Any, Values, Callable[[], Any]], Any]) -> Callable[[Any], Any]:
    def wrap(function: Any) -> Any:
        bind = _binder(function)

        @functools.wraps(function)
        def wrong(*args: Any, **kwargs: Any) -> Any:
            return act(function, bind(args, kwargs), lambda: function(*args, **kwargs))

        return wrong

    return wrap


def _binder(function: Any) -> Callable[[tuple[Any, ...], Values], Values]:
    """A quick way from the arguments of a call to {parameter: value}."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    only = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    rest = code.co_varnames[len(names) + len(only)] if code.co_flags & 0x04 else None
    defaults = dict(zip(reversed(names), reversed(function.__defaults__ or ()), strict=False))
    defaults |= function.__kwdefaults__ or {}

    def bind(args: tuple[Any, ...], kwargs: Values) -> Values:
        values = {**defaults, **dict(zip(names, args, strict=False)), **kwargs}
        if rest:
            values[rest] = args[len(names) :]
        return {name: values[name] for name in (*names, *only, rest) if name in values}

    return bind
