"""Reading nbgrader's gradebook without nbgrader: its Python API takes seconds to import.

Only reads. Everything that writes goes through nbgrader's own API.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from conveyor.errors import ConveyorError
from conveyor.layout import Course

# As nbgrader adds them up: a manual score replaces the automatic one, and without either
# there is no extra credit. A cell is graded by hand when it is a solution, too, or a task.
_CELLS = """
    select b.name as cell, s.student_id as student,
           coalesce(coalesce(g.manual_score, g.auto_score) + coalesce(g.extra_credit, 0), 0)
               as score,
           coalesce(gc.max_score, tc.max_score, 0) as most,
           g.needs_manual_grade as waits,
           tc.id is not null or exists (
               select 1 from base_cell o join solution_cells sc on sc.id = o.id
               where o.name = b.name and o.notebook_id = b.notebook_id) as by_hand
    from assignment a
    join submitted_assignment s on s.assignment_id = a.id
    join submitted_notebook n on n.assignment_id = s.id
    join grade g on g.notebook_id = n.id
    join base_cell b on b.id = g.cell_id
    left join grade_cells gc on gc.id = g.cell_id
    left join task_cells tc on tc.id = g.cell_id
    where a.name = ?"""
_TOTALS = f"""
    select student, sum(score), sum(most), max(waits) from ({_CELLS}) group by student"""
_PENALTIES = """
    select s.student_id, sum(coalesce(n.late_submission_penalty, 0))
    from assignment a
    join submitted_assignment s on s.assignment_id = a.id
    join submitted_notebook n on n.assignment_id = s.id
    where a.name = ? group by s.student_id"""


@dataclass(frozen=True)
class CellScore:
    """Points of one graded cell; `by_hand` when a person decides it."""

    cell: str
    score: float
    max_score: float
    waits: bool
    by_hand: bool


@dataclass(frozen=True)
class Total:
    """Points of one student on one assignment, and whether a cell waits for a person."""

    score: float
    max_score: float
    waits: bool


def cell_scores(course: Course, assignment: str, student: str) -> list[CellScore]:
    """The scores of each graded cell, [] when the gradebook has none."""
    query = f"select cell, score, most, waits, by_hand from ({_CELLS}) where student = ?"
    with _open(course) as db:
        rows = db.execute(query, (assignment, student)).fetchall()
    return [CellScore(r[0], r[1], r[2], bool(r[3]), bool(r[4])) for r in rows]


def totals(course: Course, assignment: str) -> dict[str, Total]:
    """{student: total} of everyone who has scores; a late penalty is taken off."""
    with _open(course) as db:
        late = dict(db.execute(_PENALTIES, (assignment,)).fetchall())
        rows = db.execute(_TOTALS, (assignment,)).fetchall()
    return {r[0]: Total(max(0.0, r[1] - late.get(r[0], 0)), r[2], bool(r[3])) for r in rows}


def due_dates(course: Course) -> dict[str, datetime | None]:
    """{assignment: due date in UTC, or None} of every assignment in the gradebook."""
    with _open(course) as db:
        rows = db.execute("select name, duedate from assignment").fetchall()
    return {name: _utc(due) for name, due in rows}


def _utc(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


@contextmanager
def _open(course: Course) -> Iterator[sqlite3.Connection]:
    """The gradebook, read only; an empty one when there is none yet.

    Raises ConveyorError when the file cannot be read as a gradebook.
    """
    try:
        if course.gradebook.is_file() and course.gradebook.stat().st_size:
            uri = f"{course.gradebook.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, uri=True, timeout=30)) as db:
                yield db
            return
    except sqlite3.Error as error:
        raise ConveyorError(
            f"the gradebook cannot be read: {error}",
            where=course.gradebook.name,
            cure="conveyor doctor",
        ) from None
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(_EMPTY)
        yield db


_EMPTY = """
    create table assignment(id, name, duedate);
    create table submitted_assignment(id, assignment_id, student_id);
    create table submitted_notebook(id, assignment_id, late_submission_penalty);
    create table grade(notebook_id, cell_id, auto_score, manual_score, extra_credit,
                       needs_manual_grade);
    create table base_cell(id, name, notebook_id);
    create table grade_cells(id, max_score);
    create table task_cells(id, max_score);
    create table solution_cells(id);"""
