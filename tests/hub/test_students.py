"""The gradebook's students follow the roster."""

from __future__ import annotations

import pytest

from conveyor.layout import Course
from conveyor.nbgrader_api import nbgrader
from hub import students
from hub.roster import Account
from hub.students import sync_gradebook

ADA = Account("ada", "student", "Ada Lovelace", "ada@example.org")
BEN = Account("ben", "student", "Ben")
TOM = Account("tom", "ta", "Tom")


def known(course: Course) -> dict[str, tuple[str, str | None]]:
    with nbgrader(course) as api, api.gradebook as gradebook:
        return {s.id: (s.first_name, s.email) for s in gradebook.students}


def test_students_are_added_and_staff_are_not(course: Course) -> None:
    """With name and mail."""
    assert sync_gradebook(course, [ADA, BEN, TOM]) == ["ada", "ben"]
    assert known(course) == {
        "ada": ("Ada Lovelace", "ada@example.org"),
        "ben": ("Ben", None),
    }


def test_only_a_change_opens_the_gradebook(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes seconds, at each start of the hub."""
    sync_gradebook(course, [ADA])
    with monkeypatch.context() as patch:
        patch.setattr(students, "nbgrader", None)
        assert sync_gradebook(course, [ADA, TOM]) == []
    renamed = Account("ada", "student", "Ada King", "ada@example.org")
    assert sync_gradebook(course, [renamed]) == ["ada"]
    assert known(course)["ada"][0] == "Ada King"


def test_who_left_keeps_their_scores(course: Course) -> None:
    """A student is never taken out of the gradebook."""
    sync_gradebook(course, [ADA, BEN])
    assert sync_gradebook(course, [ADA]) == []
    assert sync_gradebook(course, [ADA, Account("eve", "student", "Eve")]) == ["eve"]
    assert set(known(course)) == {"ada", "ben", "eve"}


def test_a_gradebook_that_is_gone_is_filled_again(course: Course) -> None:
    """Whatever was done to it before."""
    sync_gradebook(course, [ADA])
    course.gradebook.unlink()
    sync_gradebook(course, [ADA])
    assert set(known(course)) == {"ada"}
