"""Synthetic students: what each hands in, made from the release and the reference.

An understudy is a function from (released notebook, source notebook) to the bytes of the
file that it submits.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import nbformat
from nbformat import NotebookNode

Hand = Callable[[NotebookNode, NotebookNode], bytes]
# Of an assignment without code only these have anything to do.
WITHOUT_CODE = ("reference", "blank", "deleting", "duplicating", "tampering", "corrupt")

_STUB = re.compile(r"^(?P<indent>[ \t]*)raise NotImplementedError\(\).*$", re.M)
_MARKER_LINE = re.compile(r"^[ \t]*### (BEGIN|END) SOLUTION.*\n?", re.M)


@dataclass(frozen=True)
class Understudy:
    """One synthetic student: a name, what it does, and what it must get.

    `expected` is one of: all (every automatic point), none (0 in every cell), some (graded,
    less than all), needs a look (not graded, with a reason).
    """

    name: str
    does: str
    expected: str
    hand: Hand


def reference(release: NotebookNode, source: NotebookNode) -> bytes:
    return _file(_solved(release, source))


def blank(release: NotebookNode, source: NotebookNode) -> bytes:
    return _file(release)


def partial(release: NotebookNode, source: NotebookNode) -> bytes:
    ids = _solutions(release)
    return _file(_solved(release, source, ids[: len(ids) // 2]))


def endless(release: NotebookNode, source: NotebookNode) -> bytes:
    return _file(_last_replaced(release, source, "while True:", "    pass"))


def crashing(release: NotebookNode, source: NotebookNode) -> bytes:
    return _file(_last_replaced(release, source, "import os", "os._exit(1)"))


def deleting(release: NotebookNode, source: NotebookNode) -> bytes:
    solved = _solved(release, source)
    solved.cells = [c for c in solved.cells if not _grader(c).get("locked")]
    return _file(solved)


def duplicating(release: NotebookNode, source: NotebookNode) -> bytes:
    solved = _solved(release, source)
    twice = []
    for cell in solved.cells:
        twice.append(cell)
        if _grader(cell):
            again = copy.deepcopy(cell)
            again.id = f"{cell.id[:60]}-bis"
            twice.append(again)
    solved.cells = twice
    return _file(solved)


def tampering(release: NotebookNode, source: NotebookNode) -> bytes:
    for cell in release.cells:
        cell.metadata["tags"] = ["skip-execution"]
        if "points" in _grader(cell):
            cell.metadata.nbgrader.points = 1000
    return _file(release)


def corrupt(release: NotebookNode, source: NotebookNode) -> bytes:
    whole = reference(release, source)
    return whole[: len(whole) // 2]


CAST = (
    Understudy("reference", "hands in the reference solution", "all", reference),
    Understudy("blank", "hands in the release untouched", "none", blank),
    Understudy("partial", "solves the first half", "some", partial),
    Understudy("endless", "loops forever in the last solution", "some", endless),
    Understudy("crashing", "kills the kernel in the last solution", "some", crashing),
    Understudy("deleting", "solves all, deletes every locked cell", "all", deleting),
    Understudy("duplicating", "solves all, copies every cell of nbgrader's", "all", duplicating),
    Understudy("tampering", "solves nothing, changes tags and points", "none", tampering),
    Understudy("corrupt", "hands in half a file", "needs a look", corrupt),
)


def has_code(source: NotebookNode) -> bool:
    """Whether students have anything to program in it."""
    return bool(_solutions(source))


def _grader(cell: NotebookNode) -> Any:
    return cell.metadata.get("nbgrader", {})


def _solutions(notebook: NotebookNode) -> list[str]:
    return [c.metadata.nbgrader.grade_id for c in notebook.cells if _is_students_code(c)]


def _is_students_code(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(_grader(cell).get("solution"))


def _solved(
    release: NotebookNode, source: NotebookNode, only: list[str] | None = None
) -> NotebookNode:
    """`release` with the reference in its solution and answer cells (or only in some)."""
    answers = {_grader(c).get("grade_id"): c.source for c in source.cells if _grader(c)}
    for cell in release.cells:
        grade_id = _grader(cell).get("grade_id")
        if _grader(cell).get("solution") and (only is None or grade_id in only):
            cell.source = _MARKER_LINE.sub("", answers[grade_id])
    return release


def _last_replaced(release: NotebookNode, source: NotebookNode, *lines: str) -> NotebookNode:
    """The reference, with `lines` in place of what the last solution cell must do."""
    *others, last = _solutions(release)
    solved = _solved(release, source, others)
    for cell in solved.cells:
        if _grader(cell).get("grade_id") == last:
            cell.source = _STUB.sub(
                lambda found: "\n".join(found["indent"] + line for line in lines), cell.source
            )
    return solved


def _file(notebook: NotebookNode) -> bytes:
    return nbformat.writes(notebook, version=4).encode()
