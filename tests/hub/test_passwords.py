"""Passwords: made, kept as hashes, checked."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path

import pytest

from conveyor.errors import ConveyorError
from conveyor.files import read_json
from hub import passwords
from hub.passwords import (
    ensure_passwords,
    forget_passwords,
    have_passwords,
    is_password,
    reset_password,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "hub" / "passwords.json"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what is around the hash."""
    monkeypatch.setattr(passwords, "_N", 2**10)


def test_each_new_name_gets_a_password_of_its_own(file: Path) -> None:
    """Only once: who has one keeps it, and it is not told again."""
    first = ensure_passwords(file, ["ada", "ben"])
    assert set(first) == {"ada", "ben"}
    assert len(set(first.values())) == 2
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", p) for p in first.values())
    assert set(ensure_passwords(file, ["ada", "ben", "eve"])) == {"eve"}
    assert is_password(file, "ada", first["ada"])


@pytest.mark.usefixtures("cheap")
def test_nothing_else_is_right(file: Path) -> None:
    """Another's, a part of it, nothing at all, a very long one; for an unknown name neither."""
    made = ensure_passwords(file, ["ada", "ben"])
    right = made["ada"]
    wrong = [
        made["ben"],
        right[:-1],
        right + "x",
        right.upper(),
        f" {right}",
        "",
        "x" * 10**6,
        "\0",
    ]
    for password in wrong:
        assert not is_password(file, "ada", password), password[:20]
    for name in ("eve", "", "ADA", "__proto__"):
        assert not is_password(file, name, right)
        assert not is_password(file, name, "")


@pytest.mark.usefixtures("cheap")
def test_no_password_is_on_disk_and_nobody_else_reads_the_hashes(file: Path) -> None:
    """Two people with one password would not have one hash."""
    made = ensure_passwords(file, ["ada", "ben"])
    everything = b"".join(p.read_bytes() for p in file.parent.iterdir())
    for password in made.values():
        assert password.encode() not in everything
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert passwords._hash("same") != passwords._hash("same")


def test_a_check_costs_what_the_cheat_sheet_asks(file: Path) -> None:
    """scrypt with N = 2^17 and r = 8, as OWASP's password storage cheat sheet has it."""
    assert (passwords._N, passwords._R, passwords._P) == (2**17, 8, 1)


def test_an_unknown_name_takes_as_long_as_a_known_one(file: Path) -> None:
    """So that nobody can ask who is in the course."""
    ensure_passwords(file, ["ada"])

    def seconds(name: str) -> float:
        begun = time.process_time()
        assert not is_password(file, name, "wrong")
        return time.process_time() - begun

    known = min(seconds("ada") for _ in range(3))
    unknown = min(seconds("eve") for _ in range(3))
    assert 0.6 < unknown / known < 1.6


@pytest.mark.usefixtures("cheap")
def test_a_new_password_makes_the_old_one_worthless(file: Path) -> None:
    """For one person; the others notice nothing."""
    made = ensure_passwords(file, ["ada", "ben"])
    new = reset_password(file, "ada")
    assert not is_password(file, "ada", made["ada"])
    assert is_password(file, "ada", new)
    assert is_password(file, "ben", made["ben"])


@pytest.mark.usefixtures("cheap")
def test_a_forgotten_password_is_made_again(file: Path) -> None:
    """As though it had never been."""
    made = ensure_passwords(file, ["ada", "ben"])
    forget_passwords(file, ["ada", "nobody"])
    assert have_passwords(file) == {"ben"}
    assert not is_password(file, "ada", made["ada"])
    assert set(ensure_passwords(file, ["ada", "ben"])) == {"ada"}


def test_without_a_file_nobody_has_one(file: Path) -> None:
    """And nobody gets in."""
    assert have_passwords(file) == set()
    assert not is_password(file, "ada", "")


@pytest.mark.usefixtures("cheap")
def test_a_damaged_file_is_not_overwritten(file: Path) -> None:
    """Everybody would get a new password without knowing it."""
    ensure_passwords(file, ["ada"])
    file.write_text('{"ada": ')
    for action in (
        lambda: ensure_passwords(file, ["ada"]),
        lambda: reset_password(file, "ada"),
        lambda: is_password(file, "ada", "x"),
        lambda: have_passwords(file),
    ):
        with pytest.raises(ConveyorError, match="damaged"):
            action()
    assert file.read_text() == '{"ada": '


@pytest.mark.usefixtures("cheap")
def test_writers_at_once_keep_each_others_passwords(file: Path) -> None:
    """The hub that starts, and somebody who resets one."""
    names = [f"s{number}" for number in range(8)]
    made: dict[str, str] = {}

    def reset(name: str) -> None:
        made[name] = reset_password(file, name)

    threads = [threading.Thread(target=reset, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(read_json(file)) == set(names)
    assert all(is_password(file, name, made[name]) for name in names)
