"""``conveyor status``: where every module and every submission is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from conveyor.build import build
from conveyor.errors import ConveyorError
from conveyor.gradebook import due_dates
from conveyor.layout import Course
from conveyor.states import STATES, Submission, submissions


@dataclass(frozen=True)
class AssignmentStatus:
    """One row: where the lesson is, and how many submissions are in each state."""

    assignment: str
    lesson: str
    due: datetime | None
    counts: dict[str, int] = field(default_factory=dict)
    submissions: list[Submission] = field(default_factory=list)


def status(course: Course, name: str | None = None) -> list[AssignmentStatus]:
    """The state of every assignment, or of the one called `name`."""
    names = [course.assignment(name)] if name else course.assignments
    due = due_dates(course)
    return [_row(course, assignment, due.get(assignment)) for assignment in names]


def _row(course: Course, assignment: str, due: datetime | None) -> AssignmentStatus:
    found = submissions(course, assignment)
    counts = Counter(s.state for s in found)
    ordered = {state: counts[state] for state in STATES if counts[state]}
    return AssignmentStatus(assignment, _lesson_state(course, assignment), due, ordered, found)


def _lesson_state(course: Course, assignment: str) -> str:
    """written, broken, changed since the build, built, or released."""
    module = next((m for m in course.modules if m.id == assignment), None)
    if module:
        if not course.source(assignment).is_dir():
            return "written"
        try:
            drifted = build(course, [assignment], check=True).drifted
        except ConveyorError:
            return "broken"
        own = (f"source/{assignment}/", f"tinytorch/{module.name}.py")
        if any(path.startswith(own) for path in drifted):
            return "changed since the build"
    return "released" if (course.outbound / assignment).is_dir() else "built"
