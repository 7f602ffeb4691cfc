"""Submissions as nbgrader's client writes them, and as a student with a terminal could."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from conveyor.layout import Course
from hub.mailboxes import TIME, ensure_mailbox
from hub.receipts import SECRET
from tests.conftest import make_course

ASSIGNMENT, NOTEBOOK = "01_number", "number_dev.ipynb"
NOBODY = 65534
_numbers = count()


def hand_out(course: Course, *others: str) -> None:
    """release/ as it is once the assignment was made."""
    for name in (NOTEBOOK, *others):
        path = course.release(ASSIGNMENT) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")


def hand_in(
    course: Course, student: str, text: str = "work", *, name: str = "", notebook: str = NOTEBOOK
) -> Path:
    """A complete parcel in the mailbox of `student`; `name` instead of nbgrader's own."""
    ensure_mailbox(course, student)
    time = f"2026-01-02 03:04:05.{next(_numbers):06d} UTC"
    folder = course.inbound / student / (name or f"{student}+{ASSIGNMENT}+{time}+Zm9v-_Ym")
    folder.mkdir()
    (folder / notebook).write_text(text)
    (folder / TIME).write_text(time)
    (folder / SECRET).write_text(f"secret of {folder.name!a}")
    folder.chmod(0o777)
    return folder


@contextmanager
def course_of_another() -> Iterator[Course]:
    """A course that is used as somebody for whom file modes hold: for root they do not."""
    with tempfile.TemporaryDirectory(prefix="course-") as name:
        course = make_course(Path(name) / "course")
        yield course


@contextmanager
def without_root(course: Course) -> Iterator[None]:
    """As an owner of the course who is not root, meanwhile."""
    if os.geteuid() != 0:
        yield
        return
    for path in (course.root.parent, course.root, *course.root.rglob("*")):
        os.chown(path, NOBODY, -1, follow_symlinks=False)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
