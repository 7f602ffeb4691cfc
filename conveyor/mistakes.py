"""What can be wrong with a lesson, each with the line and the cure."""

from __future__ import annotations

import ast
import math
import re
import warnings
from collections.abc import Iterator

from conveyor.cells import EXPORT, GRADED, REGIONS, ROLES, Cell, Problem

_GRADE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LIKE_EXPORT = re.compile(r"^\s*#\s*\|\s*export\b", re.IGNORECASE)
# How UTF-8 looks that was once read as Latin-1 or cp1252: a leading byte and those that
# follow it, each as a character; and the sign of bytes that were lost.
_FOLLOWS = "[\u0080-\u00bf" + bytes(range(0x80, 0xA0)).decode("cp1252", "ignore") + "]"
MOJIBAKE = re.compile(
    f"[\u00c2\u00c3][\u0080-\u00bf]|[\u00e2\u00ef]{_FOLLOWS}{{2}}|\u00f0\u0178{_FOLLOWS}"
    f"|\u00f0\u009f{_FOLLOWS}|\ufffd"
)


def text_problems(text: str, shown: str) -> Iterator[Problem]:
    """Broken characters, and what Python cannot read."""
    for number, line in enumerate(text.split("\n"), start=1):
        if found := MOJIBAKE.search(line):
            yield Problem(
                shown,
                number,
                f"broken characters: {found[0]!r}",
                "the text was decoded with the wrong encoding once; type the character again",
                "characters",
            )
    if error := syntax_error(text):
        what = f"Python cannot read this: {error.msg}"
        yield Problem(shown, error.lineno or 1, what, "mend the syntax; the old build is kept")


def cell_problems(cell: Cell, shown: str) -> Iterator[Problem]:
    """Everything that is wrong with one cell by itself."""
    yield from _metadata_problems(cell, shown)
    broken_markers = list(_marker_problems(cell, shown))
    yield from broken_markers
    yield from _export_problems(cell, shown)
    if cell.kind == "code":
        yield from _code_problems(cell, shown, released=not broken_markers)


def lesson_problems(cells: list[Cell], shown: str) -> Iterator[Problem]:
    """What is wrong with cells together: a grade_id that is used twice."""
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
                "grade_id",
            )
        first.setdefault(cell.grade_id, cell.line)


def _metadata_problems(cell: Cell, shown: str) -> Iterator[Problem]:
    if cell.grade_id is None and cell.role is None and cell.points is None:
        return

    def problem(what: str, cure: str, kind: str = "points") -> Problem:
        return Problem(shown, cell.line, what, cure, kind)

    if cell.role not in ROLES:
        what = f"role {cell.role!r} is unknown" if cell.role else "the cell has no role"
        yield problem(what, f'add "role", one of: {", ".join(ROLES)}')
        return
    if not isinstance(cell.grade_id, str) or not _GRADE_ID.fullmatch(cell.grade_id):
        what = f"grade_id {cell.grade_id!r} is not a name"
        yield problem(what, "letters, digits, - and _, at most 64", "grade_id")
    if cell.role in GRADED and not _is_points(cell.points):
        yield problem(f"a {cell.role} cell needs points", 'add "points": 5')
    if cell.role not in GRADED and cell.points is not None:
        yield problem(f"a {cell.role} cell has points", "give them to the test that follows")
    if cell.role in ("solution", "test") and cell.kind != "code":
        yield problem(f"a {cell.role} cell must be code", "use role answer for words")


def _is_points(points: object) -> bool:
    number = isinstance(points, int | float) and not isinstance(points, bool)
    return number and math.isfinite(points) and points > 0  # type: ignore[arg-type, operator]


def _marker_problems(cell: Cell, shown: str) -> Iterator[Problem]:
    def problem(line: int, what: str, cure: str) -> Problem:
        return Problem(shown, line, what, cure, "region")

    opened: tuple[str, int] | None = None
    seen = set()
    lines = cell.source.split("\n")
    for offset, edge, region in cell.marker_lines():
        line = cell.first_line + offset
        seen.add(region)
        if lines[offset].strip() != f"### {edge} {region}":
            what = f"{edge} {region} within a line: nbgrader would take the whole line away"
            yield problem(line, what, f"write ### {edge} {region} on a line of its own")
        if cell.role not in REGIONS[region]:
            yield _misplaced(cell, shown, line, edge, region)
        if edge == "BEGIN":
            if opened:
                what = f"BEGIN {region} inside another region"
                yield problem(line, what, f"add ### END {opened[0]} above")
            opened = (region, line)
        elif opened is None or opened[0] != region:
            what = f"END {region} without its BEGIN"
            yield problem(line, what, f"add ### BEGIN {region} above")
        else:
            opened = None
    if opened:
        what = f"BEGIN {opened[0]} is never closed"
        yield problem(opened[1], what, f"add ### END {opened[0]}")
    if cell.role in ("solution", "answer") and "SOLUTION" not in seen:
        yield problem(
            cell.line,
            f"a {cell.role} cell without a solution region would be wiped whole",
            "put the part that students write between ### BEGIN SOLUTION and ### END SOLUTION",
        )


def _misplaced(cell: Cell, shown: str, line: int, edge: str, region: str) -> Problem:
    where = f"a {cell.role} cell" if cell.role else "a cell without a role"
    roles = " or ".join(REGIONS[region])
    cure = (
        f"only a cell with role {roles} may hold it: nbgrader strips it nowhere else"
        if roles
        else "a mark scheme stands in the SOLUTION region of its answer cell"
    )
    kind = "hidden" if region == "HIDDEN TESTS" else "region"
    return Problem(shown, line, f"{edge} {region} in {where}", cure, kind)


def _export_problems(cell: Cell, shown: str) -> Iterator[Problem]:
    if cell.exported and cell.role in GRADED:
        what = f"a {cell.role} cell is exported"
        yield Problem(shown, cell.first_line, what, f"remove {EXPORT} from the cell", "export")
    if cell.kind == "code":
        for offset, text in enumerate(cell.source.split("\n")):
            if _LIKE_EXPORT.match(text) and not (offset == 0 and cell.exported):
                yield Problem(
                    shown,
                    cell.first_line + offset,
                    f"{text.strip()!r} exports nothing here",
                    f"make {EXPORT} the first line of the cell",
                    "export",
                )


def _code_problems(cell: Cell, shown: str, *, released: bool) -> Iterator[Problem]:
    """A cell runs by itself, so it is Python by itself; and so is what students get of it."""
    if error := syntax_error(cell.source):
        what = f"this cell by itself is not Python: {error.msg}"
        line = cell.first_line + (error.lineno or 1) - 1
        yield Problem(shown, line, what, "keep a whole statement within one cell")
    elif released and (error := syntax_error(cell.released())):
        what = f"what students get of this cell is not Python: {error.msg}"
        cure = "the lines outside the markers must be whole statements"
        begin = next((offset for offset, _, _ in cell.marker_lines()), 0)
        yield Problem(shown, cell.first_line + begin, what, cure, "region")


def syntax_error(source: str) -> SyntaxError | None:
    """What keeps `source` from being Python, or None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(ast.parse(source), "<cell>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    except ValueError as error:  # a null byte, before Python 3.12
        return SyntaxError(str(error))
    return None
