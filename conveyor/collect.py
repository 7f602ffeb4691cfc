"""``conveyor collect``: mailboxes -> submitted/."""

from __future__ import annotations

from dataclasses import dataclass

from conveyor.errors import ConveyorError
from conveyor.files import only_one
from conveyor.layout import Course
from conveyor.nbgrader_api import nbgrader, succeed
from conveyor.states import Submission, submissions


@dataclass(frozen=True)
class CollectReport:
    """What is in submitted/ now; `new` were collected or updated by this call."""

    assignment: str
    submissions: list[Submission]
    new: list[str]
    refused: list[str]


def collect(course: Course, name: str) -> CollectReport:
    """Fetch the newest finished submission of each student.

    What the mailboxes refuse (links, files that were not asked for, another's name) is in
    `refused`, one line each. Raises ConveyorError when the assignment was never released.
    """
    assignment = course.assignment(name)
    if not course.release(assignment).is_dir():
        raise ConveyorError(
            "it was never released, so nobody can have handed it in",
            where=assignment,
            cure=f"conveyor release {assignment}",
        )
    waiting = {s.student for s in submissions(course, assignment) if s.state == "submitted"}
    with only_one(course.lock(assignment), assignment), nbgrader(course) as api:
        log = succeed(
            api.collect(assignment, update=True),
            f"{assignment}: nbgrader could not collect",
            cure="conveyor doctor",
        )
    refused = [line for line in log.splitlines() if line.startswith(("[WARNING]", "[ERROR]"))]
    found = submissions(course, assignment)
    new = sorted(waiting - {s.student for s in found if s.state == "submitted"})
    return CollectReport(assignment, found, new, [r.split("] ", 1)[-1] for r in refused])
