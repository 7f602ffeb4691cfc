"""nbgrader's own example course goes through our verbs with the scores of stock nbgrader."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from conveyor.collect import collect
from conveyor.feedback import feedback
from conveyor.grade import grade
from conveyor.gradebook import CellScore, cell_scores
from conveyor.layout import CONFIG, Course
from conveyor.nbgrader_api import nbgrader, succeed
from conveyor.release import release
from conveyor.states import submissions
from conveyor.student import Student
from tests.conftest import ROOT
from tests.conveyor.term import answered, contents

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("quickstart")]

SOLVED = {
    "squares": "def squares(n):\n    if n < 1:\n        raise ValueError(n)\n"
    "    return [i**2 for i in range(1, n + 1)]",
    "sum_of_squares": "def sum_of_squares(n):\n    return sum(squares(n))",
    "sum_of_squares_equation": "$n(n+1)(2n+1)/6$",
    "sum_of_squares_application": "print(sum_of_squares(3))",
    "part-a": "It counts rabbits.",
    "part-b": "For those below zero.",
}
PARTLY = {
    "squares": "def squares(n):\n    return [i**2 for i in range(1, n + 1)]",
    "sum_of_squares": "def sum_of_squares(n):\n    return sum(i * i for i in range(n + 1))",
    "sum_of_squares_equation": "I do not know.",
}
# student -> {notebook: answers}; who leaves a notebook out hands in the other one only
STUDENTS: dict[str, dict[str, dict[str, str]]] = {
    "bitdiddle": {"problem1": SOLVED, "problem2": SOLVED},
    "hacker": {"problem1": PARTLY},
    "reasoner": {"problem1": {}, "problem2": {}},
}


@dataclass
class Both:
    """The same course, once with stock nbgrader and once with our configuration and verbs."""

    stock: Course
    ours: Course


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    folder = tmp_path_factory.mktemp("quickstart")
    stock = quickstart(folder / "stock")
    ours = quickstart(folder / "ours")
    config = (ROOT / CONFIG).read_text()
    ours.config_file.write_text(
        f'{config}\nc.IncludeHeaderFooter.header = "source/header.ipynb"\n'
    )
    ours = Course(ours.root)
    release(ours, "ps1")
    for name, notebooks in STUDENTS.items():
        student = Student(ours, name, folder / "homes" / name)
        write(student.fetch("ps1"), notebooks)
        student.submit("ps1")
    collect(ours, "ps1")
    grade(ours, "ps1")
    feedback(ours, "ps1", include_waiting=True)
    with nbgrader(stock) as api:
        succeed(api.generate_assignment("ps1"), "generate")
        for name, notebooks in STUDENTS.items():
            shutil.copytree(stock.release("ps1"), stock.submitted("ps1", name))
            write(stock.submitted("ps1", name), notebooks)
            succeed(api.autograde("ps1", name), "autograde")
    return Both(stock, ours)


def quickstart(root: Path) -> Course:
    """What `nbgrader quickstart` makes, without the programs that it starts: they list every
    setting in comments, and enrol students in a gradebook of the current folder."""
    from nbgrader.apps.quickstartapp import QuickStartApp

    def write_no_settings(command: list[str], **_: object) -> int:
        if "generate_config" in command:
            Path(CONFIG).touch()
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root.parent)
        patch.setattr(subprocess, "call", write_no_settings)
        app = QuickStartApp()
        app.initialize([root.name])
        app.start()
    return Course(root)


def write(folder: Path, notebooks: dict[str, dict[str, str]]) -> None:
    for path in folder.glob("*.ipynb"):
        if path.stem in notebooks:
            edit(path, lambda nb, path=path: answered(nb, **notebooks[path.stem]))
        else:
            path.unlink()


def edit(path: Path, hand: Callable[[NotebookNode], NotebookNode]) -> None:
    nbformat.write(hand(nbformat.read(path, as_version=4)), path)


def test_students_get_the_same_files(both: Both):
    """Our configuration changes nothing in the student version."""
    stock, ours = (
        {Path(p).relative_to(c.root): data for p, data in contents(c.release("ps1")).items()}
        for c in (both.stock, both.ours)
    )
    assert stock == ours
    assert Path("release/ps1/jupyter.png") in ours


@pytest.mark.parametrize("student", STUDENTS)
def test_scores_are_those_of_stock_nbgrader(both: Both, student: str):
    """Cell by cell: points, maximum, and whether a person is waited for."""

    def cells(course: Course) -> list[CellScore]:
        return sorted(cell_scores(course, "ps1", student), key=lambda c: c.cell)

    stock, ours = cells(both.stock), cells(both.ours)
    assert ours == stock
    assert len(ours) == 9


def test_scores_are_what_was_handed_in(both: Both):
    """The comparison compares something: full points, some, and none."""
    automatic = {
        name: sum(c.score for c in cell_scores(both.ours, "ps1", name)) for name in STUDENTS
    }
    assert automatic == {"bitdiddle": 3.0, "hacker": 1.5, "reasoner": 0.0}


def test_everyone_is_told(both: Both):
    """Pages are made for every notebook that was handed in."""
    pages = {name: sorted(p.stem for p in both.ours.feedback("ps1", name).glob("*.html"))
             for name in STUDENTS}  # fmt: skip
    assert pages == {name: sorted(notebooks) for name, notebooks in STUDENTS.items()}
    assert {s.state for s in submissions(both.ours, "ps1")} <= {
        "needs grading by hand",
        "feedback out",
    }


def test_cells_of_old_notebooks_are_not_doubled(both: Both):
    """Notebooks without cell ids are put together by the text of their cells."""
    for name, notebooks in STUDENTS.items():
        for notebook in notebooks:
            path = both.ours.autograded("ps1", name) / f"{notebook}.ipynb"
            released = nbformat.read(both.ours.release("ps1") / path.name, as_version=4)
            graded = nbformat.read(path, as_version=4)
            models = [cell for cell in graded.cells if "Model answer" in cell.source]
            assert len(graded.cells) == len(released.cells) + len(models)
            assert len(models) == 2
