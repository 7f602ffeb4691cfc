"""A mailbox for each student instead of one exchange that all of them share.

Words of this module:

mailbox   what one student sees of the exchange, at ``var/mailboxes/<student>/<course>``:
          everything handed out (``outbound``), what this student handed in (``inbound``)
          and the feedback for this student (``feedback``)
parcel    one submission as nbgrader's client wrote it into a mailbox: a folder
          ``<student>+<assignment>+<time>+<random>``
receipt   the time at which a parcel was complete by the clock of this machine, kept on
          the staff's side

Who sent a parcel is decided by the mailbox that it lies in, and when by the receipt.
A name or a time that the student wrote counts for nothing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from conveyor.files import read_json, write_json
from conveyor.layout import Course

SECRET, TIME = "submission_secret.txt", "timestamp.txt"
TIME_FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"
_LARGEST = 20 * 2**20  # bytes of one file


class RefusedError(Exception):
    """Why a parcel, or a file in it, cannot be taken."""


@dataclass(frozen=True)
class Parcel:
    """A complete submission in a mailbox. `received` is in UTC, without a time zone."""

    student: str
    assignment: str
    folder: Path
    received: datetime

    @property
    def timestamp(self) -> str:
        """`received` as nbgrader writes it into ``timestamp.txt``."""
        return self.received.strftime(TIME_FORMAT)


def ensure_mailbox(course: Course, student: str) -> Path:
    """The folder that is the exchange's root for one student, made when it is missing."""
    course.exchange.mkdir(mode=0o700, parents=True, exist_ok=True)
    box = course.mailboxes / student / course.course_id
    box.mkdir(mode=0o700, parents=True, exist_ok=True)
    places = {
        "outbound": course.outbound,
        "inbound": course.inbound / student,
        "feedback": course.feedback_box(student),
    }
    for name, place in places.items():
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
        link = box / name
        if not link.is_symlink():
            link.symlink_to(os.path.relpath(place, box))
    return box.parent


def parcels(
    course: Course, assignment: str, student: str | None = None
) -> Iterator[Parcel | tuple[Path, str]]:
    """Every finished submission of `assignment`, and (folder, reason) for what is refused.

    A folder without its last file, the secret, is still being written and is left out.
    """
    boxes = [course.inbound / student] if student else sorted(course.inbound.glob("*"))
    for box in boxes:
        if box.is_symlink() or not box.is_dir():
            continue
        for folder in sorted(box.glob(f"*+{assignment}+*")):
            try:
                if (folder / SECRET).exists() or folder.is_symlink():
                    yield _parcel(course, assignment, folder)
            except RefusedError as reason:
                yield folder, str(reason)


def newest(found: list[Parcel], before: datetime | None = None) -> Parcel | None:
    """The last parcel; with `before` the last one until then, or else the last of all."""
    in_time = [p for p in found if before is None or p.received <= before]
    return max(in_time or found, key=lambda p: p.received, default=None)


def take(parcel: Parcel, wanted: set[str], destination: Path) -> list[str]:
    """Copy the files called `wanted` and the secret of `parcel` to a new `destination`.

    Returns the names that were left behind. Raises RefusedError for links, special files, files
    over 20 MiB and a parcel that holds nothing of `wanted`. The copy appears in one step; an
    older one at `destination` is replaced, and kept when the copying fails.
    """
    destination.parent.mkdir(parents=True, exist_ok=True)
    _settle(destination)
    fresh = Path(tempfile.mkdtemp(dir=destination.parent, prefix=f".{destination.name}."))
    try:
        left = _copy_files(parcel.folder, wanted | {SECRET}, fresh)
        if not any((fresh / name).is_file() for name in wanted):
            raise RefusedError(f"no {' or '.join(sorted(wanted))} in it")
        (fresh / TIME).write_text(parcel.timestamp)
        fresh.chmod(0o755)
        aside = _aside(destination)
        if destination.exists():
            os.replace(destination, aside)
        os.replace(fresh, destination)
        shutil.rmtree(aside, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return sorted(set(left) - {TIME})


def _aside(destination: Path) -> Path:
    """Where the older copy waits between two renames."""
    return destination.parent / f".{destination.name}.old"


def _settle(destination: Path) -> None:
    """Undo what a killed `take` left: its older copy comes back, its halves go."""
    aside = _aside(destination)
    if aside.is_dir() and not destination.exists():
        os.replace(aside, destination)
    for half in destination.parent.glob(f".{destination.name}.*"):
        shutil.rmtree(half, ignore_errors=True)


def _parcel(course: Course, assignment: str, folder: Path) -> Parcel:
    student = folder.parent.name
    if folder.is_symlink() or not folder.is_dir():
        raise RefusedError("it is a link or no folder")
    parts = folder.name.rsplit("+", 3)
    if len(parts) != 4 or parts[1] != assignment:
        raise RefusedError("its name is not one that nbgrader gives")
    if parts[0] != student:
        raise RefusedError(
            f"it names {parts[0]!r} as its sender and lies in the mailbox of {student!r}"
        )
    return Parcel(student, assignment, folder, _received(course, folder))


def _received(course: Course, folder: Path) -> datetime:
    """When the parcel was complete: its last change, at the first look that staff had at it.

    Nobody but the kernel sets change times. A backup that is put back gets new ones: then
    the receipt holds as long as the contents are the same.
    """
    file = course.receipts(folder.parent.name)
    known = read_json(file) or {}
    receipt = known.get(folder.name)
    changed = max(_change_times(folder))
    if receipt and receipt["changed"] == changed:
        return datetime.fromisoformat(receipt["received"])
    content = _content(folder)
    if receipt and receipt["content"] == content:
        received = datetime.fromisoformat(receipt["received"])
    else:
        received = datetime.fromtimestamp(changed / 1e9, UTC).replace(tzinfo=None)
    known[folder.name] = {
        "received": received.isoformat(),
        "changed": changed,
        "content": content,
    }
    write_json(file, known)
    return received


def _change_times(folder: Path) -> Iterator[int]:
    yield folder.lstat().st_ctime_ns
    for entry in os.scandir(folder):
        yield entry.stat(follow_symlinks=False).st_ctime_ns


def _content(folder: Path) -> str:
    """SHA-256 over what of a parcel can be graded: its notebooks and its secret."""
    total = hashlib.sha256()
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for name in sorted(os.listdir(directory)):
            if name.endswith(".ipynb") or name == SECRET:
                total.update(
                    f"{name}\0{hashlib.sha256(_read(name, directory)).hexdigest()}\n".encode()
                )
    finally:
        os.close(directory)
    return total.hexdigest()


def _copy_files(folder: Path, wanted: set[str], destination: Path) -> list[str]:
    """Copy by descriptors: a student who swaps a file for a link meanwhile gains nothing."""
    left = []
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for name in sorted(os.listdir(directory)):
            if name in wanted:
                (destination / name).write_bytes(_read(name, directory))
            else:
                left.append(name)
    finally:
        os.close(directory)
    return left


def _read(name: str, directory: int) -> bytes:
    try:
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=directory)
    except OSError as error:
        raise RefusedError(f"{name} is a link or cannot be read ({error.strerror})") from None
    with os.fdopen(file, "rb") as stream:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise RefusedError(f"{name} is not a plain file")
        if status.st_nlink > 1:
            raise RefusedError(f"{name} is a hard link to another file")
        if status.st_size > _LARGEST:
            raise RefusedError(f"{name} is larger than {_LARGEST // 2**20} MiB")
        return stream.read(_LARGEST)
