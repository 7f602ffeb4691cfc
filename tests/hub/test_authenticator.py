"""Who gets in, and who is put out."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hub import passwords
from hub.authenticator import RosterAuthenticator
from hub.passwords import ensure_passwords

ROSTER = "name,role\nada,student\ntom,ta\nida,instructor\nole,operator\n"


class House:
    """A roster, its passwords, and the door."""

    def __init__(self, folder: Path) -> None:
        self.roster, self.file = folder / "roster.csv", folder / "passwords.json"
        self.roster.write_text(ROSTER)
        self.passwords = ensure_passwords(self.file, ["ada", "tom", "ida", "ole", "gone"])
        self.door = RosterAuthenticator(
            roster=str(self.roster), passwords=str(self.file), course="tinytorch"
        )

    def login(self, name: str, password: str) -> Any:
        data = {"username": name, "password": password}
        return asyncio.run(self.door.authenticate(None, data))

    def look_again(self, name: str) -> Any:
        return asyncio.run(self.door.refresh_user(SimpleNamespace(name=name)))


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(passwords, "_N", 2**10)
    return House(tmp_path)


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("ada", ["nbgrader-tinytorch"]),
        ("tom", ["formgrade-tinytorch"]),
        ("ida", ["formgrade-tinytorch"]),
        ("ole", ["formgrade-tinytorch", "operators"]),
    ],
)
def test_groups_follow_the_role(house: House, name: str, groups: list[str]) -> None:
    """At the login and whenever the hub looks again."""
    expected = {"name": name, "groups": groups}
    assert house.login(name, house.passwords[name]) == expected
    assert house.look_again(name) == expected


def test_a_name_may_be_typed_with_capitals_and_spaces(house: House) -> None:
    """As telephones do; a password may not."""
    assert house.login(" Ada ", house.passwords["ada"])["name"] == "ada"
    assert house.login("ada", house.passwords["ada"].upper()) is None


@pytest.mark.parametrize("name", ["ada", "nobody", ""])
def test_a_wrong_password_is_refused(house: House, name: str) -> None:
    """For everybody in the same way."""
    assert house.login(name, "wrong") is None
    assert house.login(name, "") is None
    assert house.login(name, house.passwords["tom"]) is None


def test_who_is_not_in_the_roster_is_refused(house: House) -> None:
    """With the right password of an earlier term, too."""
    assert house.login("gone", house.passwords["gone"]) is None


def test_who_is_dropped_is_logged_out(house: House) -> None:
    """The roster is read again each time; who comes back is let in with the old password."""
    house.roster.write_text(ROSTER.replace("tom,ta\n", ""))
    assert house.look_again("tom") is False
    assert house.login("tom", house.passwords["tom"]) is None
    assert house.look_again("ada")
    house.roster.write_text(ROSTER)
    assert house.login("tom", house.passwords["tom"])


def test_another_role_is_another_group_at_once(house: House) -> None:
    """A TA who becomes a student loses the formgrader."""
    house.roster.write_text(ROSTER.replace("tom,ta", "tom,student"))
    assert house.look_again("tom")["groups"] == ["nbgrader-tinytorch"]


@pytest.mark.parametrize("content", ["name,role\nada,studnet\n", "", None])
def test_a_broken_roster_lets_nobody_in(
    house: House, caplog: pytest.LogCaptureFixture, content: str | None
) -> None:
    """And the log says which line of which file."""
    if content is None:
        house.roster.unlink()
    else:
        house.roster.write_text(content)
    house.door.log = logging.getLogger("door")
    with caplog.at_level("ERROR", logger="door"):
        assert house.login("ada", house.passwords["ada"]) is None
        assert house.look_again("ada") is False
    assert str(house.roster) in caplog.text
    assert "cure" in caplog.text


def test_damaged_passwords_let_nobody_in(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """The log says so; who is logged in stays."""
    house.file.write_text("{")
    house.door.log = logging.getLogger("door")
    with caplog.at_level("ERROR", logger="door"):
        assert house.login("ada", house.passwords["ada"]) is None
    assert f"{house.file}: it is damaged" in caplog.text
    assert house.look_again("ada")


def test_a_class_that_comes_at_once_does_not_fill_the_memory(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two passwords are checked at a time: each takes 128 MiB."""
    import threading
    import time

    running, most, lock = 0, 0, threading.Lock()

    def counted(*_: object) -> bool:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return True

    monkeypatch.setattr("hub.authenticator.is_password", counted)

    async def everybody() -> list[Any]:
        data = {"username": "ada", "password": "x"}
        return await asyncio.gather(*(house.door.authenticate(None, data) for _ in range(10)))

    assert all(asyncio.run(everybody()))
    assert most == 2
