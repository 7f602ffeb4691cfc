"""The one visible state of each submission, read from what lies on disk and in the gradebook.

submitted     in the student's mailbox, newer than what was collected
collected     in submitted/, not graded yet, or newer than its grade
interrupted   grading was stopped in the middle; the next run does it again
needs a look  grading could not be done; the reason says why
needs grading by hand   run, with answers that a person has to read
graded        every point is decided
feedback made the page is in feedback/
feedback out  the student can fetch it
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from conveyor.files import digest, read_json
from conveyor.gradebook import Total, totals
from conveyor.layout import RECORD, Course
from hub.mailboxes import Parcel, parcels

STATES = (
    "submitted",
    "collected",
    "interrupted",
    "needs a look",
    "needs grading by hand",
    "graded",
    "feedback made",
    "feedback out",
)


@dataclass(frozen=True)
class Submission:
    """One student's work on one assignment. Scores are None until it was graded."""

    assignment: str
    student: str
    state: str
    reason: str = ""
    score: float | None = None
    max_score: float | None = None
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def submissions(course: Course, assignment: str) -> list[Submission]:
    """Every submission of `assignment` that the course has, by student."""
    scores = totals(course, assignment)
    waiting = _waiting(course, assignment)
    students = set(collected(course, assignment))
    return [
        _submission(course, assignment, student, scores.get(student), waiting.get(student))
        for student in sorted(students | set(waiting))
    ]


def collected(course: Course, assignment: str) -> list[str]:
    """The students with a submission of `assignment` in submitted/, sorted."""
    return sorted(p.parent.name for p in course.submissions if p.name == assignment)


def record_of(course: Course, assignment: str, student: str) -> dict[str, Any] | None:
    """The provenance of a finished grading, or None: never graded, or cut off in the middle.

    It is finished when every notebook that was handed in, of those that were handed out,
    has its own record: `nbgrader` grades them one after the other.
    """
    folder = course.autograded(assignment, student)
    records = [_record_in(folder / name) for name in _expected(course, assignment, student)]
    if not records or not all(records):
        return None
    notes = [note for r in records for note in r.get("notes", [])]
    stopped = "; ".join(r["stopped"] for r in records if r.get("stopped"))
    return {**records[0], "notes": notes, "stopped": stopped}


def _expected(course: Course, assignment: str, student: str) -> list[str]:
    """The names of the notebooks that are graded for `student`."""
    handed_out = {p.name for p in course.release(assignment).glob("*.ipynb")}
    handed_in = {p.name for p in course.submitted(assignment, student).glob("*.ipynb")}
    graded = {p.name for p in course.autograded(assignment, student).glob("*.ipynb")}
    # A release that is being made again must not make what is graded look interrupted.
    return sorted((handed_out or graded) & (handed_in or graded))


def _record_in(notebook: Path) -> dict[str, Any]:
    content = read_json(notebook) or {}
    record = content.get("metadata", {}).get(RECORD, {})
    return record if "graded_at" in record else {}


def _submission(
    course: Course, assignment: str, student: str, total: Total | None, newest: str | None
) -> Submission:
    record = record_of(course, assignment, student)

    def at(state: str, reason: str = "", *, scored: bool = False) -> Submission:
        notes = tuple(record["notes"]) if record else ()
        score, most = (total.score, total.max_score) if scored and total else (None, None)
        return Submission(assignment, student, state, reason, score, most, notes)

    submitted = course.submitted(assignment, student)
    if newest and newest > _collected_at(submitted):
        return at("submitted", scored=bool(record))
    content = digest(submitted)
    if record is None:
        failure = read_json(course.failure(assignment, student)) or {}
        if failure.get("submission") == content:
            return at("needs a look", failure.get("reason", ""))
        begun = course.autograded(assignment, student).is_dir()
        return at("interrupted" if begun else "collected")
    if record.get("submission") != content:
        return at("collected", "newer than its grade", scored=True)
    if total and total.waits:
        return at("needs grading by hand", record["stopped"], scored=True)
    names = _expected(course, assignment, student)
    pages = [course.feedback(assignment, student) / f"{Path(name).stem}.html" for name in names]
    if any(_changed_at(page) < _graded_at(record) for page in pages):
        return at("graded", record["stopped"], scored=True)
    out = all(_is_out(course, student, page) for page in pages)
    return at("feedback out" if out else "feedback made", record["stopped"], scored=True)


def _changed_at(page: Path) -> float:
    """0 when there is no such page."""
    try:
        return page.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _graded_at(record: dict[str, Any]) -> float:
    return datetime.fromisoformat(record["graded_at"]).timestamp()


def _is_out(course: Course, student: str, page: Path) -> bool:
    """Whether the student's mailbox holds this very page."""
    size = page.stat().st_size
    released = course.feedback_box(student).glob("*.html")
    return any(p.stat().st_size == size and p.read_bytes() == page.read_bytes() for p in released)


def _collected_at(folder: Path) -> str:
    stamp = folder / "timestamp.txt"
    return stamp.read_text(errors="replace").strip() if stamp.is_file() else ""


def _waiting(course: Course, assignment: str) -> dict[str, str]:
    """{student: time of the newest finished submission in the mailbox}."""
    found: dict[str, str] = {}
    for item in parcels(course, assignment):
        if isinstance(item, Parcel):
            found[item.student] = max(found.get(item.student, ""), item.timestamp)
    return found
