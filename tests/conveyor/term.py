"""A small term: one course, one module, a student for each thing that can happen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from conveyor.build import build
from conveyor.collect import collect
from conveyor.feedback import feedback
from conveyor.grade import grade
from conveyor.gradebook import cell_scores
from conveyor.layout import Course
from conveyor.nbgrader_api import nbgrader, succeed
from conveyor.release import release
from conveyor.states import collected, submissions
from conveyor.status import status
from conveyor.student import Student
from tests.conftest import make_course

MODULE = "01_number"
NOTEBOOK = "number_dev"
# Short enough for a test, long enough for a busy machine.
LIMITS = "\nc.GradingExecute.timeout = 4\nc.GradingExecute.deadline = 40\n"

# Every test cell passes at once: for tests of what happens around the kernel.
UNRUN = "\nc.Autograde.autograde_preprocessors.pop(0)\n"

SOLVED = {
    "number_class": "import math\n\n\nclass Number:\n    def __init__(self, value):\n"
    '        if not math.isfinite(value):\n            raise ValueError("no")\n'
    "        self.value = float(value)",
    "number_add": "def add(a, b):\n    return Number(a.value + b.value)",
    "think_new": "So that the operands keep their values.",
}
Hand = Callable[[NotebookNode], NotebookNode | bytes]


def answered(notebook: NotebookNode, **answers: str) -> NotebookNode:
    """`notebook` with these texts in the cells of these grade_ids."""
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(grade_id, cell.source)
    return notebook


def with_code(add: str, **more: str) -> Hand:
    """Solves everything, with `add` for the body of add()."""
    body = "def add(a, b):\n" + "\n".join(f"    {line}" for line in add.split("\n"))
    return lambda nb: answered(nb, **{**SOLVED, "number_add": body, **more})


def meddled(notebook: NotebookNode) -> NotebookNode:
    """Half of it solved; cells deleted, edited, copied, added, and their metadata changed."""
    answered(notebook, number_class=SOLVED["number_class"])
    by_id = {c.metadata.get("nbgrader", {}).get("grade_id"): c for c in notebook.cells}
    notebook.cells.remove(by_id["hidden_number_class"])
    by_id["test_number_class"].source = "assert True"
    by_id["test_number_add"].metadata["tags"] = ["skip-execution"]
    by_id["test_number_add"].metadata.nbgrader.points = 1000
    again = nbformat.from_dict(dict(by_id["number_class"]))
    again.id = "again"
    notebook.cells.append(again)
    notebook.cells.insert(3, new_code_cell("mine = 1"))
    notebook.cells.insert(3, new_markdown_cell("My notes"))
    notebook.metadata.kernelspec = {"name": "evil", "display_name": "Evil"}
    return notebook


PROBE = """\
import json, os, sys, warnings
facts = {"environment": dict(os.environ), "here": sorted(os.listdir("."))}
facts["data"] = open("data/readme.txt").read()
try:
    import tinytorch.number
except ImportError as error:
    facts["tinytorch"] = str(error)
print("FACTS" + json.dumps(facts))"""

STUDENTS: dict[str, Hand] = {
    "ada": lambda nb: answered(nb, **SOLVED),
    "ben": meddled,
    "cem": with_code("while True:\n    pass", think_new=""),
    "dot": with_code("import os\nos._exit(1)"),
    "eve": lambda nb: nbformat.writes(nb).encode()[:800],
    "fay": lambda nb: nb,
    # A hidden test that fails with the author's words, and one that a warning costs.
    "gus": lambda nb: answered(
        nb,
        **{
            **SOLVED,
            "number_class": "import warnings\n\n\nclass Number:\n"
            "    def __init__(self, value):\n        self.value = float(value)",
            "number_add": "import warnings\n\n\ndef add(a, b):\n    warnings.warn('careful')\n"
            "    return Number(a.value + b.value)",
        },
    ),
    "hal": lambda nb: answered(
        nb,
        **{
            **SOLVED,
            "number_class": SOLVED["number_class"] + "\n\n" + PROBE,
            "number_add": SOLVED["number_add"]
            + '\n\nfor n in range(3000):\n    print("line", n, "." * 1000)',
        },
    ),
}


@dataclass
class Term:
    """What was reported at each step, and the course at the end of it."""

    course: Course
    homes: Path
    reports: dict[str, Any] = field(default_factory=dict)
    states: dict[str, dict[str, str]] = field(default_factory=dict)
    scores: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)

    def student(self, name: str) -> Student:
        return Student(self.course, name, self.homes / name)

    def autograded(self, student: str) -> NotebookNode:
        path = self.course.autograded(MODULE, student) / f"{NOTEBOOK}.ipynb"
        return nbformat.read(path, as_version=4)

    def cell(self, student: str, grade_id: str) -> NotebookNode:
        found = [c for c in self.autograded(student).cells if _grade_id(c) == grade_id]
        assert len(found) == 1
        return found[0]

    def page(self, student: str) -> str:
        path = self.course.feedback(MODULE, student) / f"{NOTEBOOK}.html"
        return path.read_text(encoding="utf-8")


def quick_course(course: Course) -> Course:
    """`course`, built and handed out without a proof, in which grading runs no kernel."""
    course.config_file.write_text(course.config_file.read_text() + UNRUN)
    build(course)
    with nbgrader(course) as api:
        succeed(api.generate_assignment(MODULE), "generate")
        course.exchange.mkdir(mode=0o700, parents=True)
        succeed(api.release_assignment(MODULE), "release")
    return course


def a_term(folder: Path) -> Term:
    """Go the whole way, every verb twice."""
    course = make_course(folder / "course")
    course.config_file.write_text(course.config_file.read_text() + LIMITS)
    term = Term(course, folder / "homes")
    build(course)
    _twice(term, "release", lambda: release(course, MODULE))
    for name, hand in STUDENTS.items():
        hand_in(term.student(name), hand)
    term.reports["waiting"] = status(course)
    _twice(term, "collect", lambda: collect(course, MODULE))
    _twice(term, "grade", lambda: grade(course, MODULE))
    _twice(term, "feedback", lambda: feedback(course, MODULE, include_waiting=True))
    for name in STUDENTS:
        term.student(name).fetch_feedback(MODULE)
    return term


def hand_in(student: Student, hand: Hand) -> None:
    """Fetch when there is nothing yet, write what `hand` makes of it, submit."""
    folder = student.home / MODULE
    if not folder.is_dir():
        student.fetch(MODULE)
    path = folder / f"{NOTEBOOK}.ipynb"
    released = student.course.release(MODULE) / path.name
    made = hand(nbformat.read(released, as_version=4))
    path.write_bytes(made if isinstance(made, bytes) else nbformat.writes(made).encode())
    student.submit(MODULE)


def contents(*folders: Path) -> dict[str, bytes]:
    """Every file in `folders`, by path."""
    files = (p for folder in folders for p in sorted(folder.rglob("*")) if p.is_file())
    return {str(p): p.read_bytes() for p in files}


def scores(course: Course, assignment: str = MODULE) -> dict[str, dict[str, float]]:
    """{student: {cell: points}} of everyone in the gradebook."""
    students = collected(course, assignment)
    return {
        name: {c.cell: c.score for c in cell_scores(course, assignment, name)} for name in students
    }


def copy_of(course: Course, root: Path) -> Course:
    """The same course at another place."""
    shutil.copytree(course.root, root, symlinks=True)
    return Course(root)


def _twice(term: Term, name: str, verb: Callable[[], Any]) -> None:
    term.reports[name] = verb()
    term.states[name] = {s.student: s.state for s in submissions(term.course, MODULE)}
    before = _everything(term.course)
    term.scores[name] = scores(term.course)
    term.reports[f"{name} again"] = verb()
    term.scores[f"{name} again"] = scores(term.course)
    term.states[f"{name} again"] = {s.student: s.state for s in submissions(term.course, MODULE)}
    term.reports[f"{name} changed"] = _changes(before, _everything(term.course))


def _everything(course: Course) -> dict[str, bytes]:
    folders = [*course.stages, course.exchange, course.package, course.student_view]
    return contents(*folders)


def _changes(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    names = before.keys() | after.keys()
    return sorted(name for name in names if before.get(name) != after.get(name))


def _grade_id(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")
