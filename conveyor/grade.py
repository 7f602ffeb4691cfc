"""``conveyor grade``: submitted/ -> autograded/ and scores in the gradebook."""

from __future__ import annotations

import glob
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from conveyor.errors import ConveyorError
from conveyor.files import digest, only_one, write_json
from conveyor.layout import Course
from conveyor.nbgrader_api import nbgrader, reason, went_well
from conveyor.plugins.provenance import fingerprint
from conveyor.states import Submission, collected, record_of, submissions
from conveyor.views import grading_view

# Called before and after each submission: (student, done so far, all, state or "").
Progress = Callable[[str, int, int, str], None]


@dataclass(frozen=True)
class GradeReport:
    """Every submission's state; `graded` were run now, `skipped` had not changed."""

    assignment: str
    submissions: list[Submission]
    graded: list[str]
    skipped: list[str]

    @property
    def failed(self) -> list[Submission]:
        return [s for s in self.submissions if s.state == "needs a look"]


def grade(
    course: Course,
    name: str,
    students: Iterable[str] = (),
    *,
    force: bool = False,
    progress: Progress = lambda *_: None,
) -> GradeReport:
    """Autograde what is in submitted/ and not graded yet, one submission after the other.

    A submission is run again only when it, its assignment or its view of tinytorch has
    changed, when an earlier run was cut off or failed, or with `force`. One that cannot be
    graded gets the state "needs a look" with the reason, and the others go on. Killed at
    any moment and called again, it takes up where it was.

    Raises ConveyorError when there is nothing to grade or a student in `students` has
    handed nothing in.
    """
    assignment = course.assignment(name)
    chosen = _chosen(assignment, collected(course, assignment), list(students))
    with only_one(course.lock(assignment), assignment):
        grading_view(course, assignment)
        todo = [s for s in chosen if force or not _is_current(course, assignment, s)]
        if todo:
            with nbgrader(course) as api:
                for done, student in enumerate(todo):
                    progress(student, done, len(todo), "")
                    _grade_one(course, api, assignment, student)
                    progress(student, done + 1, len(todo), "done")
    return GradeReport(
        assignment,
        submissions(course, assignment),
        graded=todo,
        skipped=[s for s in chosen if s not in todo],
    )


def _chosen(assignment: str, present: list[str], asked: list[str]) -> list[str]:
    if not present:
        raise ConveyorError(
            "no submission to grade", where=assignment, cure=f"conveyor collect {assignment}"
        )
    missing = sorted(set(asked) - set(present))
    if missing:
        raise ConveyorError(
            f"no submission of {', '.join(missing)}",
            where=assignment,
            cure=f"submitted by: {', '.join(present)}",
        )
    return list(dict.fromkeys(asked)) or present


def _is_current(course: Course, assignment: str, student: str) -> bool:
    """Whether grading again would run the same thing."""
    record = record_of(course, assignment, student)
    if record is None:
        return False
    now = fingerprint(course, assignment, student)
    return all(record.get(key) == value for key, value in now.items())


def _grade_one(course: Course, api: Any, assignment: str, student: str) -> None:
    failure = course.failure(assignment, student)
    before = digest(course.submitted(assignment, student))
    # nbgrader takes a student's name for a pattern, and would grade all whom it matches.
    if glob.escape(student) != student:
        write_json(failure, {"submission": before, "reason": "no account has such a name"})
        return
    result = api.autograde(assignment, student, force=True)
    if went_well(result) and record_of(course, assignment, student):
        failure.unlink(missing_ok=True)
        return
    # nbgrader removes what it could not finish; the reason is kept for staff.
    folder = course.autograded(assignment, student)
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        folder.parent.rmdir()
    why = reason(result) if not result["success"] else "it holds no notebook of this assignment"
    write_json(failure, {"submission": before, "reason": why, "log": result.get("log", "")})
