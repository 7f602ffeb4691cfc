"""Read a lesson, the percent-format ``.py`` of a module, and say what is wrong with it.

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
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conveyor.errors import ConveyorError

EXPORT = "#| export"
ROLES = ("solution", "test", "answer", "given")
GRADED = ("test", "answer")
REGIONS = {"SOLUTION": ("solution", "answer"), "HIDDEN TESTS": ("test",)}

_HEADER = re.compile(r"^# %%(?P<rest>.*)$")
_GRADER = re.compile(r"nbgrader\s*=\s*(?P<json>\{.*\})\s*$")
_GRADER_KEY = re.compile(r'nbgrader\s*=|"nbgrader"\s*:')
_BRACED = re.compile(r"^\s*\[(?:code|markdown)\]\s*(?P<json>\{.*\})\s*$")
_MARKER = re.compile(r"### (?P<edge>BEGIN|END) (?P<region>SOLUTION|HIDDEN TESTS)")
_GRADE_ID = re.compile(r"^[A-Za-z0-9_-]{1,64}$")
# UTF-8 that was once read as Latin-1 or cp1252, and the sign of bytes that were lost.
_MOJIBAKE = re.compile(
    "\u00c3[\u0080-\u00bf]|\u00c2[\u00a0-\u00bf]|\u00e2\u20ac|\u00f0\u0178|\ufffd"
)
# The standard's own spelling of a role, by nbgrader's flags: (grade, solution, locked).
_ROLE_OF_FLAGS = {
    (False, True, False): "solution",
    (True, False, True): "test",
    (True, True, False): "answer",
    (False, False, True): "given",
}


@dataclass(frozen=True)
class Problem:
    """One thing that an author has to mend."""

    file: str
    line: int
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}\n    cure: {self.cure}"


class LessonError(ConveyorError):
    """A lesson that cannot be built; `problems` has every reason that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.file, p.line))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Cell:
    """One cell. `line` is where its header stands, `source` is what the notebook shows."""

    kind: str  # "code" or "markdown"
    source: str
    line: int
    role: str | None = None
    grade_id: str | None = None
    points: float | None = None

    @property
    def exported(self) -> bool:
        return self.kind == "code" and self.source.split("\n", 1)[0].strip() == EXPORT

    def marker_lines(self) -> Iterator[tuple[int, str, str]]:
        """(line in the cell from 0, BEGIN or END, region) of each nbgrader marker."""
        for offset, text in enumerate(self.source.split("\n")):
            if found := _MARKER.search(text):
                yield offset, found["edge"], found["region"]


@dataclass(frozen=True)
class Lesson:
    """A lesson without problems: every cell in order."""

    path: Path
    cells: list[Cell] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The first heading, without the sharp: ``Module 01: Tensor``."""
        for cell in self.cells:
            if cell.kind == "markdown" and (found := re.search(r"^# (.+)$", cell.source, re.M)):
                return found[1].strip()
        return self.path.stem


def read_lesson(path: Path, shown: str | None = None) -> Lesson:
    """The lesson in `path`; `shown` is the name that errors give it.

    Raises LessonError with file, line and cure of every problem found.
    """
    shown = shown or str(path)
    text = _read_text(path, shown)
    problems = list(_text_problems(text, shown))
    if problems:
        raise LessonError(problems)
    cells = _split(text, shown, problems)
    for cell in cells:
        problems.extend(_cell_problems(cell, shown))
    problems.extend(_duplicates(cells, shown))
    if problems:
        raise LessonError(problems)
    return Lesson(path, cells)


def _read_text(path: Path, shown: str) -> str:
    try:
        return path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        cure = f"write the lesson there: a module is {path.parent.name}/{path.name}"
        raise LessonError([Problem(shown, 1, "the lesson is missing", cure)]) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise LessonError(
            [Problem(shown, line, "these bytes are not UTF-8", "save the file as UTF-8")]
        ) from None


def _text_problems(text: str, shown: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _MOJIBAKE.search(line):
            yield Problem(
                shown,
                number,
                f"broken characters: {found[0]!r}",
                "the text was decoded with the wrong encoding once; type the character again",
            )
    try:
        ast.parse(text)
    except SyntaxError as error:
        what = f"Python cannot read this: {error.msg}"
        yield Problem(shown, error.lineno or 1, what, "mend the syntax; the old build is kept")


def _split(text: str, shown: str, problems: list[Problem]) -> list[Cell]:
    """The cells as jupytext sees them, each with the line and metadata of its header."""
    import jupytext

    notebook = jupytext.reads(text, fmt="py:percent")
    headers = [(n, line) for n, line in _header_lines(text)]
    if len(headers) != len(notebook.cells):
        before = "text before the first cell" if headers and headers[0][0] > 1 else "cell headers"
        problems.append(
            Problem(shown, 1, f"{before} cannot be matched to cells", "begin each with '# %%'")
        )
        return []
    cells = []
    for (line, header), cell in zip(headers, notebook.cells, strict=True):
        grader = _header_metadata(header, line, shown, problems)
        cells.append(
            Cell(
                kind=cell.cell_type,
                source=cell.source,
                line=line,
                role=grader.get("role"),
                grade_id=grader.get("grade_id"),
                points=grader.get("points"),
            )
        )
    return cells


def _header_lines(text: str) -> Iterator[tuple[int, str]]:
    """Each ``# %%`` line that is not inside a string, with its number."""
    inside: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno != node.lineno:
            inside.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    for number, line in enumerate(text.split("\n"), start=1):
        if _HEADER.match(line) and number not in inside:
            yield number, line


def _header_metadata(
    header: str, line: int, shown: str, problems: list[Problem]
) -> dict[str, Any]:
    """What the header says of nbgrader, in the short form; {} when it says nothing."""
    rest = header.removeprefix("# %%")
    found = _GRADER.search(rest) or _BRACED.match(rest)
    if not found:
        if _GRADER_KEY.search(rest):
            cure = 'write nbgrader={"grade_id": "...", "role": "..."} on one line'
            problems.append(Problem(shown, line, "cannot read this cell's metadata", cure))
        return {}
    try:
        data = json.loads(found["json"])
    except json.JSONDecodeError as error:
        what = f"bad JSON in the cell header: {error.msg} at column {error.colno}"
        problems.append(Problem(shown, line, what, "JSON wants double quotes, true and false"))
        return {}
    data = data.get("nbgrader", {}) if found.re is _BRACED else data
    return _short_form(data, line, shown, problems) if data else {}


def _short_form(
    data: dict[str, Any], line: int, shown: str, problems: list[Problem]
) -> dict[str, Any]:
    flags = {key: data.pop(key, False) for key in ("grade", "solution", "locked")}
    data.pop("task", None), data.pop("schema_version", None)
    if "role" not in data:
        role = _ROLE_OF_FLAGS.get((flags["grade"], flags["solution"], flags["locked"]))
        data["role"] = role
    unknown = sorted(set(data) - {"grade_id", "role", "points"})
    if unknown:
        what = f"unknown key in the cell header: {', '.join(unknown)}"
        problems.append(Problem(shown, line, what, "use grade_id, role and points"))
    return data


def _cell_problems(cell: Cell, shown: str) -> Iterator[Problem]:
    yield from _metadata_problems(cell, shown)
    yield from _marker_problems(cell, shown)
    if cell.exported and cell.role in ("test", "answer"):
        yield Problem(
            shown, cell.line, "a graded cell is exported", f"remove {EXPORT} from the cell"
        )


def _metadata_problems(cell: Cell, shown: str) -> Iterator[Problem]:
    if cell.grade_id is None and cell.role is None and cell.points is None:
        return

    def problem(what: str, cure: str) -> Problem:
        return Problem(shown, cell.line, what, cure)

    if cell.role not in ROLES:
        yield problem(f"role {cell.role!r} is none of nbgrader's", f"use {', '.join(ROLES)}")
        return
    if not _GRADE_ID.match(str(cell.grade_id or "")):
        yield problem(
            f"grade_id {cell.grade_id!r} is not a name", "letters, digits, - and _, at most 64"
        )
    points = cell.points
    if cell.role in GRADED:
        if isinstance(points, bool) or not isinstance(points, int | float) or points <= 0:
            yield problem(f"a {cell.role} cell needs points", 'add "points": 5')
    elif points is not None:
        yield problem(f"a {cell.role} cell has points", "give them to the test that follows")
    if cell.role in ("solution", "test") and cell.kind != "code":
        yield problem(f"a {cell.role} cell must be code", "use role answer for words")


def _marker_problems(cell: Cell, shown: str) -> Iterator[Problem]:
    opened: tuple[str, int] | None = None
    seen = set()
    for offset, edge, region in cell.marker_lines():
        line = cell.line + 1 + offset + (cell.kind == "markdown")
        seen.add(region)
        if cell.role not in REGIONS[region]:
            roles = " or ".join(REGIONS[region])
            where = f"a {cell.role} cell" if cell.role else "a cell without a role"
            yield Problem(
                shown,
                line,
                f"{edge} {region} in {where}",
                f"only a {roles} cell may hold it: nbgrader strips it nowhere else",
            )
        if edge == "BEGIN":
            if opened:
                yield Problem(
                    shown, line, f"BEGIN {region} inside another region", f"END {opened[0]} first"
                )
            opened = (region, line)
        elif opened is None or opened[0] != region:
            yield Problem(
                shown, line, f"END {region} without its BEGIN", f"add ### BEGIN {region} above"
            )
        else:
            opened = None
    if opened:
        yield Problem(
            shown, opened[1], f"BEGIN {opened[0]} is never closed", f"add ### END {opened[0]}"
        )
    if cell.role in ("solution", "answer") and "SOLUTION" not in seen:
        yield Problem(
            shown,
            cell.line,
            f"a {cell.role} cell without a solution region would be wiped whole",
            "put the part that students write between ### BEGIN SOLUTION and ### END SOLUTION",
        )


def _duplicates(cells: list[Cell], shown: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for cell in cells:
        if cell.grade_id is None:
            continue
        if cell.grade_id in first:
            yield Problem(
                shown,
                cell.line,
                f"grade_id {cell.grade_id!r} is already used in line {first[cell.grade_id]}",
                "rename the newer one: nbgrader keeps scores by this name",
            )
        first.setdefault(cell.grade_id, cell.line)
