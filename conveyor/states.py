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
    students = {p.parent.name for p in (course.root / "submitted").glob(f"*/{assignment}")}
    return [
        _submission(course, assignment, student, scores.get(student), waiting.get(student))
        for student in sorted(students | set(waiting))
    ]


def record_of(course: Course, assignment: str, student: str) -> dict[str, Any] | None:
    """The provenance of a finished grading, or None: never graded, or cut off in the middle."""
    folder = course.autograded(assignment, student)
    notebooks = [read_json(p) for p in sorted(folder.glob("*.ipynb"))]
    records = [n.get("metadata", {}).get(RECORD, {}) if n else {} for n in notebooks]
    if not records or not all("graded_at" in r for r in records):
        return None
    notes = [note for r in records for note in r.get("notes", [])]
    stopped = "; ".join(r["stopped"] for r in records if r.get("stopped"))
    return {**records[0], "notes": notes, "stopped": stopped}


def failure_file(course: Course, assignment: str, student: str) -> Path:
    """Where `conveyor grade` writes why a submission could not be graded."""
    return course.var / "grading" / assignment / f"{student}.json"


def _submission(
    course: Course, assignment: str, student: str, total: Total | None, newest: str | None
) -> Submission:
    def at(state: str, reason: str = "", *, scored: bool = False) -> Submission:
        notes = tuple(record["notes"]) if record else ()
        score, most = (total.score, total.max_score) if scored and total else (None, None)
        return Submission(assignment, student, state, reason, score, most, notes)

    record = record_of(course, assignment, student)
    submitted = course.submitted(assignment, student)
    if newest and newest > _collected_at(submitted):
        return at("submitted", scored=bool(record))
    content = digest(submitted)
    failure = read_json(failure_file(course, assignment, student))
    if failure and failure["submission"] == content:
        return at("needs a look", failure["reason"])
    if record is None:
        begun = course.autograded(assignment, student).is_dir()
        return at("interrupted" if begun else "collected")
    if record["submission"] != content:
        return at("collected", "newer than its grade", scored=True)
    if total and total.waits:
        return at("needs grading by hand", record["stopped"], scored=True)
    pages = sorted(course.feedback(assignment, student).glob("*.html"))
    if not pages or any(page.stat().st_mtime < _graded_at(record) for page in pages):
        return at("graded", record["stopped"], scored=True)
    out = all(_is_out(course, student, page) for page in pages)
    return at("feedback out" if out else "feedback made", record["stopped"], scored=True)


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
    newest: dict[str, str] = {}
    for folder in course.inbound.glob(f"*/*+{assignment}+*"):
        if (folder / "submission_secret.txt").is_file():
            student = folder.parent.name
            newest[student] = max(newest.get(student, ""), _collected_at(folder))
    return newest
