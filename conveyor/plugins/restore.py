"""Rebuild a submission from the release: locked cells are ours, the text is the student's.

From the student's notebook come the source of solution and answer cells (found by
grade_id), of plain code cells (by cell id or text) and of cells that were added. Order,
metadata, tags, cell types, kernel and every locked cell come from the release. So a
deleted test is back, a copied cell counts once, a solution that was split in two is joined,
and metadata that a student changed does nothing.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_locked

from conveyor.errors import ConveyorError
from conveyor.layout import RECORD
from conveyor.plugins import course_of
from conveyor.plugins.provenance import fingerprint
from conveyor.views import grading_view


class RestoreCells(NbGraderPreprocessor):
    """Replaces the notebook by the release with the student's text in it.

    What was out of place is listed in ``metadata.conveyor.notes``, beside the hashes of what
    the grade is about to rest on. Raises ConveyorError when the release is missing, and
    when the submission holds a link: nbgrader copies what it points to into the feedback.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        course, ids = course_of(self), resources["nbgrader"]
        assignment, student = ids["assignment"], ids["student"]
        _refuse_links(course.submitted(assignment, student))
        path = course.release(assignment) / f"{ids['notebook']}.ipynb"
        if not path.is_file():
            raise ConveyorError(
                f"{path} is missing, and a submission is graded as the release with the "
                "student's text in it",
                cure=f"nbgrader generate_assignment {assignment}",
            )
        restored, notes = restore(nbformat.read(path, as_version=4), nb)
        grading_view(course, assignment)
        restored.metadata[RECORD] = {"notes": notes, **fingerprint(course, assignment, student)}
        return restored, resources


def _refuse_links(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            what = f"{path.name} is a link or a special file"
            raise ConveyorError(what, where=folder.parent.name)


def restore(release: NotebookNode, student: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """(`release` with the text of `student`, notes on what was out of place)."""
    texts, added = _sorted_out(release, student)
    notes: list[str] = []
    cells = _fresh_cells(added[None])
    for number, cell in enumerate(release.cells):
        cells += [_with_text(cell, texts[number], notes), *_fresh_cells(added[number])]
    if extra := sum(len(group) for group in added.values()):
        notes.append(f"{extra} added cell{'s' * (extra > 1)} kept")
    release.cells = _with_ids(cells, release.nbformat_minor)
    return release, notes


def _sorted_out(
    release: NotebookNode, student: NotebookNode
) -> tuple[dict[int, list[str]], dict[int | None, list[NotebookNode]]]:
    """({cell of the release: the student's texts for it}, {cell or None: cells added after}).

    Cells of the release are known by their position, as old notebooks have no cell ids.
    """
    by_name = {_grade_id(cell): n for n, cell in enumerate(release.cells) if _grade_id(cell)}
    plain = [(n, cell) for n, cell in enumerate(release.cells) if not _grade_id(cell)]
    by_id = {cell.id: n for n, cell in plain if "id" in cell}
    by_source = {(cell.cell_type, cell.source): n for n, cell in reversed(plain)}
    texts: dict[int, list[str]] = defaultdict(list)
    added: dict[int | None, list[NotebookNode]] = defaultdict(list)
    anchor: int | None = None
    for cell in student.cells:
        place = by_name.get(_grade_id(cell))
        if place is None:
            place = by_id.get(cell.get("id"), by_source.get((cell.cell_type, cell.source)))
        if place is not None:
            texts[place].append(str(cell.source))
            anchor = place
        elif cell.cell_type in ("code", "markdown") and cell.source.strip():
            added[anchor].append(cell)
    return texts, added


def _with_text(cell: NotebookNode, texts: list[str], notes: list[str]) -> NotebookNode:
    """The release's cell with the student's text where it is the student's to write."""
    grade_id = _grade_id(cell)
    if grade_id and not texts:
        notes.append(f"{grade_id} was missing, restored")
    if grade_id and len(texts) > 1:
        notes.append(f"{grade_id} was there {len(texts)} times")
    if is_locked(cell):
        if any(text != cell.source for text in texts):
            notes.append(f"{grade_id} was edited, restored")
    elif texts and (grade_id or cell.cell_type == "code"):
        cell.source = "\n\n".join(dict.fromkeys(texts))
    return cell


def _fresh_cells(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Copies with nothing but their text; ids are given later."""
    make = {"code": new_code_cell, "markdown": new_markdown_cell}
    fresh = [make[c.cell_type](str(c.source)) for c in cells]
    for cell in fresh:
        del cell["id"]
    return fresh


def _with_ids(cells: list[NotebookNode], nbformat_minor: int) -> list[NotebookNode]:
    """`cells`, those without an id named; before format 4.5 cells have none at all."""
    if nbformat_minor >= 5:
        taken = {cell.get("id") for cell in cells}
        names = (name for n in count() if (name := f"added-{n}") not in taken)
        for cell in cells:
            if "id" not in cell:
                cell["id"] = next(names)
    return cells


def _grade_id(cell: NotebookNode) -> str | None:
    """The cell's grade_id, or None; students' metadata may be of any type."""
    grader = cell.metadata.get("nbgrader")
    grade_id = grader.get("grade_id") if isinstance(grader, dict) else None
    return grade_id if isinstance(grade_id, str) and grade_id else None
