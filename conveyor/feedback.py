"""``conveyor feedback``: autograded/ -> feedback/ -> the students' mailboxes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from conveyor.errors import ConveyorError
from conveyor.files import only_one
from conveyor.layout import Course
from conveyor.nbgrader_api import nbgrader, succeed
from conveyor.states import Submission, submissions

Progress = Callable[[str, int, int, str], None]
READY = ("graded", "feedback made", "feedback out")


@dataclass(frozen=True)
class FeedbackReport:
    """Whose feedback was made now, and who still waits for it and why."""

    assignment: str
    made: list[str]
    released: bool
    waiting: list[Submission]


def feedback(
    course: Course,
    name: str,
    students: Iterable[str] = (),
    *,
    release: bool = True,
    include_waiting: bool = False,
    progress: Progress = lambda *_: None,
) -> FeedbackReport:
    """Make the feedback pages of everyone whose points are decided, and send them.

    Answers that wait for a person hold a student's page back, unless `include_waiting`.
    Pages are made anew each time, so manual points and comments are in them.

    Raises ConveyorError when nothing was graded yet, or a student in `students` has handed
    nothing in.
    """
    assignment = course.assignment(name)
    found = _chosen(course, assignment, set(students))
    ready = READY + (("needs grading by hand",) if include_waiting else ())
    chosen = [s.student for s in found if s.state in ready]
    waiting = [s for s in found if s.state not in ready]
    if not chosen:
        by_hand = any(s.state == "needs grading by hand" for s in waiting)
        raise ConveyorError(
            "no submission is ready for feedback",
            where=assignment,
            cure="grade the answers in the formgrader, or add --include-waiting"
            if by_hand
            else f"conveyor grade {assignment}",
        )
    with only_one(course.lock(assignment), assignment), nbgrader(course) as api:
        for done, student in enumerate(chosen):
            progress(student, done, len(chosen), "")
            succeed(
                api.generate_feedback(assignment, student, force=True),
                f"{assignment}: nbgrader could not make the feedback of {student}",
            )
            if release:
                succeed(
                    api.release_feedback(assignment, student),
                    f"{assignment}: nbgrader could not send the feedback of {student}",
                    cure="conveyor doctor",
                )
            progress(student, done + 1, len(chosen), "done")
    return FeedbackReport(assignment, chosen, release, waiting)


def _chosen(course: Course, assignment: str, wanted: set[str]) -> list[Submission]:
    found = submissions(course, assignment)
    if missing := sorted(wanted - {s.student for s in found}):
        raise ConveyorError(
            f"no submission of {', '.join(missing)}",
            where=assignment,
            cure=f"submitted by: {', '.join(s.student for s in found) or 'nobody'}",
        )
    return [s for s in found if not wanted or s.student in wanted]
