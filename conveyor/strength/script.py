"""A lesson as it is run: its code cells in order, and the ways to change them.

step      one code cell; the run ends with the last test
variant   the reference with other text in some solutions: a mutant, a stub or a wrong answer
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import cached_property

from conveyor.cells import Cell
from conveyor.lesson import Lesson
from conveyor.strength.regions import has_code, regions

# The line that some variants need before everything else, and that diffs do not show.
PRELUDE = "from conveyor.strength import corners as _corners"


@dataclass(frozen=True)
class Step:
    """One code cell. `visible` is a test's source without its hidden part."""

    index: int
    cell: Cell

    @property
    def source(self) -> str:
        return self.cell.source

    @property
    def grade_id(self) -> str:
        return self.cell.grade_id or ""

    @property
    def is_test(self) -> bool:
        return self.cell.role == "test"

    @property
    def is_solution(self) -> bool:
        return self.cell.role == "solution"

    @property
    def points(self) -> float:
        return float(self.cell.points or 0)

    @cached_property
    def has_hidden(self) -> bool:
        return bool(regions(self.cell, "HIDDEN TESTS"))

    @cached_property
    def visible(self) -> str:
        return self.cell.released()

    @cached_property
    def is_mixed(self) -> bool:
        """Whether students see a part of this test that runs, and do not see another."""
        return self.has_hidden and has_code(self.visible)


@dataclass(frozen=True)
class Variant:
    """A changed notebook. `sources` maps the index of a step to its new source."""

    id: str
    kind: str  # "mutant", "stub" or "wrong answer"
    does: str
    sources: dict[int, str] = field(repr=False)
    line: int = 0  # where the change stands in the lesson

    @property
    def first(self) -> int:
        """The step from which this differs from the reference."""
        return min(self.sources)


@dataclass(frozen=True)
class Script:
    """The steps of one lesson up to its last test."""

    shown: str  # the lesson's name in errors and reports
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, lesson: Lesson, shown: str) -> Script:
        code = [cell for cell in lesson.cells if cell.kind == "code"]
        tests = [index for index, cell in enumerate(code) if cell.role == "test"]
        end = tests[-1] + 1 if tests else 0
        return cls(shown, tuple(Step(i, cell) for i, cell in enumerate(code[:end])))

    @cached_property
    def solutions(self) -> list[Step]:
        return [step for step in self.steps if step.is_solution]

    @cached_property
    def tests(self) -> list[Step]:
        return [step for step in self.steps if step.is_test]

    @cached_property
    def tested(self) -> list[tuple[Step, Step]]:
        """(solution, test) for each solution and the tests that are its own.

        A test that students see belongs to the solutions between it and the test before; a
        hidden one to all solutions since the last hidden one.
        """
        pairs: list[tuple[Step, Step]] = []
        section: list[Step] = []
        latest: list[Step] = []
        before: Step | None = None
        hidden_before = False
        for step in self.steps:
            if step.is_solution:
                section = [] if hidden_before else section
                latest = [] if before and before.is_test else latest
                section, latest = [*section, step], [*latest, step]
                hidden_before = False
            elif step.is_test:
                pairs += [(own, step) for own in (section if step.has_hidden else latest)]
                hidden_before = hidden_before or step.has_hidden
            before = step if step.is_solution or step.is_test else before
        return pairs

    def solution(self, grade_id: str) -> Step | None:
        return next((s for s in self.solutions if s.grade_id == grade_id), None)

    def test(self, grade_id: str) -> Step | None:
        return next((s for s in self.tests if s.grade_id == grade_id), None)

    def diff(self, variant: Variant) -> str:
        """What `variant` changes, as a unified diff with the lesson's own line numbers."""
        parts: list[str] = []
        for index, source in sorted(variant.sources.items()):
            step = self.steps[index]
            padding = [""] * (step.cell.first_line - 1)
            parts += difflib.unified_diff(
                padding + step.source.split("\n"),
                padding + source.removeprefix(f"{PRELUDE}\n").split("\n"),
                f"{self.shown} ({step.grade_id})",
                f"{variant.id}",
                n=2,
                lineterm="",
            )
        return "\n".join(parts)
