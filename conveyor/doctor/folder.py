"""CD20x: the course folder: its file system, who may do what in it, what git holds of it."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from conveyor.doctor.check import ERROR, WARNING, Trouble, check, few
from conveyor.errors import ConveyorError
from conveyor.layout import Course

GROUP_AND_OTHERS = 0o077
_PRIVATE = ("gradebook.db*", "roster.csv", "grades.csv", "downloaded", "var")


@check(
    "CD201",
    ERROR,
    "nbgrader_config.py cannot be read",
    why="every verb, nbgrader and the formgrader begin by reading it",
    cure="mend it at the place that is named; git diff nbgrader_config.py shows what changed",
)
def configuration(course: Course) -> Iterator[Trouble]:
    try:
        assert Course(course.root).course_id
    except ConveyorError as error:
        yield Trouble(error.what)


@check(
    "CD202",
    ERROR,
    "the course lies on a file system that lacks something",
    why="mailboxes are made of links, the gradebook is guarded by locks, privacy is a matter "
    "of modes",
    cure="move the course to a disk of this machine (ext4, xfs, apfs): not a share, not /mnt/c",
)
def file_system(course: Course) -> Iterator[Trouble]:
    if not os.access(course.root, os.W_OK):
        return  # CD203 says so
    with tempfile.TemporaryDirectory(prefix=".doctor-", dir=course.root) as name:
        file, link = Path(name, "file"), Path(name, "link")
        file.touch()
        try:
            link.symlink_to(file.name)
        except OSError as error:
            yield Trouble(f"no symbolic links: {error.strerror}")
        try:
            with file.open("r+b") as held:
                fcntl.lockf(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            yield Trouble(f"no locks: {error.strerror}")
        file.chmod(0o600)
        if mode := file.stat().st_mode & GROUP_AND_OTHERS:
            yield Trouble(f"modes do not hold: 0600 became {0o600 | mode:#o}")


@check(
    "CD203",
    ERROR,
    "something in the course folder belongs to somebody else",
    why="conveyor, nbgrader and the hub run as one user and have to write there",
    cure='sudo chown -R "$USER" . in the course folder, and never run a verb with sudo',
)
def ownership(course: Course) -> Iterator[Trouble]:
    me = os.geteuid()
    known = [course.root, *course.stages, course.gradebook, course.roster, course.var]
    each = chain(known, *(stage.glob("*") for stage in course.stages))
    paths = [p for p in chain(each, course.submissions) if p.exists()]
    foreign = [_name(course, p) for p in paths if p.lstat().st_uid != me]
    if foreign:
        yield Trouble(f"{few(foreign)}: not yours (you are uid {me})")
    closed = [_name(course, p) for p in paths if not os.access(p, os.W_OK)]
    if closed and not foreign:
        yield Trouble(f"{few(closed)}: you may not write there", "chmod -R u+rwX . in the folder")


@check(
    "CD204",
    ERROR,
    "the exchange is open to others, or not yours",
    why="who can write there can hand in as somebody else; who can read there sees all work",
    cure='chmod 700 var var/exchange; chown -R "$USER" var',
)
def exchange(course: Course) -> Iterator[Trouble]:
    if not course.exchange.is_dir():
        return  # nothing was released yet
    if all(_mode(p) & GROUP_AND_OTHERS for p in (course.var, course.exchange)):
        modes = f"{_mode(course.var):04o} and {_mode(course.exchange):04o}"
        yield Trouble(f"var and var/exchange have the modes {modes}; one of them must be 0700")
    for path in _levels(course):
        status = path.lstat()
        name = _name(course, path)
        if stat.S_ISLNK(status.st_mode) or not stat.S_ISDIR(status.st_mode):
            yield Trouble(f"{name} is no folder of its own", f"move {name} away; conveyor up")
        elif status.st_uid != os.geteuid():
            yield Trouble(f"{name} belongs to uid {status.st_uid}, you are {os.geteuid()}")
        elif status.st_mode & 0o700 != 0o700:
            yield Trouble(f"{name} has the mode {_mode(path):04o}", f"chmod u+rwx {name}")


@check(
    "CD205",
    WARNING,
    "everybody on this machine can read students' work",
    why="grades and submissions are between a student and the staff",
    cure="chmod 700 . in the course folder",
)
def privacy(course: Course) -> Iterator[Trouble]:
    held = [course.gradebook, course.roster, *(s for s in course.students_stages if _has(s))]
    open_to_all = [_name(course, p) for p in held if p.exists() and _reachable(p)]
    if open_to_all:
        yield Trouble(few(open_to_all, 6))


@check(
    "CD206",
    ERROR,
    "student data is in git",
    why="whoever clones the course would have it, and its history keeps what is deleted later",
    cure="git rm -r --cached FILE and commit; if it was pushed, git filter-repo removes it",
)
def tracked(course: Course) -> Iterator[Trouble]:
    if not shutil.which("git"):
        return
    for option, what in (("--cached", "tracked"), ("--others", "not ignored")):
        found = _git_files(course, option)
        if isinstance(found, Trouble):
            yield found
            return
        if found and option == "--others":
            yield Trouble(
                f"{what}, so that git add would take it: {few(found)}",
                "bring the course's own .gitignore back: git checkout .gitignore",
            )
        elif found:
            yield Trouble(f"{what}: {few(found)}")


def _git_files(course: Course, option: str) -> list[str] | Trouble:
    """The student data that git lists; [] outside a repository."""
    private = (*(s.name for s in course.students_stages), *_PRIVATE)
    command = ["git", "-C", str(course.root), "ls-files", "-z", option, "--exclude-standard"]
    done = subprocess.run(
        [*command, "--", *private],
        capture_output=True,
        text=True,
        timeout=10,
        env={**os.environ, "LC_ALL": "C"},
    )
    if done.returncode == 0:
        return [n for n in done.stdout.split("\0") if n and Path(n).name != "README.md"]
    if "not a git repository" in done.stderr:
        return []
    said = (done.stderr.strip().splitlines() or ["no answer"])[0]
    return Trouble(f"git does not say: {said}", "git status in the course folder", WARNING)


def _levels(course: Course) -> Iterator[Path]:
    """Every folder of the exchange that staff or the hub write into."""
    home = course.exchange / course.course_id
    boxes = (course.inbound, course.feedback_boxes)
    for path in (course.exchange, home, course.outbound, *boxes):
        if path.exists() or path.is_symlink():
            yield path
    for box in boxes:
        yield from sorted(box.glob("*"))


def _reachable(path: Path) -> bool:
    """Whether the modes let any account of this machine read `path`."""
    wanted = 0o005 if path.is_dir() else 0o004
    return path.stat().st_mode & wanted == wanted and all(
        folder.stat().st_mode & 0o001 for folder in path.parents
    )


def _has(stage: Path) -> bool:
    """Whether a stage holds anything of a student."""
    return stage.is_dir() and any(p.is_dir() for p in stage.iterdir())


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _name(course: Course, path: Path) -> str:
    return "." if path == course.root else path.relative_to(course.root).as_posix()
