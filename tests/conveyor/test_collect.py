"""``conveyor collect``: what is taken out of the mailboxes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conveyor.collect import collect
from conveyor.errors import ConveyorError
from conveyor.layout import Course
from conveyor.states import submissions
from conveyor.student import Student
from tests.conveyor.term import (
    MODULE,
    NOTEBOOK,
    SOLVED,
    STUDENTS,
    Term,
    answered,
    hand_in,
    quick_course,
)


@pytest.fixture
def quick(course: Course) -> Course:
    return quick_course(course)


@pytest.fixture
def ada(quick: Course, tmp_path: Path) -> Student:
    """Ada, who has handed in a solution once."""
    student = Student(quick, "ada", tmp_path / "ada")
    hand_in(student, lambda nb: answered(nb, **SOLVED))
    return student


def parcel(student: Student) -> Path:
    return max((student.course.inbound / student.name).glob("*+*"))


def test_everybody_is_collected_once(term: Term):
    """The first call takes every submission, the second finds nothing new and changes nothing."""
    assert term.reports["collect"].new == sorted(STUDENTS)
    assert term.reports["collect again"].new == []
    assert term.reports["collect changed"] == []
    assert set(term.states["collect"].values()) == {"collected"}


def test_only_notebooks_of_the_assignment_are_taken(ada: Student):
    """What a student puts beside the notebook stays in the mailbox."""
    folder = ada.home / MODULE
    (folder / "numpy.py").write_text("evil = 1")
    (folder / "answer.html").write_text("<b>")
    ada.submit(MODULE)
    collect(ada.course, MODULE)
    names = sorted(p.name for p in ada.course.submitted(MODULE, "ada").iterdir())
    assert names == [f"{NOTEBOOK}.ipynb", "submission_secret.txt", "timestamp.txt"]


def test_newest_submission_counts(ada: Student):
    """A second submission replaces the first, and the first is kept in the mailbox."""
    collect(ada.course, MODULE)
    hand_in(ada, lambda nb: answered(nb, **{**SOLVED, "number_add": "# second"}))
    assert [s.state for s in submissions(ada.course, MODULE)] == ["submitted"]
    report = collect(ada.course, MODULE)
    assert report.new == ["ada"]
    text = (ada.course.submitted(MODULE, "ada") / f"{NOTEBOOK}.ipynb").read_text()
    assert "# second" in text
    assert len(list((ada.course.inbound / "ada").glob("*+*"))) == 2


def test_links_are_refused_and_the_others_are_collected(ada: Student, tmp_path: Path):
    """A link in a mailbox is reported, reads nothing, and holds nobody else up."""
    eve = Student(ada.course, "eve", tmp_path / "eve")
    hand_in(eve, lambda nb: nb)
    notebook = parcel(eve) / f"{NOTEBOOK}.ipynb"
    os.chmod(notebook.parent, 0o755)
    notebook.unlink()
    notebook.symlink_to(ada.course.source(MODULE) / notebook.name)
    report = collect(ada.course, MODULE)
    assert report.new == ["ada"]
    assert len(report.refused) == 1
    assert report.refused[0].startswith("eve: submission eve+01_number+")
    assert not ada.course.submitted(MODULE, "eve").exists()


def test_submission_in_anothers_name_is_refused(ada: Student):
    """The mailbox decides whose a submission is, not the name that it carries."""
    mallory = ada.course.inbound / "mallory"
    mallory.mkdir()
    forged = mallory / parcel(ada).name
    os.rename(parcel(ada), forged)
    report = collect(ada.course, MODULE)
    assert report.new == []
    assert "names 'ada' as its sender" in report.refused[0]
    assert not ada.course.submitted(MODULE, "ada").exists()


def test_unreleased_module_cannot_be_collected(course: Course):
    """Nobody can have handed in what was never handed out: the error says what comes first."""
    with pytest.raises(ConveyorError, match="never released.*\n.*conveyor release 01_number"):
        collect(course, "01")


def test_half_a_parcel_is_left_until_it_is_whole(ada: Student):
    """A submission that is being written has no secret yet: it is not taken."""
    secret = parcel(ada) / "submission_secret.txt"
    text = secret.read_text()
    secret.unlink()
    assert submissions(ada.course, MODULE) == []
    assert collect(ada.course, MODULE).new == []
    secret.write_text(text)
    assert collect(ada.course, MODULE).new == ["ada"]
