"""``conveyor release``: source/ -> release/ -> the students' mailboxes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from conveyor.build import build
from conveyor.errors import ConveyorError
from conveyor.files import digest, only_one
from conveyor.gate import Verdict, prove
from conveyor.gradebook import due_dates
from conveyor.layout import Course
from conveyor.nbgrader_api import NbgraderError, nbgrader, succeed
from conveyor.standard import Standing, admit
from conveyor.views import student_view

Say = Callable[[str], None]


@dataclass(frozen=True)
class ReleaseReport:
    """What was released; `changed` is False when students had exactly this already."""

    assignment: str
    changed: bool
    verdict: Verdict | None
    standing: Standing | None = None
    open_modules: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def release(
    course: Course, name: str, *, force: str = "", say: Say = lambda _: None
) -> ReleaseReport:
    """Hand out one assignment, after its tests were proven on it.

    A module is built first, held against the standard and its tests are proven; `force` is
    the reason to release one that does not meet the standard. Released again, a changed
    assignment replaces the old one for those who have not fetched it; work that students
    have begun is never touched.

    Raises ConveyorError when a blank submission would score, when the reference would not
    get all points, or when nbgrader refuses; students and graders then keep what they had.
    """
    assignment = course.assignment(name)
    with only_one(course.lock(assignment), assignment):
        return _release(course, assignment, force, say)


def _release(course: Course, assignment: str, force: str, say: Say) -> ReleaseReport:
    verdict, standing = None, None
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
        standing = admit(course, assignment, force=force, say=say)
    say(f"{assignment}: making the student version")
    changed = _hand_out(course, assignment)
    opened, warnings = open_modules(course)
    student_view(course, opened)
    return ReleaseReport(assignment, changed, verdict, standing, opened, warnings)


def _hand_out(course: Course, assignment: str) -> bool:
    box = course.outbound / assignment
    for folder in (course.var, course.exchange):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_student_version(course, assignment)
    with nbgrader(course) as api:
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


def _make_student_version(course: Course, assignment: str) -> None:
    """release/, replaced only by a version that is complete: grading needs it at any time."""
    making = course.half_made / assignment
    release = course.release(assignment)
    with nbgrader(course, release_directory=str(course.half_made.relative_to(course.root))) as api:
        result = api.generate_assignment(assignment, force=True, create=True)
        try:
            succeed(result, f"{assignment}: nbgrader could not make the student version")
        except NbgraderError as error:
            if "submissions associated with it" in error.log:
                error.cure = (
                    "keep every grade_id and file that graded submissions have: "
                    "what is in a cell may change, cells may not come or go"
                )
            raise
    if release.is_dir() and digest(making) == digest(release):
        shutil.rmtree(making)
        return
    release.parent.mkdir(exist_ok=True)
    old = course.half_made / f"{assignment}.old"
    shutil.rmtree(old, ignore_errors=True)
    if release.is_dir():
        os.replace(release, old)
    os.replace(making, release)
    shutil.rmtree(old, ignore_errors=True)


def open_modules(course: Course, now: datetime | None = None) -> tuple[list[str], list[str]]:
    """(the modules that students may import now, warnings about them).

    A module opens when it is past its due date. One without a due date opens when a later
    module is released: the later one is built on it.
    """
    now = now or datetime.now(UTC)
    released = [m.id for m in course.modules if (course.outbound / m.id).is_dir()]
    exports = {m.id: (course.package / f"{m.name}.py").is_file() for m in course.modules}
    due = due_dates(course)
    opened, warnings = [], []
    for position, module in enumerate(released):
        date = due.get(module)
        if date is not None and date <= now:
            opened.append(module)
        elif date is None and position + 1 < len(released):
            opened.append(module)
            if not exports[module]:
                continue
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
