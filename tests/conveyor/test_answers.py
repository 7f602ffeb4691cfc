"""Model answers: for whoever grades by hand, never for students."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.preprocessors import ClearSolutions
from nbgrader.server_extensions import formgrader

from conveyor.layout import Course
from conveyor.plugins.answers import (
    HideModelAnswers,
    ShowModelAnswers,
    model_answers,
    without_model_answers,
)
from tests.conveyor.term import MODULE, NOTEBOOK, Term

REGION = "Why?\n### BEGIN SOLUTION\nBecause.\n\n- 1 point\n### END SOLUTION\nend"


def answer(grade_id: str, source: str, *, code: bool = False) -> NotebookNode:
    data = {"grade_id": grade_id, "grade": True, "solution": True, "locked": False, "points": 2}
    make = new_code_cell if code else new_markdown_cell
    return make(source, id=grade_id, metadata={"nbgrader": {**data, "schema_version": 3}})


@pytest.fixture
def source(tmp_path: Path) -> Path:
    cells = [
        answer("region", REGION),
        answer("whole", "All of it."),
        answer("program", "### BEGIN SOLUTION\nprint(1)\n### END SOLUTION", code=True),
        answer("empty", ""),
        new_code_cell("### BEGIN SOLUTION\nx\n### END SOLUTION", id="other"),
    ]
    path = tmp_path / "source" / "01_x" / "x_dev.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_model_answer_is_what_students_do_not_get(source: Path):
    """The region, or the whole cell where there is none; code is shown as code."""
    assert model_answers(source, ClearSolutions()) == {
        "region": "Because.\n\n- 1 point",
        "whole": "All of it.",
        "program": "```python\nprint(1)\n```",
        "empty": "",
    }
    assert model_answers(source.with_name("gone.ipynb"), ClearSolutions()) == {}


def shown(source: Path, notebook: NotebookNode) -> NotebookNode:
    """`notebook` after the plug-in of grading."""
    ids = {"assignment": "01_x", "notebook": "x_dev", "student": "ada"}
    preprocessor = ShowModelAnswers()
    preprocessor.coursedir = type("Directory", (), {"root": str(source.parents[2])})
    notebook, _ = preprocessor.preprocess(notebook, {"nbgrader": ids})
    return notebook


def test_each_answer_is_followed_by_its_model(source: Path):
    """Right under the student's text, titled, and without a trace for nbgrader."""
    notebook = shown(source, new_notebook(cells=[answer("region", "mine"), answer("none", "x")]))
    assert [cell.source.split("\n")[0] for cell in notebook.cells] == [
        "mine",
        "> **Model answer and mark scheme** (for staff; students never see this cell)",
        "x",
    ]
    model = notebook.cells[1]
    assert model.source.endswith("> Because.\n>\n> - 1 point")
    assert model.metadata == {"conveyor": {"model_answer_of": "region"}}
    nbformat.validate(notebook)


def test_shown_twice_it_is_there_once(source: Path):
    """A notebook that went through grading already gets no second model answer."""
    once = shown(source, new_notebook(cells=[answer("region", "mine")]))
    twice = shown(source, nbformat.from_dict(dict(once)))
    assert len(twice.cells) == 2


def test_hidden_again_nothing_is_left(source: Path):
    """Feedback is made of the notebook as it was before the model answers came in."""
    before = new_notebook(cells=[answer("region", "mine"), answer("whole", "too")])
    text = nbformat.writes(before)
    notebook, _ = HideModelAnswers().preprocess(shown(source, before), {})
    assert nbformat.writes(notebook) == text


def test_students_cell_of_the_same_words_stays(source: Path):
    """The mark is in metadata that no student can write, not in the text."""
    words = "> **Model answer and mark scheme** is what I would like to have"
    notebook = without_model_answers(new_notebook(cells=[new_markdown_cell(words)]))
    assert [cell.source for cell in notebook.cells] == [words]


def test_old_notebooks_get_no_cell_ids(source: Path):
    """Before format 4.5 an id would make the notebook invalid."""
    cell = answer("region", "mine")
    del cell["id"]
    old = new_notebook(cells=[cell], nbformat_minor=2)
    assert not [cell for cell in shown(source, old).cells if "id" in cell]


def test_formgrader_shows_it_and_grades_as_before(term: Term):
    """The TA's page has the model answer under the answer, and one field for each graded cell."""
    templates = Path(formgrader.__file__).parent / "templates"
    exporter = HTMLExporter(
        template_name="formgrade", extra_template_basedirs=[str(templates)], mathjax_url=""
    )
    autograded = term.course.autograded(MODULE, "ada") / f"{NOTEBOOK}.ipynb"
    page, _ = exporter.from_filename(str(autograded), resources={"index": 0, "total": 1})
    fields = re.findall(r'class="score tabbable" id="(\w+)"', page)
    assert fields == ["test_number_class", "hidden_number_class", "test_number_add", "think_new"]
    comments = re.findall(r'<textarea [^>]*id="(\w+)-comment"', page)
    assert comments == ["number_class", "number_add", "think_new"]
    answer, model = page.index("keep their values."), page.index("Model answer and mark scheme")
    assert page.index('id="think_new"') < answer < model
    assert page.count("One point for the reason") == 1


def test_course_is_found_through_the_converter(source: Path):
    """Outside of nbgrader's converters there is no course to look into."""
    with pytest.raises(RuntimeError, match="only inside nbgrader's converters"):
        ShowModelAnswers().preprocess(new_notebook(), {"nbgrader": {}})
    assert Course(source.parents[2]).source("01_x") == source.parent
