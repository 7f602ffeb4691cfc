"""``conveyor roster``: who may log in, and new passwords."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from conveyor.cli import cli
from conveyor.errors import ConveyorError
from conveyor.layout import Course
from conveyor.roster import people, reset_password
from hub import passwords
from hub.passwords import ensure_passwords, is_password

ROSTER = "name,display_name,role,section\nada,Ada Lovelace,student,A\ntom,,TA,\n"


@pytest.fixture
def course(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setattr(passwords, "_N", 2**10)
    course.roster.write_text(ROSTER)
    return course


def conveyor(course: Course, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--course", str(course.root), *words])


def test_everybody_is_listed_with_what_they_lack(course: Course) -> None:
    """In the order of the file; who is new has no password yet."""
    ensure_passwords(course.passwords, ["ada", "gone"])
    ada, tom = people(course)
    assert (ada.name, ada.display_name, ada.role, ada.section) == (
        *("ada", "Ada Lovelace", "student", "A"),
    )
    assert (ada.has_password, tom.has_password) == (True, False)
    assert tom.role == "ta"


def test_a_new_password_works_at_once_and_the_old_one_no_more(course: Course) -> None:
    """The file with the hashes is all that the hub asks."""
    old = ensure_passwords(course.passwords, ["ada", "tom"])
    new = reset_password(course, "ada")
    assert is_password(course.passwords, "ada", new)
    assert not is_password(course.passwords, "ada", old["ada"])
    assert is_password(course.passwords, "tom", old["tom"])


def test_who_was_added_while_the_hub_runs_gets_one_so(course: Course) -> None:
    """Also before the hub ran for the first time; var is closed to others from the start."""
    password = reset_password(course, "tom")
    assert is_password(course.passwords, "tom", password)
    assert course.var.stat().st_mode & 0o777 == 0o700
    assert ensure_passwords(course.passwords, ["ada", "tom"]).keys() == {"ada"}


def test_nobody_of_that_name(course: Course) -> None:
    """No password is made for somebody who is not in the roster."""
    with pytest.raises(ConveyorError, match="nobody is called 'Ada'"):
        reset_password(course, "Ada")
    assert not course.passwords.exists()


def test_a_mistake_in_the_roster_is_named(course: Course) -> None:
    """With its line."""
    course.roster.write_text(ROSTER + "ben,,studnet,\n")
    for action in (lambda: people(course), lambda: reset_password(course, "ada")):
        with pytest.raises(ConveyorError) as caught:
            action()
        assert caught.value.where == f"{course.roster}:4"


def test_the_list_on_a_terminal_and_as_json(course: Course) -> None:
    """Never with a password or a hash."""
    made = ensure_passwords(course.passwords, ["ada"])
    shown = conveyor(course, "roster", "list")
    assert shown.exit_code == 0
    rows = [line.split() for line in shown.output.splitlines()]
    assert rows[1] == ["ada", "Ada", "Lovelace", "student", "A", "yes"]
    assert rows[2] == ["tom", "tom", "ta", "not", "yet"]
    told = conveyor(course, "roster", "list", "--json").output
    assert [p["has_password"] for p in json.loads(told)] == [True, False]
    stored = course.passwords.read_text()
    assert made["ada"] not in shown.output + told
    assert not any(word in told for word in stored.split('"') if "$" in word)


def test_a_new_password_is_shown_once(course: Course) -> None:
    """On the terminal, or as JSON for a program; it is nowhere on disk."""
    said = conveyor(course, "roster", "reset-password", "ada").output
    password = said.split()[1]
    assert is_password(course.passwords, "ada", password)
    assert "not shown again" in said
    told = json.loads(conveyor(course, "roster", "reset-password", "ada", "--json").output)
    assert is_password(course.passwords, "ada", told["password"])
    files = [p for p in course.var.rglob("*") if p.is_file()]
    assert not [p for p in files if told["password"].encode() in p.read_bytes()]
