"""Reading the gradebook adds up what nbgrader adds up."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conveyor.errors import ConveyorError
from conveyor.gradebook import Total, cell_scores, due_dates, totals
from conveyor.layout import Course
from conveyor.nbgrader_api import nbgrader

POINTS = (None, 0.0, 1.5)


@pytest.fixture
def book(tmp_path: Path) -> Course:
    """A gradebook of ps1: a test, an answer and a task; a student for each way to be scored."""
    course = Course(tmp_path / "a folder #1")
    course.root.mkdir()
    (course.root / "nbgrader_config.py").write_text("")
    with nbgrader(course) as api, api.gradebook as gradebook:
        gradebook.add_assignment("ps1", duedate="2027-01-31 22:00:00 UTC")
        gradebook.add_assignment("ps2")
        gradebook.add_notebook("p", "ps1")
        gradebook.add_grade_cell("test", "p", "ps1", max_score=2, cell_type="code")
        gradebook.add_grade_cell("answer", "p", "ps1", max_score=3, cell_type="markdown")
        gradebook.add_solution_cell("answer", "p", "ps1")
        gradebook.add_task_cell("task", "p", "ps1", max_score=4, cell_type="markdown")
        for number, scores in enumerate(itertools.product(POINTS, repeat=3)):
            student = f"s{number}"
            gradebook.add_student(student)
            gradebook.add_submission("ps1", student)
            for cell in ("test", "answer"):
                grade = gradebook.find_grade(cell, "p", "ps1", student)
                grade.auto_score, grade.manual_score, grade.extra_credit = scores
                grade.needs_manual_grade = number % 2 == 0
            task = gradebook.find_grade("task", "p", "ps1", student)
            task.needs_manual_grade = False
        late = gradebook.find_submission_notebook("p", "ps1", "s26")
        late.late_submission_penalty = 100.0 / 64
        gradebook.db.commit()
    return course


def test_every_combination_adds_up_as_in_nbgrader(book: Course):
    """Manual over automatic, extra credit only on top of a score, penalties off the sum."""
    found = totals(book, "ps1")
    assert len(found) == 27
    with nbgrader(book) as api, api.gradebook as gradebook:
        for student, total in found.items():
            submission = gradebook.find_submission("ps1", student)
            expected = submission.score - submission.late_submission_penalty
            assert total == Total(expected, submission.max_score, submission.needs_manual_grade)


def test_penalty_takes_no_more_than_there_is(book: Course):
    """A score is never negative."""
    with nbgrader(book) as api, api.gradebook as gradebook:
        late = gradebook.find_submission_notebook("p", "ps1", "s26")
        late.late_submission_penalty = 1000.0
        gradebook.db.commit()
    assert totals(book, "ps1")["s26"].score == 0.0


def test_cells_say_who_grades_them(book: Course):
    """Tests are the machine's, answers and tasks a person's."""
    cells = {c.cell: (c.max_score, c.by_hand) for c in cell_scores(book, "ps1", "s0")}
    assert cells == {"test": (2.0, False), "answer": (3.0, True), "task": (4.0, True)}


def test_due_dates_are_in_utc(book: Course):
    """None where there is no date."""
    assert due_dates(book) == {"ps1": datetime(2027, 1, 31, 22, tzinfo=UTC), "ps2": None}


def test_gradebook_that_is_not_there_has_no_scores(tmp_path: Path):
    """Before the first release there is no file; that is no error."""
    course = Course(tmp_path)
    assert (totals(course, "x"), cell_scores(course, "x", "y"), due_dates(course)) == ({}, [], {})


def test_gradebook_of_another_program_is_named(tmp_path: Path):
    """A database without nbgrader's tables is an error with a cure, not a traceback."""
    import sqlite3
    from contextlib import closing

    course = Course(tmp_path)
    with closing(sqlite3.connect(course.gradebook)) as db:
        db.execute("create table other(x)")
    with pytest.raises(ConveyorError, match="cannot be read: no such table.*\n.*conveyor doctor"):
        totals(course, "x")
