"""A lesson as an nbgrader source notebook, the same to the byte at every build."""

from __future__ import annotations

import hashlib
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from conveyor.lesson import GRADED, Cell, Lesson

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def notebook_of(lesson: Lesson) -> nbformat.NotebookNode:
    """The source notebook of `lesson`: nbgrader metadata complete, no outputs."""
    make = {"code": new_code_cell, "markdown": new_markdown_cell}
    taken = {cell.grade_id for cell in lesson.cells if cell.grade_id}
    cells = []
    for cell in lesson.cells:
        name = cell.grade_id or _name_of(cell, taken)
        cells.append(make[cell.kind](cell.source, id=name, metadata=_metadata(cell)))
    return new_notebook(
        cells=cells,
        metadata={"kernelspec": dict(KERNELSPEC), "language_info": {"name": "python"}},
        nbformat_minor=5,
    )


def as_text(notebook: nbformat.NotebookNode) -> str:
    """What stands in the ``.ipynb`` file."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=4) + "\n"


def _metadata(cell: Cell) -> dict[str, Any]:
    """nbgrader's schema 3, spelled out from the role. Raises nothing: the lesson is checked."""
    if cell.role is None:
        return {}
    grader: dict[str, Any] = {
        "grade": cell.role in GRADED,
        "grade_id": cell.grade_id,
        "locked": cell.role in ("test", "given"),
        "schema_version": 3,
        "solution": cell.role in ("solution", "answer"),
        "task": False,
    }
    if cell.role in GRADED:
        grader["points"] = cell.points
    return {"nbgrader": grader}


def _name_of(cell: Cell, taken: set[str]) -> str:
    """A name made from the text: stable while other cells come and go."""
    digest = hashlib.sha256(f"{cell.kind}\n{cell.source}".encode()).hexdigest()
    wanted = name = f"{cell.kind}-{digest[:12]}"
    count = 1
    while name in taken:
        count += 1
        name = f"{wanted}-{count}"
    taken.add(name)
    return name
