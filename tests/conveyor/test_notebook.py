"""The source notebook of a lesson, and properties that hold for every lesson."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jupytext
import nbformat
import pytest
from hypothesis import HealthCheck, given, settings

from conveyor.build import build
from conveyor.export import package_file
from conveyor.layout import CONFIG, Course, ModuleFiles
from conveyor.lesson import Lesson, read_lesson
from conveyor.notebook import as_text, notebook_of
from tests.conveyor.lessons import Written, lessons

# Each example is its own files: nothing of one is left to another.
SHARED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
PERCENT = {"extension": ".py", "format_name": "percent", "comment_magics": False}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@SHARED
@given(written=lessons())
def test_cells_keep_their_text(folder: Path, written: Written):
    """A cell's text in the notebook is the text in the lesson, to the character."""
    notebook = notebook_of(_read(folder, written.text))
    assert [cell.source for cell in notebook.cells] == written.sources


@SHARED
@given(written=lessons())
def test_round_trip_through_a_notebook_keeps_the_lesson(folder: Path, written: Written):
    """Lesson -> notebook -> lesson, as jupytext does for an author, changes no cell."""
    lesson = _read(folder, written.text)
    notebook = notebook_of(lesson)
    again = _read(folder, jupytext.writes(notebook, fmt=PERCENT))
    assert _meaning(again) == _meaning(lesson)
    assert as_text(notebook_of(again)) == as_text(notebook)


@SHARED
@given(written=lessons())
def test_released_notebook_holds_no_line_of_a_region(folder: Path, written: Written):
    """No line that stands only between markers is left after nbgrader's own preprocessors."""
    lesson = _read(folder, written.text)
    released = _released(notebook_of(lesson))
    left = json.dumps(released, ensure_ascii=False)
    secrets = [line.strip() for line in written.solutions + written.hidden]
    names = [secret.split(" ")[0] for secret in secrets]
    assert not [name for name in names if name in left]
    assert "BEGIN" not in left
    assert [cell.source for cell in released.cells] == [
        cell.released() if cell.kind == "code" else _words_released(cell.source)
        for cell in lesson.cells
    ]


@SHARED
@given(written=lessons())
def test_package_has_the_solutions_and_none_of_the_tests(folder: Path, written: Written):
    """Exported code is complete Python without markers, and without hidden tests."""
    lesson = _read(folder, written.text)
    code = package_file(ModuleFiles(folder / "01_x"), lesson)
    compile(code, "x.py", "exec")
    assert "### " not in code
    assert not [line for line in written.hidden if line.strip() in code]
    functions = [line for line in written.solutions if line.startswith("    ")]
    assert all(line in code for line in functions)


@settings(SHARED, max_examples=15)
@given(written=lessons())
def test_build_of_a_build_changes_nothing(folder: Path, written: Written):
    """Whatever the lesson, the second build finds everything as it should be."""
    course = Course(folder)
    (folder / CONFIG).touch()
    lesson = course.modules_dir / "01_x" / "x_dev.py"
    lesson.parent.mkdir(parents=True, exist_ok=True)
    lesson.write_text(written.text)
    build(Course(folder))
    assert build(Course(folder)).drifted == []
    assert build(Course(folder), check=True).drifted == []


def test_metadata_is_nbgraders_schema_3_and_nothing_else(course: Course):
    """Every role has complete nbgrader metadata; no title, no tags, no outputs are left."""
    notebook = notebook_of(read_lesson(course.modules[0].lesson))
    cells = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if c.metadata}
    common = {"schema_version": 3, "task": False}
    expected = {
        "number_setup": {"grade": False, "locked": True, "solution": False},
        "number_class": {"grade": False, "locked": False, "solution": True},
        "test_number_class": {"grade": True, "locked": True, "solution": False, "points": 2},
        "think_new": {"grade": True, "locked": False, "solution": True, "points": 2},
    }
    for grade_id, flags in expected.items():
        wanted = {"nbgrader": {"grade_id": grade_id, **common, **flags}}
        assert cells[grade_id].metadata == wanted
        assert cells[grade_id].id == grade_id
    assert all(set(cell.metadata) <= {"nbgrader"} for cell in notebook.cells)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    nbformat.validate(notebook)


def test_cell_ids_do_not_move_when_other_cells_come(course: Course):
    """A cell that is put in leaves the ids of all others as they were."""
    lesson = course.modules[0].lesson
    before = [cell.id for cell in notebook_of(read_lesson(lesson)).cells]
    text = lesson.read_text()
    lesson.write_text(text.replace("# %%\nprint(", "# %%\nnew = 1\n\n# %%\nprint("))
    after = [cell.id for cell in notebook_of(read_lesson(lesson)).cells]
    assert [name for name in after if name in before] == before
    assert len(after) == len(before) + 1


def test_equal_cells_have_different_ids(tmp_path: Path):
    """Two cells of the same text are two cells, also beside a grade_id of that very name."""
    text = "# %%\nx = 1\n\n# %%\nx = 1\n"
    first, second = notebook_of(_read(tmp_path, text)).cells
    assert second.id == f"{first.id}-2"
    taken = f'{text}\n# %% nbgrader={{"grade_id": "{first.id}", "role": "given"}}\ny = 2\n'
    ids = [cell.id for cell in notebook_of(_read(tmp_path, taken)).cells]
    assert ids[2] == first.id
    assert len(set(ids)) == 3


def _read(folder: Path, text: str) -> Lesson:
    path = folder / "x_dev.py"
    path.write_text(text, encoding="utf-8")
    return read_lesson(path)


def _meaning(lesson: Lesson) -> list[tuple]:
    return [(c.kind, c.source, c.role, c.grade_id, c.points) for c in lesson.cells]


def _words_released(source: str) -> str:
    lines, kept, inside = source.split("\n"), [], False
    for line in lines:
        if line.startswith("### "):
            inside = "BEGIN" in line
            kept += ["YOUR ANSWER HERE"] if inside else []
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def _released(source: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """What nbgrader's generate_assignment makes of it, the gradebook apart."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.preprocessors import IncludeHeaderFooter, InstantiateTests, SaveCells

    notebook = copy.deepcopy(source)
    resources: dict = {"nbgrader": {"notebook": "x", "assignment": "01_x"}}
    for kind in GenerateAssignment().preprocessors:
        if kind not in (SaveCells, IncludeHeaderFooter, InstantiateTests):
            notebook, resources = kind().preprocess(notebook, resources)
    return notebook
