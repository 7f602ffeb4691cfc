"""``conveyor roster``: who may log in to the hub, and a new password for one of them."""

from __future__ import annotations

from dataclasses import dataclass

from conveyor.errors import ConveyorError
from conveyor.layout import Course
from hub import passwords
from hub.roster import read_roster


@dataclass(frozen=True)
class Person:
    """A line of the roster; without a password the hub lets nobody in."""

    name: str
    display_name: str
    role: str
    section: str
    has_password: bool


def people(course: Course) -> list[Person]:
    """Everybody in the roster, in its order. Raises ConveyorError where it has a mistake."""
    known = passwords.have_passwords(course.passwords)
    return [
        Person(a.name, a.display_name, a.role, a.section, a.name in known)
        for a in read_roster(course.roster)
    ]


def reset_password(course: Course, name: str) -> str:
    """The new password of `name`, which is kept as a hash only; the old one is worthless.

    A hub that is running goes by it at once. Raises ConveyorError when `name` is not in the
    roster.
    """
    names = [account.name for account in read_roster(course.roster)]
    if name not in names:
        raise ConveyorError(
            f"nobody is called {name!r}",
            where=course.roster.name,
            cure="conveyor roster list shows who there is; add a line for somebody new",
        )
    course.var.mkdir(mode=0o700, exist_ok=True)
    return passwords.reset_password(course.passwords, name)
