"""Passwords of the embedded hub: scrypt hashes in a file that only its owner can read.

Cost parameters are those that OWASP's password storage cheat sheet names for scrypt:
N = 2^17, r = 8, p = 1, which need 128 MiB for a moment at each login.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from conveyor.errors import ConveyorError
from conveyor.files import only_one, read_json, write_json

_N, _R, _P = 2**17, 8, 1
_MEMORY = 256 * 2**20
_LONGEST = 1024  # characters; no password of ours is longer
# Without look-alikes: these are read from a screen and typed.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def ensure_passwords(file: Path, names: Iterable[str]) -> dict[str, str]:
    """Give each of `names` without a password a new one. Returns {name: new password}."""
    with _changing(file) as known:
        fresh = {name: _new_password() for name in names if name not in known}
        known |= {name: _hash(password) for name, password in fresh.items()}
    return fresh


def reset_password(file: Path, name: str) -> str:
    """Give `name` a new password, which is returned; the old one is worth nothing any more."""
    password = _new_password()
    with _changing(file) as known:
        known[name] = _hash(password)
    return password


def forget_passwords(file: Path, names: Iterable[str]) -> None:
    """Take the passwords of `names` away: they get new ones from `ensure_passwords`."""
    with _changing(file) as known:
        for name in names:
            known.pop(name, None)


def have_passwords(file: Path) -> set[str]:
    """The names that have a password."""
    return set(_read(file))


def is_password(file: Path, name: str, password: str) -> bool:
    """Whether `password` is that of `name`; takes as long for a name that has none.

    Raises ConveyorError when `file` is damaged.
    """
    stored = _read(file).get(name)
    salt, wanted = _parts(stored) if stored else (b"\0" * 16, b"")
    return hmac.compare_digest(_scrypt(password[:_LONGEST], salt), wanted)


def _read(file: Path) -> dict[str, str]:
    known = read_json(file)
    if known is None and file.exists():
        raise ConveyorError(
            "it is damaged, so nobody can log in",
            where=str(file),
            cure="put it back from a backup, or delete it: conveyor up then gives everybody a "
            "new password",
        )
    return known or {}


@contextmanager
def _changing(file: Path) -> Iterator[dict[str, str]]:
    """What the file holds; what is changed in it is written, by one process at a time."""
    with only_one(file.with_suffix(".lock"), file.name, wait=True):
        known = _read(file)
        yield known
        write_json(file, known)


def _new_password() -> str:
    """Twelve characters of 31: 59 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def _hash(password: str) -> str:
    salt = secrets.token_bytes(16)
    return "$".join(base64.b64encode(part).decode() for part in (salt, _scrypt(password, salt)))


def _parts(stored: str) -> tuple[bytes, bytes]:
    salt, wanted = stored.split("$")
    return base64.b64decode(salt), base64.b64decode(wanted)


def _scrypt(password: str, salt: bytes) -> bytes:
    data = password.encode()
    return hashlib.scrypt(data, salt=salt, n=_N, r=_R, p=_P, maxmem=_MEMORY, dklen=32)
