"""nbgrader's exchange on mailboxes: the staff's half, named in nbgrader_config.py.

The students' half is nbgrader's own: each student's exchange root is their mailbox.
"""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import (
    Exchange,
    ExchangeCollect,
    ExchangeList,
    ExchangeReleaseAssignment,
    ExchangeReleaseFeedback,
)
from nbgrader.utils import notebook_hash

from conveyor.errors import ConveyorError
from conveyor.files import only_one
from conveyor.layout import Course
from conveyor.standard import not_released_because
from hub.mailboxes import Parcel, newest, parcels, shown, take
from hub.receipts import SECRET, RefusedError
from hub.replace import replacing


class MailboxReleaseAssignment(ExchangeReleaseAssignment):
    """Hands out what has passed the gate, replacing an older version in one step.

    So `nbgrader release_assignment` and the formgrader's button cannot go round the gate of
    `conveyor release`. Nothing is opened to other accounts of the machine.
    """

    dest_path: str

    def init_src(self) -> None:
        super().init_src()
        if reason := not_released_because(_course(self), self.coursedir.assignment_id):
            self.fail(reason)

    def ensure_root(self) -> None:
        root = Path(self.root)
        try:
            for folder in (root.parent, root):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            root.chmod(0o700)
        except OSError as error:
            self.fail(f"{root} cannot be made the exchange: {error.strerror}")

    def copy_files(self) -> None:
        destination = Path(self.dest_path)
        with _exchange_lock(self):
            if destination.is_dir() and not self.force:
                super().copy_files()  # nbgrader's own refusal
            try:
                with replacing(destination) as fresh:
                    self.dest_path = str(fresh)
                    super().copy_files()
            finally:
                self.dest_path = str(destination)


class MailboxCollect(ExchangeCollect):
    """Takes from each mailbox the newest parcel that can be taken, and nothing else.

    Only the assignment's own notebooks are copied. What is refused is logged as a warning,
    and the parcel before it is taken instead.
    """

    def init_src(self) -> None:
        self.course = _course(self)
        self.due = self._due() if self.before_duedate else None

    def copy_files(self) -> None:
        assignment = self.coursedir.assignment_id
        release = self.course.release(assignment)
        self.handed_out = {path.name for path in release.glob("*")}
        wanted = {name for name in self.handed_out if name.endswith(".ipynb")}
        with _exchange_lock(self):
            found = self._found()
            if not found:
                self.log.info("No submissions of '%s' to collect", assignment)
            elif not wanted:
                self.fail(f"{release} holds no notebook: run `nbgrader generate_assignment` first")
            for student in sorted(found):
                self._collect(student, found[student], wanted)

    def _found(self) -> dict[str, list[Parcel]]:
        found: dict[str, list[Parcel]] = {}
        for item in parcels(self.course, self.coursedir.assignment_id, _student(self)):
            if isinstance(item, Parcel):
                found.setdefault(item.student, []).append(item)
            else:
                _refuse(self, *item)
        return found

    def _collect(self, student: str, found: list[Parcel], wanted: set[str]) -> None:
        destination = self.course.submitted(self.coursedir.assignment_id, student)
        while found:
            parcel = newest(found, self.due)
            assert parcel is not None
            if not self._is_news(parcel, destination):
                why = "nothing newer" if self.update else "there already; --update takes newer"
                self.log.info("%s: %s", student, why)
                return
            try:
                left = take(parcel, wanted, destination)
            except RefusedError as reason:
                _refuse(self, parcel.folder, str(reason))
                found = [p for p in found if p is not parcel]
                continue
            self.log.info("Collected: %s, submitted %s", student, parcel.timestamp)
            extra = [shown(name) for name in sorted(set(left) - self.handed_out)]
            if extra:
                more = f" and {len(extra) - 9} more" if len(extra) > 9 else ""
                self.log.info("Not part of the assignment, left: %s%s", ", ".join(extra[:9]), more)
            return

    def _is_news(self, parcel: Parcel, destination: Path) -> bool:
        if not destination.is_dir():
            return True
        try:
            collected = self.coursedir.get_existing_timestamp(str(destination))
        except Exception:  # nbgrader's own way of saying that it cannot read it is broken
            collected = None
        if self.before_duedate:
            return bool(collected != parcel.received)
        return bool(self.update and (collected is None or parcel.received > collected))

    def _due(self) -> Any:
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            try:
                return gradebook.find_assignment(self.coursedir.assignment_id).duedate
            except MissingEntry:
                return None


class MailboxList(ExchangeList):
    """Lists what is in the mailboxes, with the times of the receipts: `nbgrader list --inbound`.

    What would be refused is left out: nothing of it is opened.
    """

    def init_dest(self) -> None:
        super().init_dest()
        if not self.inbound:
            return
        course = _course(self)
        named = self.coursedir.assignment_id
        names = [named] if named else sorted(p.name for p in course.outbound.glob("[!.]*"))
        self.found: dict[str, Parcel] = {}
        for name in names:
            for item in parcels(course, name, _student(self)):
                if isinstance(item, Parcel):
                    self.found[str(item.folder)] = item
                else:
                    _refuse(self, *item)
        self.assignments = sorted(self.found)

    def parse_assignment(self, assignment: str) -> dict[str, Any]:
        if not self.inbound:
            return dict(super().parse_assignment(assignment))
        parcel = self.found[assignment]
        return {
            "course_id": self.coursedir.course_id,
            "student_id": parcel.student,
            "assignment_id": parcel.assignment,
            "timestamp": parcel.timestamp,
        }


class MailboxReleaseFeedback(ExchangeReleaseFeedback):
    """Puts each page into the mailbox of the student whom it is for."""

    def init_dest(self) -> None:
        self.course = _course(self)

    def copy_files(self) -> None:
        assignment = self.coursedir.assignment_id
        notebooks = {path.stem for path in self.course.release(assignment).glob("*.ipynb")}
        excluded = set(filter(None, self.coursedir.student_id_exclude.split(",")))
        pattern = f"{glob.escape(_student(self) or '') or '*'}/{glob.escape(assignment)}"
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


def _course(step: Exchange) -> Course:
    if not step.coursedir.course_id:
        step.fail("No course id specified. Re-run with --course flag.")
    return Course(Path(step.coursedir.root))


def _student(step: Exchange) -> str | None:
    """The one student who was named on the command line, None for all."""
    student = str(step.coursedir.student_id)
    return None if student in ("", "*") else student


@contextmanager
def _exchange_lock(step: Exchange) -> Iterator[None]:
    """One process at a time; nbgrader's commands show an ExchangeError without a traceback."""
    assignment = step.coursedir.assignment_id
    try:
        with only_one(_course(step).exchange_lock(assignment), assignment, wait=True):
            yield
    except ConveyorError as error:
        raise ExchangeError(str(error)) from error


def _refuse(step: Exchange, folder: Path, reason: str) -> None:
    student, name = folder.parent.name, shown(folder.name)
    step.log.warning("%s: submission %s refused: %s", student, name, shown(reason))
