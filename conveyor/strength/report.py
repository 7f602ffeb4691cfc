"""What the proof found: who noticed what, and what an author has to mend."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from conveyor.cells import Problem
from conveyor.strength.runs import Loss

GOAL = 0.95


@dataclass(frozen=True)
class SolutionStrength:
    """The mutants of one solution, by what noticed them.

    `hidden` are those that only hidden tests noticed. `untried` is what no test calls it
    with: ``other: empty``.
    """

    cell: str
    line: int
    mutants: int
    visible: int
    hidden: int
    survived: int
    excused: int
    untried: tuple[str, ...]


@dataclass(frozen=True)
class Assertion:
    """One line of a test that no variant has ever failed in."""

    line: int
    text: str


@dataclass(frozen=True)
class TestStrength:
    """The mutants that one test noticed; `alone` are those that no other test did.

    A mutant runs on until a hidden test of its own solution has noticed it. `silent` are
    the test's assertions that were never the first to fail.
    """

    cell: str
    line: int
    points: float
    visible: int
    hidden: int
    alone: int
    seconds: float
    silent: tuple[Assertion, ...]


@dataclass(frozen=True)
class Survivor:
    """A mutant that got all points. `tests` are those that follow its solution."""

    id: str
    cell: str
    does: str
    line: int
    diff: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Excused:
    """A mutant that got all points, and may: `reason` is the author's."""

    id: str
    reason: str
    line: int
    diff: str


@dataclass(frozen=True)
class Answer:
    """A stub or a wrong answer, and where it lost points.

    `missed` are tests that should have noticed it and did not, `elsewhere` tests that lost
    points although they test something that is not built on it.
    """

    name: str
    why: str
    line: int
    losses: tuple[Loss, ...]
    missed: tuple[str, ...]
    elsewhere: tuple[str, ...]
    diff: str

    @property
    def as_expected(self) -> bool:
        return not self.missed and not self.elsewhere


@dataclass(frozen=True)
class StrengthReport:
    """The proof of one module's tests. `score` is the part of the mutants that was noticed.

    Excused mutants do not count. `problems` says, with file, line and cure, why the tests
    are not strong enough; none means proven. `ran` variants were run now, the others were
    known; `cached` when nothing at all had changed.
    """

    assignment: str
    lesson: str
    solutions: tuple[SolutionStrength, ...]
    tests: tuple[TestStrength, ...]
    survivors: tuple[Survivor, ...]
    excused: tuple[Excused, ...]
    wrong_answers: tuple[Answer, ...]
    stubs: tuple[Answer, ...]
    problems: tuple[Problem, ...]
    mutants: int
    killed_visible: int
    killed_hidden: int
    score: float
    ran: int = 0
    seconds: float = 0.0
    cached: bool = field(default=False, compare=False)

    @property
    def proven(self) -> bool:
        return not self.problems

    @property
    def counted(self) -> int:
        """The mutants that are not excused."""
        return self.mutants - len(self.excused)


def from_json(data: dict[str, Any]) -> StrengthReport:
    """The report that was written with ``dataclasses.asdict``."""
    parts: dict[str, Any] = {
        "solutions": tuple(
            SolutionStrength(**{**d, "untried": tuple(d["untried"])}) for d in data["solutions"]
        ),
        "tests": tuple(map(_test, data["tests"])),
        "survivors": tuple(
            Survivor(**{**d, "tests": tuple(d["tests"])}) for d in data["survivors"]
        ),
        "excused": tuple(Excused(**d) for d in data["excused"]),
        "wrong_answers": tuple(map(_answer, data["wrong_answers"])),
        "stubs": tuple(map(_answer, data["stubs"])),
        "problems": tuple(Problem(**d) for d in data["problems"]),
    }
    return StrengthReport(**{**data, **parts})


def _test(data: dict[str, Any]) -> TestStrength:
    return TestStrength(**{**data, "silent": tuple(Assertion(**d) for d in data["silent"])})


def _answer(data: dict[str, Any]) -> Answer:
    losses = tuple(Loss(**d) for d in data["losses"])
    tuples = {key: tuple(data[key]) for key in ("missed", "elsewhere")}
    return Answer(**{**data, "losses": losses, **tuples})
