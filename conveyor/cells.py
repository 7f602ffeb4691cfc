"""What a lesson consists of: cells, the roles that they play, and what can be wrong with one.

Authors write the little that is needed in a cell's header::

    # %% nbgrader={"grade_id": "matmul", "role": "solution"}
    # %% nbgrader={"grade_id": "test_matmul", "role": "test", "points": 4}

grade_id    the cell's name for nbgrader: unique in the lesson and never changed later
role        solution  the student's code, between BEGIN/END SOLUTION
            test      locked and graded by running it; may hold hidden tests
            answer    the student's words, graded by hand
            given     locked, not graded
points      of a test or an answer
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from conveyor.errors import ConveyorError

EXPORT = "#| export"
ROLES = ("solution", "test", "answer", "given")
GRADED = ("test", "answer")
# nbgrader strips a region from the student version; which roles may hold it.
REGIONS = {"SOLUTION": ("solution", "answer"), "HIDDEN TESTS": ("test",), "MARK SCHEME": ()}

# As nbgrader looks for them: anywhere in a line.
_MARKER = re.compile(r"(?P<edge>BEGIN|END) (?P<region>SOLUTION|HIDDEN TESTS|MARK SCHEME)")


@dataclass(frozen=True)
class Problem:
    """One thing that an author has to mend.

    `kind` is unreadable, characters, grade_id, points, region, hidden or export.
    """

    file: str
    line: int
    what: str
    cure: str
    kind: str = "unreadable"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}\n    cure: {self.cure}"


class LessonError(ConveyorError):
    """A lesson that cannot be built; `problems` has every reason that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.file, p.line))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Cell:
    """One cell. `source` is what the notebook shows.

    `line` is where its header stands in the lesson, `first_line` where its source begins.
    """

    kind: str  # "code" or "markdown"
    source: str
    line: int
    role: str | None = None
    grade_id: str | None = None
    points: float | None = None
    first_line: int = 0

    @property
    def exported(self) -> bool:
        return self.kind == "code" and self.source.split("\n", 1)[0].strip() == EXPORT

    def marker_lines(self) -> Iterator[tuple[int, str, str]]:
        """(line in the cell from 0, BEGIN or END, region) of each nbgrader marker."""
        for offset, text in enumerate(self.source.split("\n")):
            if found := _MARKER.search(text):
                yield offset, found["edge"], found["region"]

    def released(self) -> str:
        """The source as students get it: a stub for each solution, no hidden tests."""
        marks = {offset: (edge, region) for offset, edge, region in self.marker_lines()}
        stub = ("# YOUR CODE HERE", "raise NotImplementedError()")
        kept, inside = [], False
        for offset, text in enumerate(self.source.split("\n")):
            if offset in marks:
                inside = marks[offset][0] == "BEGIN"
                if marks[offset] == ("BEGIN", "SOLUTION"):
                    indent = text[: len(text) - len(text.lstrip())]
                    kept += [indent + line for line in stub]
            elif not inside:
                kept.append(text)
        return "\n".join(kept)


def lines_in_strings(source: str) -> set[int]:
    """The lines, from 1, that begin inside a string; `source` must be Python."""
    inside: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno != node.lineno:
            inside.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    return inside
