"""Passwords of the embedded hub: scrypt hashes in a file that only its owner can read.

Cost parameters are those that OWASP's password storage cheat sheet names for scrypt:
N = 2^17, r = 8, p = 1, which need 128 MiB for a moment at each login.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from pathlib import Path

from conveyor.files import read_json, write_json

_N, _R, _P = 2**17, 8, 1
_MEMORY = 256 * 2**20
# Without look-alikes: these are read from a screen and typed.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def ensure_passwords(file: Path, names: Iterable[str]) -> dict[str, str]:
    """Give each of `names` without a password a new one. Returns {name: new password}."""
    known: dict[str, str] = read_json(file) or {}
    fresh = {name: _new_password() for name in names if name not in known}
    if fresh:
        known.update({name: _hash(password) for name, password in fresh.items()})
        write_json(file, known)
    return fresh


def set_password(file: Path, name: str, password: str) -> None:
    """Replace the password of `name`."""
    write_json(file, {**(read_json(file) or {}), name: _hash(password)})


def is_password(file: Path, name: str, password: str) -> bool:
    """Whether `password` is that of `name`; takes as long for a name that has none."""
    stored = (read_json(file) or {}).get(name)
    salt, wanted = _parts(stored) if stored else (b"\0" * 16, b"")
    return hmac.compare_digest(_scrypt(password, salt), wanted)


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
