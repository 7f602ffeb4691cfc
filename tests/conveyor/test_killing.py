"""Every verb survives being killed at any moment: the next run has the same result."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conveyor.collect import collect
from conveyor.feedback import feedback
from conveyor.grade import grade
from conveyor.layout import Course
from conveyor.states import record_of, submissions
from conveyor.student import Student
from tests.conftest import ROOT
from tests.conveyor.killing import VERBS, release
from tests.conveyor.term import (
    MODULE,
    NOTEBOOK,
    SOLVED,
    answered,
    contents,
    hand_in,
    quick_course,
    scores,
)

NAMES = ("ada", "ben", "cem")


@pytest.fixture
def quick(course: Course, tmp_path: Path) -> Course:
    """Three students have gone the whole way once; grading runs no kernel."""
    quick_course(course)
    for name in NAMES:
        student = Student(course, name, tmp_path / name)
        hand_in(student, lambda nb, name=name: answered(nb, **SOLVED, number_setup=name))
    collect(course, MODULE)
    grade(course, MODULE)
    feedback(course, MODULE, include_waiting=True)
    return course


ONCE_MORE = {
    "release": release,
    "collect": lambda course: collect(course, MODULE),
    "grade": lambda course: grade(course, MODULE),
    "feedback": lambda course: feedback(course, MODULE, include_waiting=True),
}


def kill(course: Course, verb: str, times: int) -> int:
    """How many of `times` runs of `verb` were killed before they had come to their end."""
    command = [sys.executable, "-m", "tests.conveyor.killing", str(course.root), verb, str(times)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return int(run.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
def test_killed_at_any_moment_and_run_again(
    quick: Course, tmp_path: Path, verb: str, monkeypatch: pytest.MonkeyPatch
):
    """After many kills one whole run leaves what a run without any leaves: nothing is lost,
    nothing is there twice, and nothing is left over."""
    if verb == "collect":
        for name in NAMES:
            hand_in(Student(quick, name, tmp_path / name), lambda nb: nb)
    monkeypatch.setattr("conveyor.release.prove", None)  # put back afterwards
    lesson = quick.modules[0].lesson
    text = lesson.read_text()
    if verb == "release":
        release(quick)
    before = everything(quick)
    points = scores(quick)
    assert kill(quick, verb, times=12) > 3
    if verb == "collect":
        for name in NAMES:
            # Whatever was interrupted, there is one whole submission: the old or the new.
            notebook = quick.submitted(MODULE, name) / f"{NOTEBOOK}.ipynb"
            assert notebook.read_text().endswith("}")
    lesson.write_text(text)
    ONCE_MORE[verb](quick)
    assert scores(quick) == points
    assert {s.student for s in submissions(quick, MODULE)} == set(NAMES)
    after = everything(quick)
    assert after.keys() == before.keys()
    if verb != "collect":
        assert after == before


def everything(course: Course) -> dict[str, bytes]:
    """Every file of the stages and the exchange; of autograded notebooks only that they are
    whole, as they hold the time."""
    files = contents(*course.stages, course.exchange, course.student_view, course.half_made)
    for path in files:
        if "/autograded/" in path and path.endswith(".ipynb"):
            student = Path(path).parent.parent.name
            files[path] = b"whole" if record_of(course, MODULE, student) else b"cut off"
    return files
