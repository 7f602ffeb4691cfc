"""The gradebook's students follow the roster."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from conveyor.files import read_json, write_json
from conveyor.layout import Course
from conveyor.nbgrader_api import nbgrader
from hub.roster import STUDENT, Account


def sync_gradebook(course: Course, accounts: Iterable[Account]) -> list[str]:
    """Add every student of the roster to the gradebook, with name and mail.

    Students who left the roster stay in it: their scores are kept. Returns who was added or
    changed; opens the gradebook only when the roster changed since the last time.
    """
    students = {a.name: [a.display_name, a.mail] for a in accounts if a.role == STUDENT}
    file = course.hub_state / "gradebook_students.json"
    known = read_json(file) or {}
    changed = [n for n in sorted(students) if _mark(students[n]) != known.get(n)]
    if not changed and course.gradebook.is_file():
        return []
    with nbgrader(course) as api, api.gradebook as gradebook:
        for name, (display_name, mail) in students.items():
            gradebook.update_or_create_student(
                name, first_name=display_name, last_name=None, email=mail or None
            )
    write_json(file, {name: _mark(values) for name, values in students.items()})
    return changed


def _mark(values: list[str]) -> str:
    return hashlib.sha256("\0".join(values).encode()).hexdigest()[:16]
