"""CD11x: the machine: disk, temporary folder, clock, and what keeps students apart."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from conveyor.doctor.check import ERROR, WARNING, Trouble, check
from conveyor.layout import Course

MIB = 2**20
_FEW_BYTES, _TOO_FEW_BYTES = 1024 * MIB, 100 * MIB
_FEW_FILES, _TOO_FEW_FILES = 20_000, 1_000
_SLACK = 120  # seconds that two clocks may differ
# A socket's name in the folder of a grading kernel; see plugins/execute.py.
_SOCKET = "/grading-12345678/s-5"
_LONGEST_SOCKET = 103 if sys.platform == "darwin" else 107
_POSIX_ZONE = re.compile(r"^(<[^>]+>|[A-Za-z]{3,})[+-]?\d")


@check(
    "CD110",
    WARNING,
    "the disk is nearly full",
    why="a gradebook, a submission or a page that cannot be written whole is lost work",
    cure="free space there, or point TMPDIR to another disk",
)
def disk_space(course: Course) -> Iterator[Trouble]:
    for place in _places(course):
        disk = os.statvfs(place)
        free = disk.f_bavail * disk.f_frsize
        if free < _FEW_BYTES:
            severity = ERROR if free < _TOO_FEW_BYTES else WARNING
            yield Trouble(f"{free // MIB} MiB are free for {place}", severity=severity)


@check(
    "CD111",
    WARNING,
    "the file system has hardly room for more files",
    why="each submission is a handful of small files: inodes can run out before bytes do",
    cure="delete old caches and logs there: df --inodes shows what is used",
)
def inodes(course: Course) -> Iterator[Trouble]:
    for place in _places(course):
        disk = os.statvfs(place)
        # Some file systems make inodes as they need them, and say 0.
        if disk.f_files and disk.f_favail < _FEW_FILES:
            severity = ERROR if disk.f_favail < _TOO_FEW_FILES else WARNING
            yield Trouble(f"{disk.f_favail} inodes are free for {place}", severity=severity)


@check(
    "CD112",
    ERROR,
    "the temporary folder's path is too long",
    why="kernels that grade are reached through sockets in it, whose names have a length limit",
    cure="export TMPDIR=/tmp, or another short path",
)
def socket_path(_: Course) -> Iterator[Trouble]:
    longest = len(os.fsencode(tempfile.gettempdir() + _SOCKET))
    if longest > _LONGEST_SOCKET:
        most = f"{_LONGEST_SOCKET} are allowed"
        yield Trouble(f"{tempfile.gettempdir()} makes names of {longest} bytes, {most}")


@check(
    "CD113",
    ERROR,
    "the clock is behind",
    why="which submission is the newest, and which is late, is decided by this clock",
    cure="set it (timedatectl set-ntp true); if it is right now, it was wrong when that was made",
)
def clock(course: Course) -> Iterator[Trouble]:
    newest, what = max(_moments(course), default=(0.0, ""))
    if newest > time.time() + _SLACK:
        yield Trouble(f"it is {_shown(time.time())} here, and {what} is of {_shown(newest)}")


@check(
    "CD114",
    WARNING,
    "the time zone is not one that is known here",
    why="the system then means UTC without saying so, and due dates are hours off",
    cure="set TZ to a name such as Europe/Berlin and install tzdata, or unset it",
)
def time_zone(_: Course) -> Iterator[Trouble]:
    name = os.environ.get("TZ", "").removeprefix(":")
    if name and not _POSIX_ZONE.match(name) and not _is_zone(name):
        yield Trouble(f"TZ is {name!r}")
    system = Path("/etc/localtime")
    if not name and system.is_symlink() and not system.exists():
        yield Trouble(f"/etc/localtime points to {os.readlink(system)}, which is not there")


@check(
    "CD115",
    WARNING,
    "bubblewrap is not installed",
    why="without it students' servers run side by side as you, and can read each other's files",
    cure="apt install bubblewrap (Linux); elsewhere, only for people who trust each other",
)
def bubblewrap_missing(_: Course) -> Iterator[Trouble]:
    if not shutil.which("bwrap"):
        yield Trouble("no bwrap on PATH")


@check(
    "CD116",
    WARNING,
    "bubblewrap is not allowed to work here",
    why="without it students' servers run side by side as you, and can read each other's files",
    cure="allow user namespaces: sysctl kernel.unprivileged_userns_clone=1, or (Ubuntu) an "
    "AppArmor profile for bwrap, or (container) seccomp and systempaths unconfined",
)
def bubblewrap_forbidden(course: Course) -> Iterator[Trouble]:
    from hub.isolation import why_not

    if shutil.which("bwrap") and (why := why_not(course.root)):
        yield Trouble(why)


def _places(course: Course) -> list[Path]:
    """The course folder and the temporary one; once when both are on one disk."""
    places = {place.stat().st_dev: place for place in (Path(tempfile.gettempdir()), course.root)}
    return list(places.values())


def _moments(course: Course) -> Iterator[tuple[float, str]]:
    """(seconds since 1970, what) of things that happened before now."""
    files = [course.root, course.config_file, course.gradebook, *course.inbound.glob("*/*")]
    for path in files:
        if path.exists():
            # Not the time of modification: whoever writes a file can set that one.
            yield path.lstat().st_ctime, path.name
    for path in course.submissions:
        if moment := handed_in(path):
            yield moment.timestamp(), f"the submission {path.parent.name}/{path.name}"
    yield from _last_commit(course)


def handed_in(submission: Path) -> datetime | None:
    """What the time stamp of a collected submission says, None when it says nothing."""
    from hub.mailboxes import TIME, TIME_FORMAT

    try:
        text = (submission / TIME).read_text(encoding="utf-8").strip()
        return datetime.strptime(text, TIME_FORMAT).replace(tzinfo=UTC)
    except (OSError, ValueError):
        return None


def _last_commit(course: Course) -> Iterator[tuple[float, str]]:
    if not shutil.which("git"):
        return
    command = ["git", "-C", str(course.root), "log", "-1", "--format=%ct"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=5).stdout.strip()
    if said.isdigit():
        yield float(said), "the last commit"


def _is_zone(name: str) -> bool:
    """Whether the system's own table has it: Python may bring a table that the C library lacks."""
    if os.path.isabs(name):
        return Path(name).is_file()
    return any(Path(folder, name).is_file() for folder in zoneinfo.TZPATH)


def _shown(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")
