"""What ``conveyor doctor`` looks for: one function for each failure that is known.

check      a known failure: its code, which never changes its meaning, why it matters, its cure
trouble    one place where a check saw it; a healthy course has none

A check is a generator of troubles over a course. It reads, it is quick, and it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from conveyor.layout import Course
from conveyor.lesson import LessonError

if TYPE_CHECKING:
    from conveyor.build import BuildReport

ERROR, WARNING, OK = "error", "warning", "ok"


@dataclass(frozen=True)
class Examined(Course):
    """A course while it is examined: what several checks need is worked out once."""

    @cached_property
    def built(self) -> BuildReport | LessonError:
        """What a build would do now."""
        from conveyor.build import build

        try:
            return build(self, check=True)
        except LessonError as error:
            return error


@dataclass(frozen=True)
class Trouble:
    """What was seen. `cure` and `severity` stand where the check's own do not fit.

    Of severity ok it is a remark: how far a check could look.
    """

    seen: str
    cure: str = ""
    severity: str = ""


Look = Callable[[Examined], Iterable[Trouble]]


@dataclass(frozen=True)
class Known:
    """A known failure. `why` and `cure` are a line each."""

    code: str
    severity: str
    title: str
    why: str
    cure: str


@dataclass(frozen=True)
class Check(Known):
    """A known failure, and the function that looks for it."""

    look: Look


def check(code: str, severity: str, title: str, *, why: str, cure: str) -> Callable[[Look], Check]:
    """Make a check of the function that looks for it."""
    return lambda look: Check(code, severity, title, why, cure, look)


def few(names: Iterable[str], most: int = 3) -> str:
    """The first names, and how many more there are."""
    every = list(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


def checks_in(*modules: object) -> Iterator[Check]:
    """Every check that these Python modules define."""
    for module in modules:
        yield from (value for value in vars(module).values() if isinstance(value, Check))
