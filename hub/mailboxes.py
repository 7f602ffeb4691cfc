"""A mailbox for each student instead of one exchange that all of them share.

Words of this module:

mailbox   what one student sees of the exchange, at ``var/mailboxes/<student>/<course>``:
          everything handed out (``outbound``), what this student handed in (``inbound``)
          and the feedback for this student (``feedback``)
parcel    one submission as nbgrader's client wrote it into a mailbox: a folder
          ``<student>+<assignment>+<time>+<random>``

Who sent a parcel is decided by the mailbox that it lies in; when, and what it holds, by its
receipt (`hub.receipts`). A name or a time that the student wrote counts for nothing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from conveyor.layout import Course
from hub.receipts import SECRET, RefusedError, read_plain, receipt_for, receipts_of
from hub.replace import replacing

TIME = "timestamp.txt"
TIME_FORMAT = "%Y-%m-%d %H:%M:%S.%f UTC"
# Parcels of one student and assignment that are looked at: with the size of files, a bound
# on the work that somebody can make by handing in without end.
_MOST = 100


@dataclass(frozen=True)
class Parcel:
    """A complete submission in a mailbox. `received` is in UTC, without a time zone.

    `content` has the SHA-256 of each file that counts, as it was received.
    """

    student: str
    assignment: str
    folder: Path
    received: datetime
    content: dict[str, str] = field(default_factory=dict)

    @property
    def timestamp(self) -> str:
        """`received` as nbgrader writes it into ``timestamp.txt``."""
        return self.received.strftime(TIME_FORMAT)


def ensure_mailbox(course: Course, student: str) -> Path:
    """The folder that is the exchange's root for one student, made when it is missing."""
    for folder in (course.var, course.exchange, course.mailboxes):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    box = course.mailboxes / student / course.course_id
    box.mkdir(mode=0o700, parents=True, exist_ok=True)
    places = {
        "outbound": course.outbound,
        "inbound": course.inbound / student,
        "feedback": course.feedback_box(student),
    }
    for name, place in places.items():
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            (box / name).symlink_to(os.path.relpath(place, box))
    return box.parent


def parcels(
    course: Course, assignment: str, student: str | None = None
) -> Iterator[Parcel | tuple[Path, str]]:
    """Every finished submission of `assignment`, and (folder, reason) for what is refused.

    A folder without its last file, the secret, is still being written and is left out.
    Raises ConveyorError when the receipts cannot be read.
    """
    wanted = {path.name for path in course.release(assignment).glob("*.ipynb")}
    boxes = [course.inbound / student] if student else sorted(course.inbound.glob("*"))
    for box in boxes:
        if box.is_dir() and not box.is_symlink():
            yield from _in_mailbox(course, assignment, box, wanted)


def newest(found: list[Parcel], before: datetime | None = None) -> Parcel | None:
    """The last parcel; with `before` the last one until then, or else the last of all."""
    in_time = [p for p in found if before is None or p.received <= before]
    return max(in_time or found, key=lambda p: p.received, default=None)


def take(parcel: Parcel, wanted: set[str], destination: Path) -> list[str]:
    """Copy the files called `wanted` and the secret of `parcel` to a new `destination`.

    Returns the names that were left behind. Raises RefusedError for links, special files,
    files over 20 MiB, a parcel that is not any more what was received and one that holds
    nothing of `wanted`. The copy appears in one step; an older one at `destination` is
    replaced, and kept when the copying fails.
    """
    with replacing(destination) as fresh:
        files, left = _contents(parcel, wanted | {SECRET})
        if not wanted & set(files):
            raise RefusedError(f"no {' or '.join(sorted(wanted))} in it")
        fresh.mkdir(mode=0o755)
        for name, data in files.items():
            (fresh / name).write_bytes(data)
        (fresh / TIME).write_text(parcel.timestamp)
    return sorted(set(left) - {TIME})


def shown(name: str) -> str:
    """A file name that somebody else chose, fit for a line of a log or a terminal."""
    return "".join(c if c.isprintable() else "?" for c in name[:80])


def _in_mailbox(
    course: Course, assignment: str, box: Path, wanted: set[str]
) -> list[Parcel | tuple[Path, str]]:
    found: list[Parcel | tuple[Path, str]] = []
    try:
        folders = _folders(box, assignment)
    except OSError as error:
        return [(box / assignment, f"the mailbox cannot be read ({error.strerror})")]
    if not folders:
        return []
    with receipts_of(course, box.name) as receipts:
        for folder in folders[:_MOST]:
            try:
                _check_name(folder, assignment)
                if _is_finished(folder):
                    receipt = receipt_for(folder, wanted, receipts)
                    received = datetime.fromisoformat(receipt["received"])
                    content = receipt["content"]
                    found.append(Parcel(box.name, assignment, folder, received, content))
            except RefusedError as reason:
                found.append((folder, str(reason)))
            except OSError as error:
                found.append((folder, f"it cannot be read ({error.strerror})"))
    if len(folders) > _MOST:
        found.append((folders[_MOST], f"only the newest {_MOST} submissions are looked at"))
    return found


def _folders(box: Path, assignment: str) -> list[Path]:
    """What may be a parcel of `assignment`, the last one to change first."""
    with os.scandir(box) as entries:
        found = [entry for entry in entries if f"+{assignment}+" in entry.name]
    found.sort(key=lambda e: (-e.stat(follow_symlinks=False).st_ctime_ns, e.name))
    return [Path(entry.path) for entry in found]


def _check_name(folder: Path, assignment: str) -> None:
    if folder.is_symlink() or not folder.is_dir():
        raise RefusedError("it is a link or no folder")
    sender, *rest = folder.name.split("+")
    if not folder.name.isprintable() or len(rest) not in (2, 3) or rest[0] != assignment:
        raise RefusedError("its name is not one that nbgrader gives")
    if sender != folder.parent.name:
        raise RefusedError(
            f"it names {sender!r} as its sender and lies in the mailbox of {folder.parent.name!r}"
        )


def _is_finished(folder: Path) -> bool:
    try:
        secret = (folder / SECRET).lstat()
    except FileNotFoundError:
        return False
    return secret.st_size > 0


def _contents(parcel: Parcel, names: set[str]) -> tuple[dict[str, bytes], list[str]]:
    """({name: bytes} of the files that were received, what else is there).

    Read by descriptors: a student who swaps a file for a link meanwhile gains nothing, and
    one who swaps its contents is found out by the receipt.
    """
    try:
        directory = os.open(parcel.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise RefusedError(f"it cannot be read ({error.strerror})") from None
    try:
        present = sorted(os.listdir(directory))
        files = {name: read_plain(name, directory) for name in present if name in names}
    finally:
        os.close(directory)
    found = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    if found != {name: value for name, value in parcel.content.items() if name in names}:
        raise RefusedError("it was changed after it was received")
    return files, [name for name in present if name not in names]
