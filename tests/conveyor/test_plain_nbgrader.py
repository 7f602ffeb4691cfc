"""nbgrader's own commands, typed in the course folder, do what the verbs of conveyor do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from conveyor.build import build
from conveyor.layout import RECORD, Course
from tests.conftest import make_course
from tests.conveyor.term import LIMITS, MODULE, NOTEBOOK, STUDENTS, Term, contents, scores

# Each is run where `conveyor release | collect | grade | feedback` ran in the term.
COMMANDS = (
    "generate_assignment",
    "release_assignment",
    "collect",
    "autograde",
    "generate_feedback",
    "release_feedback",
)
# Names of temporary files, the environment that one student prints, and the number of the
# cell in which a kernel died: whether it still told it is a matter of luck.
_OF_ONE_RUN = re.compile(r"ipykernel_\d+/\d+\.py|FACTS.*|In\s\[[^]]*\]")


@pytest.fixture(scope="module")
def plain(term: Term, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The term's course once more, with nothing but nbgrader's commands."""
    course = make_course(tmp_path_factory.mktemp("plain") / "course")
    course.config_file.write_text(course.config_file.read_text() + LIMITS)
    build(course)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for command in COMMANDS:
        if command == "collect":
            for name in ("inbound", "receipts"):
                mail = term.course.inbound.parent / name
                shutil.copytree(mail, course.inbound.parent / name, dirs_exist_ok=True)
        run = subprocess.run(
            [sys.executable, "-m", "nbgrader", command, MODULE],
            cwd=course.root,
            env=environment,
            capture_output=True,
            text=True,
        )
        # Half a file cannot be graded, and nbgrader says so at the end.
        assert run.returncode == (command == "autograde"), run.stderr
    return course


def test_students_get_the_same_files(term: Term, plain: Course):
    """Student version and exchange are the same to the byte."""
    for which in (lambda c: c.release(MODULE), lambda c: c.outbound):
        assert relative(which(plain)) == relative(which(term.course))


def test_the_same_submissions_are_collected(term: Term, plain: Course):
    """The mailboxes are emptied the same way, times and secrets included."""
    for student in STUDENTS:
        folders = [c.submitted(MODULE, student) for c in (plain, term.course)]
        assert relative(folders[0]) == relative(folders[1])


def test_scores_are_the_same_cell_by_cell(term: Term, plain: Course):
    """Each graded cell of each student has the same points."""
    assert scores(plain) == scores(term.course)
    assert sum(map(len, scores(plain).values())) == 4 * len(STUDENTS)


def test_autograded_notebooks_are_the_same(term: Term, plain: Course):
    """Cells, outputs, notes and hashes agree; only times are of the run."""
    for student in set(STUDENTS) - {"eve"}:
        assert notebook(plain, student) == notebook(term.course, student)
    assert not plain.autograded(MODULE, "eve").exists()


def test_students_get_the_same_pages(term: Term, plain: Course):
    """The feedback page is the same, and lies in the same mailbox under the same name."""
    pages = [relative(c.feedback_boxes) for c in (plain, term.course)]
    assert pages[0].keys() == pages[1].keys()
    assert len(pages[0]) == len(STUDENTS) - 1
    for name in pages[0]:
        first, second = (_OF_ONE_RUN.sub("", page[name].decode()) for page in pages)
        assert first == second


def relative(folder: Path) -> dict[str, bytes]:
    return {os.path.relpath(path, folder): data for path, data in contents(folder).items()}


def notebook(course: Course, student: str) -> Any:
    """An autograded notebook without what belongs to one run only."""
    path = course.autograded(MODULE, student) / f"{NOTEBOOK}.ipynb"
    found = nbformat.read(path, as_version=4)
    for key in ("graded_at", "seconds"):
        del found.metadata[RECORD][key]
    for cell in found.cells:
        cell.metadata.pop("execution", None)
        cell.pop("execution_count", None)
    return _OF_ONE_RUN.sub("", nbformat.writes(found))
