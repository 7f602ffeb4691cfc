"""CD40x: the work itself: lessons, what was built from them, and submissions."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from conveyor.doctor.check import ERROR, OK, WARNING, Examined, Trouble, check, few
from conveyor.doctor.machine import handed_in
from conveyor.layout import Course
from conveyor.lesson import LessonError
from conveyor.states import record_of

_PATIENCE = 1.0  # seconds for looking through a large class's graded notebooks
_TAIL = 16_384  # bytes: the record stands in the metadata, which comes last


@check(
    "CD401",
    ERROR,
    "a lesson has a mistake",
    why="it cannot be built, so what students get stays as it was",
    cure="mend it in modules/, then: conveyor build",
)
def broken_lesson(course: Examined) -> Iterator[Trouble]:
    if isinstance(course.built, LessonError):
        for problem in course.built.problems:
            yield Trouble(f"{problem.file}:{problem.line}: {problem.what}", problem.cure)


@check(
    "CD402",
    WARNING,
    "what was built is not what is written now",
    why="students would get, and be graded by, an older state of the lessons",
    cure="conveyor build",
)
def drift(course: Examined) -> Iterator[Trouble]:
    if isinstance(course.built, LessonError):
        return  # CD401 says so
    if drifted := [*course.built.written, *course.built.removed]:
        yield Trouble(few(drifted))


@check(
    "CD403",
    ERROR,
    "files in source/ that no module made",
    why="a release hands everything in an assignment's folder to students",
    cure="delete them, or move them to modules/NN_name/data/",
)
def strays(course: Examined) -> Iterator[Trouble]:
    if not isinstance(course.built, LessonError) and course.built.strays:
        yield Trouble(few(course.built.strays))


@check(
    "CD404",
    WARNING,
    "grading was cut off in the middle",
    why="such a submission may have half its scores in the gradebook",
    cure="conveyor grade MODULE, once no other grading is running",
)
def interrupted(course: Course) -> Iterator[Trouble]:
    ends = time.monotonic() + _PATIENCE
    folders = course.autograded_submissions
    for count, folder in enumerate(folders, start=1):
        assignment, student = folder.name, folder.parent.name
        if not _looks_finished(folder) and record_of(course, assignment, student) is None:
            yield Trouble(f"{assignment} of {student}", f"conveyor grade {assignment}")
        if time.monotonic() > ends and count < len(folders):
            yield Trouble(f"{count} of {len(folders)} were looked at in the time", severity=OK)
            return


@check(
    "CD405",
    ERROR,
    "a collected submission has no time that can be read",
    why="the formgrader then shows no submission of that assignment at all",
    cure="delete that file, then conveyor collect MODULE: the mailbox knows the time",
)
def bad_time(course: Course) -> Iterator[Trouble]:
    for folder in course.submissions:
        if (folder / "timestamp.txt").exists() and handed_in(folder) is None:
            yield Trouble(f"{folder.relative_to(course.root) / 'timestamp.txt'}")


def _looks_finished(folder: Path) -> bool:
    """A quick look at the ends of the notebooks; what fails it is read in full."""
    notebooks = list(folder.glob("*.ipynb"))
    return bool(notebooks) and all(b'"graded_at"' in _tail(path) for path in notebooks)


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        return file.read()
