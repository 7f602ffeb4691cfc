"""``conveyor release``: source/ -> release/ -> the students' mailboxes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from conveyor.build import build
from conveyor.errors import ConveyorError
from conveyor.files import digest
from conveyor.gate import Verdict, prove
from conveyor.gradebook import due_dates
from conveyor.layout import Course
from conveyor.nbgrader_api import nbgrader, succeed
from conveyor.views import student_view

Say = Callable[[str], None]


@dataclass(frozen=True)
class ReleaseReport:
    """What was released; `changed` is False when students had exactly this already."""

    assignment: str
    changed: bool
    verdict: Verdict | None
    open_modules: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def release(course: Course, name: str, *, say: Say = lambda _: None) -> ReleaseReport:
    """Hand out one assignment, after its tests were proven on it.

    A module is built first. Released again, a changed assignment replaces the old one for
    those who have not fetched it; work that students have begun is never touched.

    Raises ConveyorError when a blank submission would score, when the reference would not
    get all points, or when nbgrader refuses.
    """
    assignment = course.assignment(name)
    verdict = None
    if assignment in {m.id for m in course.modules}:
        say(f"{assignment}: building")
        report = build(course, [assignment])
        if report.strays:
            raise ConveyorError(
                f"files that no module made would be handed to students: {report.strays}",
                where=f"source/{assignment}",
                cure=f"delete them, or move them to modules/{assignment}/data/",
            )
        verdict = prove(course, assignment, say=say)
    say(f"{assignment}: making the student version")
    changed = _hand_out(course, assignment)
    opened, warnings = open_modules(course)
    student_view(course, opened)
    return ReleaseReport(assignment, changed, verdict, opened, warnings)


def _hand_out(course: Course, assignment: str) -> bool:
    box = course.outbound / assignment
    for folder in (course.var, course.exchange):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with nbgrader(course) as api:
        succeed(
            api.generate_assignment(assignment, force=True, create=True),
            f"{assignment}: nbgrader could not make the student version",
        )
        if box.is_dir() and digest(box) == digest(course.release(assignment)):
            return False
        if box.is_dir():
            api.config.ExchangeReleaseAssignment.force = True
        succeed(
            api.release_assignment(assignment),
            f"{assignment}: nbgrader could not put it into the exchange",
            cure="conveyor doctor",
        )
    return True


def open_modules(course: Course, now: datetime | None = None) -> tuple[list[str], list[str]]:
    """(the modules that students may import now, warnings about them).

    A module opens when it is past its due date. One without a due date opens when a later
    module is released: the later one is built on it.
    """
    now = now or datetime.now(UTC)
    released = [m.id for m in course.modules if (course.outbound / m.id).is_dir()]
    due = due_dates(course)
    opened, warnings = [], []
    for position, module in enumerate(released):
        date = due.get(module)
        if date is not None and date <= now:
            opened.append(module)
        elif date is None and position + 1 < len(released):
            opened.append(module)
            warnings.append(
                f"{module} has no due date: with {released[-1]} released, students can import "
                "its reference. To keep it closed until a date, set one in the formgrader."
            )
    return opened, warnings


def refresh_student_view(course: Course) -> list[str]:
    """Open the modules whose due date has passed by now. Returns the ones that are open."""
    opened, _ = open_modules(course)
    student_view(course, opened)
    return opened
