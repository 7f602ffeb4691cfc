"""Writing that survives being killed: a reader sees the old file or the new one."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


def write_atomic(path: Path, content: bytes | str, mode: int = 0o644) -> bool:
    """Put `content` in `path` in one step. Returns whether anything changed."""
    data = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
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
    """SHA-256 over files and folders: names relative to each path, and contents."""
    total = hashlib.sha256()
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if not file.is_file() or "__pycache__" in file.parts:
                continue
            name = file.relative_to(path).as_posix() if path.is_dir() else file.name
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            total.update(f"{name}\0{content}\n".encode())
    return total.hexdigest()
