"""Read a lesson, the percent-format ``.py`` of a module. Its words are in `conveyor.cells`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conveyor.cells import EXPORT, GRADED, ROLES, Cell, LessonError, Problem, lines_in_strings
from conveyor.mistakes import MOJIBAKE, cell_problems, lesson_problems, text_problems

__all__ = [
    "EXPORT",
    "GRADED",
    "MOJIBAKE",
    "ROLES",
    "Cell",
    "Lesson",
    "LessonError",
    "Problem",
    "read_lesson",
]

_HEADER = re.compile(r"^# %%(?P<rest>(?:\s.*)?)$")
_LIKE_A_HEADER = re.compile(r"^#\s*%%")
_GRADER = re.compile(r"nbgrader\s*=\s*(?P<json>\{.*\})\s*$")
_GRADER_KEY = re.compile(r'nbgrader\s*=|"nbgrader"\s*:')
_BRACED = re.compile(r"^\s*\[(?:code|markdown)\]\s*(?P<json>\{.*\})\s*$")
# The standard's own spelling of a role, by nbgrader's flags: (grade, solution, locked).
_ROLE_OF_FLAGS = {
    (False, True, False): "solution",
    (True, False, True): "test",
    (True, True, False): "answer",
    (False, False, True): "given",
}


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
    if problems := list(text_problems(text, shown)):
        raise LessonError(problems)
    cells = _split(text, shown, problems)
    for cell in cells:
        problems.extend(cell_problems(cell, shown))
    problems.extend(lesson_problems(cells, shown))
    if problems:
        raise LessonError(problems)
    return Lesson(path, cells)


def _read_text(path: Path, shown: str) -> str:
    """The text with Unix line ends and without a byte order mark."""
    try:
        raw = path.read_bytes()
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        cure = f"write the lesson there: a module is {path.parent.name}/{path.name}"
        raise LessonError([Problem(shown, 1, "the lesson is missing", cure)]) from None
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        what, cure = "these bytes are not UTF-8", "save the file as UTF-8"
        raise LessonError([Problem(shown, line, what, cure)]) from None
    except OSError as error:
        what = f"it cannot be read: {error.strerror}"
        raise LessonError([Problem(shown, 1, what, "see its permissions")]) from None


def _split(text: str, shown: str, problems: list[Problem]) -> list[Cell]:
    """The cells as jupytext sees them, each with the line and metadata of its header."""
    import jupytext

    lines = text.split("\n")
    headers = list(_header_lines(text, shown, problems))
    # Without this jupytext turns comments such as "# ls" into commands of IPython.
    style = {"extension": ".py", "format_name": "percent", "comment_magics": False}
    found = jupytext.reads(text, fmt=style).cells
    if not headers and not problems:
        problems.append(Problem(shown, 1, "the lesson has no cell", "begin each with '# %%'"))
    elif len(headers) != len(found) and not problems:
        what = "there is text before the first cell"
        problems.append(Problem(shown, 1, what, "begin the file with '# %%'"))
    if problems:
        return []
    ends = [line - 1 for line, _ in headers[1:]] + [len(lines)]
    cells = []
    for (line, header), end, cell in zip(headers, ends, found, strict=True):
        if cell.cell_type not in ("code", "markdown"):
            what = f"a {cell.cell_type} cell has no place in a lesson"
            problems.append(Problem(shown, line, what, "use '# %%' or '# %% [markdown]'"))
        grader = _header_metadata(header, line, shown, problems)
        source = cell.source.strip("\n")
        first_line = line + 1 + _position(source.split("\n")[0], lines[line:end])
        cells.append(Cell(cell.cell_type, source, line, first_line=first_line, **grader))
    return cells


def _position(first: str, below: list[str]) -> int:
    """Which of the lines below a header is the `first` one of the cell's source."""
    return next((n for n, line in enumerate(below) if first and first in line), 0)


def _header_lines(text: str, shown: str, problems: list[Problem]) -> Iterator[tuple[int, str]]:
    """Each ``# %%`` line that is not inside a string, with its number."""
    inside = lines_in_strings(text)
    for number, line in enumerate(text.split("\n"), start=1):
        if _LIKE_A_HEADER.match(line) and number not in inside:
            if not _HEADER.match(line):
                what = "this looks like a cell header and is none"
                problems.append(Problem(shown, number, what, "write '# %%' and a space"))
            yield number, line


def _header_metadata(
    header: str, line: int, shown: str, problems: list[Problem]
) -> dict[str, Any]:
    """What the header says of nbgrader, in the short form; {} when it says nothing."""
    rest = header.removeprefix("# %%")
    found = _GRADER.search(rest) or _BRACED.match(rest)
    if not found:
        if _GRADER_KEY.search(rest):
            cure = 'write nbgrader={"grade_id": "...", "role": "..."} at the end of the line'
            problems.append(Problem(shown, line, "cannot read this cell's metadata", cure))
        return {}
    try:
        data = json.loads(found["json"], object_pairs_hook=_without_repetition)
    except json.JSONDecodeError as error:
        what = f"bad JSON in the cell header: {error.msg} at column {error.colno}"
        problems.append(Problem(shown, line, what, "JSON wants double quotes, true and false"))
        return {}
    except ValueError as error:
        problems.append(Problem(shown, line, f"bad JSON in the cell header: {error}", "keep one"))
        return {}
    data = data.get("nbgrader", {}) if found.re is _BRACED else data
    if not isinstance(data, dict):
        what, cure = "the cell header's nbgrader is no object", 'write "nbgrader": {...}'
        problems.append(Problem(shown, line, what, cure))
        return {}
    return _short_form(data, line, shown, problems) if data else {}


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{', '.join(repeated)} is there twice")
    return dict(pairs)


def _short_form(
    data: dict[str, Any], line: int, shown: str, problems: list[Problem]
) -> dict[str, Any]:
    flags = tuple(data.get(key, False) for key in ("grade", "solution", "locked"))
    role = data.get("role", _ROLE_OF_FLAGS.get(flags))
    known = {"grade_id", "role", "points"}
    ignored = {"grade", "solution", "locked", "task", "schema_version"}
    if unknown := sorted(set(data) - known - ignored):
        what = f"unknown key in the cell header: {', '.join(unknown)}"
        problems.append(Problem(shown, line, what, "use grade_id, role and points"))
    return {"role": role, "grade_id": data.get("grade_id"), "points": data.get("points")}
