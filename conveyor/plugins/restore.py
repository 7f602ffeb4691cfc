"""Rebuild a submission from the release: locked cells are ours, the text is the student's.

From the student's notebook come the source of solution and answer cells (found by
grade_id), of plain code cells (by cell id) and of cells that the student added. Order,
metadata, tags, cell types, kernel and every locked cell come from the release. So a
deleted test is back, a copied cell counts once, a solution that was split in two is joined,
and metadata that a student changed does nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor

from conveyor.errors import ConveyorError
from conveyor.layout import RECORD
from conveyor.plugins import course_of


class RestoreCells(NbGraderPreprocessor):
    """Replaces the notebook by the release with the student's text in it.

    What was out of place is listed in ``metadata.conveyor.notes``. Raises ConveyorError
    when the release is missing.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        ids = resources["nbgrader"]
        path = course_of(self).release(ids["assignment"]) / f"{ids['notebook']}.ipynb"
        if not path.is_file():
            raise ConveyorError(
                f"{path} is missing, and a submission is graded as the release with the "
                "student's text in it",
                cure=f"nbgrader generate_assignment {ids['assignment']}",
            )
        restored, notes = restore(nbformat.read(path, as_version=4), nb)
        restored.metadata[RECORD] = {"notes": notes}
        return restored, resources


def restore(release: NotebookNode, student: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """(`release` with the text of `student`, notes on what was out of place)."""
    known = {grade_id for c in release.cells if (grade_id := _grade_id(c))}
    plain = {c.id for c in release.cells if not _grade_id(c)}
    texts: dict[str, list[str]] = defaultdict(list)
    added: dict[str | None, list[NotebookNode]] = defaultdict(list)
    anchor: str | None = None
    for cell in student.cells:
        grade_id = _grade_id(cell)
        key = grade_id if grade_id in known else cell.get("id")
        if key is not None and (key in known or key in plain):
            texts[key].append(str(cell.source))
            anchor = key
        elif cell.cell_type in ("code", "markdown") and cell.source.strip():
            added[anchor].append(cell)
    notes: list[str] = []
    cells = _fresh_cells(added[None])
    for cell in release.cells:
        key = _grade_id(cell) or cell.id
        cells += [_with_text(cell, texts.get(key, []), notes), *_fresh_cells(added[key])]
    extra = sum(len(group) for group in added.values())
    if extra:
        notes.append(f"{extra} added cell{'s' * (extra > 1)} kept")
    for number, cell in enumerate(c for c in cells if "id" not in c):
        cell["id"] = f"added-{number}"
    release.cells = cells
    return release, notes


def _with_text(cell: NotebookNode, texts: list[str], notes: list[str]) -> NotebookNode:
    """The release's cell with the student's text where it is the student's to write."""
    grade_id = _grade_id(cell)
    if grade_id and not texts:
        notes.append(f"{grade_id} was missing, restored")
    if grade_id and len(texts) > 1:
        notes.append(f"{grade_id} was there {len(texts)} times")
    if cell.metadata.get("nbgrader", {}).get("locked"):
        if any(text != cell.source for text in texts):
            notes.append(f"{grade_id} was edited, restored")
        return cell
    if texts and (grade_id or cell.cell_type == "code"):
        cell.source = "\n\n".join(dict.fromkeys(texts))
    return cell


def _fresh_cells(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Copies with nothing but their text; ids are given later."""
    make = {"code": new_code_cell, "markdown": new_markdown_cell}
    fresh = [make[c.cell_type](str(c.source)) for c in cells]
    for cell in fresh:
        del cell["id"]
    return fresh


def _grade_id(cell: NotebookNode) -> str | None:
    """The cell's grade_id, or None; students' metadata may be of any type."""
    grader = cell.metadata.get("nbgrader")
    grade_id = grader.get("grade_id") if isinstance(grader, dict) else None
    return grade_id if isinstance(grade_id, str) and grade_id else None
