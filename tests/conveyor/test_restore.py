"""A submission is put together from the release and the student's own text."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from conveyor.plugins.restore import restore


def graded(grade_id: str, source: str, *, solution: bool = False, **more: Any) -> NotebookNode:
    data = {
        "grade_id": grade_id,
        "grade": not solution,
        "solution": solution,
        "locked": not solution,
        "schema_version": 3,
        "task": False,
        **more,
    }
    return new_code_cell(source, id=grade_id, metadata={"nbgrader": data})


@pytest.fixture
def release() -> NotebookNode:
    return new_notebook(
        nbformat_minor=5,
        cells=[
            new_markdown_cell("# Title", id="title"),
            graded("given", "import math", grade=False),
            graded("work", "# YOUR CODE HERE", solution=True),
            graded("test", "assert work", points=3),
            new_code_cell("scratch = 1", id="scratch"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )


@pytest.fixture
def student(release: NotebookNode) -> NotebookNode:
    notebook = copy.deepcopy(release)
    notebook.cells[2].source = "work = True"
    return notebook


def sources(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells]


RESTORED = ["# Title", "import math", "work = True", "assert work", "scratch = 1"]


def test_honest_submission_is_the_release_with_the_students_text(
    release: NotebookNode, student: NotebookNode
):
    """Nothing is noted, and only the solution differs from the release."""
    restored, notes = restore(copy.deepcopy(release), student)
    assert sources(restored) == RESTORED
    assert notes == []
    restored.cells[2].source = release.cells[2].source
    assert restored == release


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (lambda nb: nb.cells.pop(3), "test was missing, restored"),
        (lambda nb: nb.cells.pop(1), "given was missing, restored"),
        (lambda nb: nb.cells[3].update(source="pass"), "test was edited, restored"),
        (lambda nb: nb.cells.reverse(), None),
        (lambda nb: nb.cells[3].metadata.update(tags=["skip-execution"]), None),
        (lambda nb: nb.cells[3].metadata.nbgrader.update(points=1000, grade=False), None),
        (lambda nb: nb.cells[3].metadata.nbgrader.update(locked=False, solution=True), None),
        (lambda nb: nb.cells[3].metadata.nbgrader.update(schema_version=1), None),
        (lambda nb: nb.cells[2].update(cell_type="raw"), None),
        (lambda nb: nb.metadata.update(kernelspec={"name": "evil"}), None),
        (lambda nb: nb.metadata.update(conveyor={"graded_at": "now"}), None),
        (lambda nb: nb.cells[0].update(source="defaced"), None),
        (lambda nb: nb.cells.append(copy.deepcopy(nb.cells[3])), "test was there 2 times"),
        (lambda nb: nb.cells.append(copy.deepcopy(nb.cells[2])), "work was there 2 times"),
    ],
)
def test_what_a_student_changes_around_the_text_has_no_effect(
    release: NotebookNode, student: NotebookNode, change: Any, note: str | None
):
    """Deleted, edited, moved, copied and relabelled cells come out as they were handed out."""
    honest, _ = restore(copy.deepcopy(release), copy.deepcopy(student))
    change(student)
    restored, notes = restore(copy.deepcopy(release), student)
    assert restored == honest
    assert notes == ([note] if note else [])


def test_solution_that_was_split_counts_as_a_whole(release: NotebookNode, student: NotebookNode):
    """JupyterLab gives both halves the same name; both are the student's work."""
    half = copy.deepcopy(student.cells[2])
    half.source, half.id = "more = 2", "half"
    student.cells.insert(3, half)
    restored, notes = restore(release, student)
    assert restored.cells[2].source == "work = True\n\nmore = 2"
    assert notes == ["work was there 2 times"]


def test_added_cells_stay_where_they_were(release: NotebookNode, student: NotebookNode):
    """A student's own cells run at their place, with nothing but their text."""
    tagged = new_code_cell("x = 1", metadata={"tags": ["skip-execution"]})
    student.cells.insert(3, tagged)
    student.cells.insert(0, new_markdown_cell("My notes"))
    student.cells.append(new_code_cell("   "))
    restored, notes = restore(release, student)
    assert sources(restored) == ["My notes", *RESTORED[:3], "x = 1", *RESTORED[3:]]
    assert notes == ["2 added cells kept"]
    assert restored.cells[4].metadata == {}
    assert len({cell.id for cell in restored.cells}) == 7


def test_added_cell_cannot_name_itself_a_graded_one(release: NotebookNode, student: NotebookNode):
    """A grade_id that the release does not have makes no graded cell."""
    student.cells.append(graded("bonus", "1000", points=1000))
    restored, _ = restore(release, student)
    assert restored.cells[-1].source == "1000"
    assert restored.cells[-1].metadata == {}


def test_scratch_cell_is_the_students_to_edit(release: NotebookNode, student: NotebookNode):
    """A cell that is not nbgrader's keeps the student's text when it is code."""
    student.cells[4].source = "scratch = 2"
    restored, notes = restore(release, student)
    assert restored.cells[4].source == "scratch = 2"
    assert notes == []


@pytest.mark.parametrize("grader", [None, [], "test", {"grade_id": 7}, {"grade_id": ""}])
def test_metadata_of_any_type_is_no_obstacle(
    release: NotebookNode, student: NotebookNode, grader: Any
):
    """Whatever stands in a student's metadata, the notebook can be put together."""
    student.cells.append(new_code_cell("y = 1", metadata={"nbgrader": grader}))
    restored, _ = restore(release, student)
    assert sources(restored) == [*RESTORED, "y = 1"]


def test_notebook_without_cell_ids_is_put_together_by_text(
    release: NotebookNode, student: NotebookNode
):
    """Before format 4.5 cells have no ids; plain cells are told by their text."""
    for notebook in (release, student):
        notebook.nbformat_minor = 2
        for cell in notebook.cells:
            del cell["id"]
    student.cells.insert(1, new_code_cell("x = 1"))
    restored, notes = restore(release, student)
    assert sources(restored) == ["# Title", "x = 1", *RESTORED[1:]]
    assert not [cell for cell in restored.cells if "id" in cell]
    assert notes == ["1 added cell kept"]


def test_name_for_an_added_cell_is_one_that_is_free(release: NotebookNode, student: NotebookNode):
    """A cell of the release may be called like those that are named here."""
    release.cells[4].id = student.cells[4].id = "added-0"
    student.cells.append(new_code_cell("x = 1"))
    restored, _ = restore(release, student)
    assert [cell.id for cell in restored.cells[-2:]] == ["added-0", "added-1"]
