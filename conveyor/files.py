"""Writing that survives being killed: a reader sees the old file or the new one."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from conveyor.errors import ConveyorError

# Ends the name of a file that is being written; one that stays is from a killed process.
HALF = ".half-written"


def write_atomic(path: Path, content: bytes | str, mode: int = 0o644) -> bool:
    """Put `content` in `path` in one step. Returns whether anything changed."""
    data = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=HALF)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def write_json(path: Path, value: Any, mode: int = 0o600) -> bool:
    """`value` as readable JSON, in one step."""
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)
    return write_atomic(path, text + "\n", mode)


def read_json(path: Path) -> Any:
    """What `write_json` wrote, or None when there is no such file or it is not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError):
        return None


def digest(*paths: Path) -> str:
    """SHA-256 over files and folders: names relative to each path, and contents.

    Of a link only its target's name counts, and special files not at all: what a student
    handed in must not make us read anything else.
    """
    total = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() and not path.is_symlink() else [path]
        for file in files:
            if "__pycache__" in file.parts:
                continue
            content = _content_digest(file)
            if content is not None:
                name = file.relative_to(path).as_posix() if file != path else file.name
                total.update(f"{name}\0{content}\n".encode(errors="surrogateescape"))
        total.update(b"\n")
    return total.hexdigest()


def _content_digest(path: Path) -> str | None:
    """None for folders, special files and what is gone meanwhile."""
    try:
        if path.is_symlink():
            return f"link to {os.readlink(path)}"
        if path.is_file():
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        pass
    return None


@contextmanager
def only_one(lock: Path, where: str, *, wait: bool = False) -> Iterator[None]:
    """Hold the file `lock` meanwhile; the system lets go of it however the process ends.

    Raises ConveyorError when another process holds it, unless it is to `wait`.
    """
    for folder in (lock.parent.parent, lock.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise ConveyorError(
                "another conveyor command is working on it", where=where, cure="wait for its end"
            ) from None
        yield
