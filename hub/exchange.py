"""nbgrader's exchange on mailboxes: the staff's half, named in nbgrader_config.py.

The students' half is nbgrader's own: each student's exchange root is their mailbox.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange.default import (
    ExchangeCollect,
    ExchangeList,
    ExchangeReleaseAssignment,
    ExchangeReleaseFeedback,
)
from nbgrader.utils import notebook_hash

from conveyor.layout import Course
from hub.mailboxes import SECRET, Parcel, RefusedError, newest, parcels, take

_INBOUND = re.compile(
    r".*/(?P<course_id>[^/]+)/inbound/(?P<student_id>[^/]+)/"
    r"[^/]*\+(?P<assignment_id>[^/+]*)\+(?P<timestamp>[^/+]*)(?P<random_string>\+[^/]*)?$"
)


class MailboxReleaseAssignment(ExchangeReleaseAssignment):
    """Replaces an assignment in one step, and opens nothing to other accounts of the machine."""

    def ensure_root(self) -> None:
        Path(self.root).mkdir(mode=0o700, parents=True, exist_ok=True)

    dest_path: str

    def copy_files(self) -> None:
        destination = Path(self.dest_path)
        if destination.is_dir() and not self.force:
            super().copy_files()  # nbgrader's own refusal
            return
        fresh = destination.parent / f".{destination.name}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self.dest_path = str(fresh)
        try:
            super().copy_files()
            if destination.is_dir():
                old = destination.parent / f".{destination.name}.old"
                shutil.rmtree(old, ignore_errors=True)
                os.replace(destination, old)
                os.replace(fresh, destination)
                shutil.rmtree(old, ignore_errors=True)
            else:
                os.replace(fresh, destination)
        finally:
            self.dest_path = str(destination)


class MailboxCollect(ExchangeCollect):
    """Takes from each mailbox the newest parcel that can be taken, and nothing else.

    Only the assignment's own notebooks are copied. What is refused is logged as a warning,
    and the parcel before it is taken instead.
    """

    def init_src(self) -> None:
        if not self.coursedir.course_id:
            self.fail("No course id specified. Re-run with --course flag.")
        self.course = Course(Path(self.coursedir.root))
        self.due = self._due() if self.before_duedate else None
        student = self.coursedir.student_id
        named = student if student and student != "*" else None
        self.found: dict[str, list[Parcel]] = {}
        for item in parcels(self.course, self.coursedir.assignment_id, named):
            if isinstance(item, Parcel):
                self.found.setdefault(item.student, []).append(item)
            else:
                self._refuse(*item)

    def copy_files(self) -> None:
        assignment = self.coursedir.assignment_id
        if not self.found:
            self.log.info("No submissions of '%s' to collect", assignment)
        release = self.course.release(assignment)
        self.handed_out = {path.name for path in release.glob("*")}
        wanted = {name for name in self.handed_out if name.endswith(".ipynb")}
        if self.found and not wanted:
            self.fail(f"{release} holds no notebook: run `nbgrader generate_assignment` first")
        for student, found in sorted(self.found.items()):
            self._collect(student, found, wanted)

    def _collect(self, student: str, found: list[Parcel], wanted: set[str]) -> None:
        destination = self.course.submitted(self.coursedir.assignment_id, student)
        while found:
            parcel = newest(found, self.due)
            assert parcel is not None
            if not self._is_news(parcel, destination):
                self.log.info("No newer submission to collect: %s", student)
                return
            try:
                left = take(parcel, wanted, destination)
            except RefusedError as reason:
                self._refuse(parcel.folder, str(reason))
                found = [p for p in found if p is not parcel]
                continue
            self.log.info("Collected: %s, submitted %s", student, parcel.timestamp)
            extra = sorted(set(left) - self.handed_out)
            if extra:
                self.log.info("Not part of the assignment, left: %s", ", ".join(extra))
            return

    def _is_news(self, parcel: Parcel, destination: Path) -> bool:
        if not destination.is_dir():
            return True
        collected = self.coursedir.get_existing_timestamp(str(destination))
        if self.before_duedate:
            return collected != parcel.received
        return self.update and (collected is None or parcel.received > collected)

    def _due(self) -> Any:
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            try:
                return gradebook.find_assignment(self.coursedir.assignment_id).duedate
            except MissingEntry:
                return None

    def _refuse(self, folder: Path, reason: str) -> None:
        self.log.warning("%s: submission %s refused: %s", folder.parent.name, folder.name, reason)


class MailboxList(ExchangeList):
    """Lists what is in the mailboxes; `nbgrader list --inbound` of the staff."""

    def init_dest(self) -> None:
        super().init_dest()
        if self.inbound:
            course_id = self.coursedir.course_id or "*"
            student = self.coursedir.student_id or "*"
            assignment = self.coursedir.assignment_id or "*"
            pattern = f"{course_id}/inbound/{student}/*+{assignment}+*"
            self.assignments = sorted(map(str, Path(self.root).glob(pattern)))

    def parse_assignment(self, assignment: str) -> dict[str, Any]:
        found = _INBOUND.match(assignment) if self.inbound else None
        return found.groupdict() if found else super().parse_assignment(assignment)


class MailboxReleaseFeedback(ExchangeReleaseFeedback):
    """Puts each page into the mailbox of the student whom it is for."""

    def init_dest(self) -> None:
        if not self.coursedir.course_id:
            self.fail("No course id specified. Re-run with --course flag.")
        self.course = Course(Path(self.coursedir.root))

    def copy_files(self) -> None:
        assignment = self.coursedir.assignment_id
        notebooks = {path.stem for path in self.course.release(assignment).glob("*.ipynb")}
        excluded = set(filter(None, self.coursedir.student_id_exclude.split(",")))
        pattern = f"{self.coursedir.student_id or '*'}/{assignment}"
        for folder in sorted(self.course.feedback_root.glob(pattern)):
            student = folder.parent.name
            if student in excluded:
                continue
            for page in sorted(folder.glob("*.html")):
                if page.stem in notebooks:
                    self._send(student, page, folder / SECRET)

    def _send(self, student: str, page: Path, secret: Path) -> None:
        if not secret.is_file():
            self.log.warning(
                "%s did not submit through a mailbox: %s not sent", student, page.name
            )
            return
        text = secret.read_text(encoding="utf-8", errors="replace")
        name = notebook_hash(secret=text, notebook_id=page.stem)
        box = self.course.feedback_box(student)
        box.mkdir(mode=0o755, parents=True, exist_ok=True)
        half = box / f".{name}.half"
        shutil.copyfile(page, half)
        half.chmod(0o644)
        os.replace(half, box / f"{name}.html")
        self.log.info("Feedback of %s sent to %s", page.name, student)
