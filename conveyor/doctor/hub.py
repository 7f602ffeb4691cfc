"""CD50x: the hub of this machine, and who may come in."""

from __future__ import annotations

import fcntl
import socket
from collections.abc import Iterator

from conveyor.doctor.check import ERROR, WARNING, Trouble, check
from conveyor.errors import ConveyorError
from conveyor.layout import Course

PORT = 8000  # where `conveyor up` listens when nothing else is said


@check(
    "CD501",
    ERROR,
    "the roster cannot be used",
    why="accounts, the formgrader's staff and the gradebook's students all follow it",
    cure="mend roster.csv: name,display_name,mail,role,section,extra_time; a line a person",
)
def roster(course: Course) -> Iterator[Trouble]:
    from hub.roster import read_roster

    if not course.roster.exists() and not course.hub_state.exists():
        return  # the first `conveyor up` makes one
    try:
        accounts = read_roster(course.roster)
    except ConveyorError as error:
        yield Trouble(f"{error.where}: {error.what}".removeprefix(f"{course.root}/"), error.cure)
        return
    if not any(account.is_staff for account in accounts):
        yield Trouble(
            "nobody on it is staff: no one could open the formgrader",
            "give somebody the role instructor",
            WARNING,
        )


@check(
    "CD502",
    WARNING,
    "an earlier hub ended without cleaning up",
    why="it was killed or the machine went down: what it started may still be running",
    cure="conveyor up stops what is left of it, and starts anew on the same data",
)
def half_dead(course: Course) -> Iterator[Trouble]:
    if _is_running(course):
        return
    for name in ("running.json", "hub.pid"):
        if (course.hub_state / name).exists():
            yield Trouble(f"var/hub/{name} is there, and no `conveyor up` is running")
            return


@check(
    "CD503",
    WARNING,
    "the hub's port is taken",
    why="the hub cannot listen where another program does",
    cure="conveyor up --port 8123, or end the other program: ss -ltnp shows it",
)
def port_taken(course: Course) -> Iterator[Trouble]:
    if _is_running(course):
        return  # by our own hub
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", PORT))
        except OSError as error:
            yield Trouble(f"port {PORT} of 127.0.0.1: {error.strerror}")


def _is_running(course: Course) -> bool:
    """Whether a `conveyor up` holds the lock of this course."""
    try:
        with (course.hub_state / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False  # there is no lock file: no hub has run here
    return False
