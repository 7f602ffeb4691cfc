"""Receipts: when a submission was complete, by the clock of this machine, and what it held.

They are kept on the staff's side, a JSON file a student: for each parcel (see
`hub.mailboxes`) the time, the last change of its files as the kernel has it, and the SHA-256
of each file that counts: the assignment's notebooks and nbgrader's secret.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conveyor.errors import ConveyorError
from conveyor.files import only_one, read_json, write_json
from conveyor.layout import Course

SECRET = "submission_secret.txt"
_LARGEST = 20 * 2**20  # bytes of one file


class RefusedError(Exception):
    """Why a parcel, or a file in it, cannot be taken."""


@contextmanager
def receipts_of(course: Course, student: str) -> Iterator[dict[str, Any]]:
    """The receipts of one student, {name of the parcel: receipt}; changes are written back.

    One process at a time has them: a receipt that is lost would make a submission late.
    """
    file = course.receipts(student)
    with only_one(course.receipts_lock(student), f"the receipts of {student}", wait=True):
        receipts = read_json(file)
        if receipts is None and file.exists():
            raise ConveyorError(
                "the receipts cannot be read, so nobody knows when this student handed in",
                where=str(file),
                cure="put it back from a backup; without one delete it, and submissions count "
                "from the last change of their files",
            )
        receipts = receipts or {}
        before = dict(receipts)
        yield receipts
        if receipts != before:
            write_json(file, receipts)


def receipt_for(folder: Path, wanted: set[str], receipts: dict[str, Any]) -> Any:
    """The receipt of one parcel, written at the first look that staff has at it.

    `wanted` are the names of the notebooks that count; a parcel is refused when it has none
    of them, or a link or special file in the place of one.

    It was received at its last change: nobody but the kernel sets change times. A backup
    that is put back gets new ones; then the receipt holds as long as the contents do.
    """
    old = receipts.get(folder.name, {"content": {}})
    if old["content"] and not wanted:  # what was handed out is being made again
        return old
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        names, changed = _state(directory, wanted)
        if old.get("changed") == changed and set(old["content"]) >= set(names):
            return old
        content = {name: hashlib.sha256(read_plain(name, directory)).hexdigest() for name in names}
        if SECRET not in names or _state(directory, wanted) != (names, changed):
            raise RefusedError("it is being changed at this moment")
    finally:
        os.close(directory)
    if wanted and not wanted & set(names):
        raise RefusedError(f"no {' or '.join(sorted(wanted))} in it")
    moment = datetime.fromtimestamp(changed / 1e9, UTC).replace(tzinfo=None).isoformat()
    same = content.items() <= old["content"].items()
    received = old["received"] if same else moment
    receipts[folder.name] = {"received": received, "changed": changed, "content": content}
    return receipts[folder.name]


def _state(directory: int, wanted: set[str]) -> tuple[list[str], int]:
    """(the files that count, when one of them or the folder changed last)."""
    names, times = [], [os.fstat(directory).st_ctime_ns]
    for name in sorted(wanted | {SECRET}):
        with suppress(FileNotFoundError):
            status = os.stat(name, dir_fd=directory, follow_symlinks=False)
            names.append(name)
            times.append(status.st_ctime_ns)
    return names, max(times)


def read_plain(name: str, directory: int) -> bytes:
    """The bytes of a plain file of bearable size in an open folder; nothing else is opened.

    Raises RefusedError.
    """
    try:
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=directory)
    except OSError as error:
        raise RefusedError(f"{name} is a link or cannot be read ({error.strerror})") from None
    try:
        _refuse_special(name, os.fstat(file))
        with os.fdopen(file, "rb", closefd=False) as stream:
            return stream.read(_LARGEST)
    finally:
        os.close(file)


def _refuse_special(name: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise RefusedError(f"{name} is not a plain file")
    if status.st_nlink > 1:
        raise RefusedError(f"{name} is a hard link to another file")
    if status.st_size > _LARGEST:
        raise RefusedError(f"{name} is larger than {_LARGEST // 2**20} MiB")
