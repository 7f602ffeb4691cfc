"""Put a finished folder in the place of another one, in one step where the system can.

Whoever reads the folder meanwhile, a student's fetch or a grading run, finds the old one
or the new one complete. Killed at any moment, one of the two is there the next time.
"""

from __future__ import annotations

import ctypes
import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HERE = -100  # AT_FDCWD: paths as they are
_SWAP = 2  # RENAME_EXCHANGE of renameat2(2), RENAME_SWAP of renamex_np(2)


@contextmanager
def replacing(destination: Path) -> Iterator[Path]:
    """A path to make a folder at; when the block ends well it is `destination`.

    An older folder at `destination` is removed then, and kept when the block raises. Not
    for two processes at once: they hold a lock.
    """
    destination.parent.mkdir(parents=True, exist_ok=True)
    _settle(destination)
    room = Path(tempfile.mkdtemp(dir=destination.parent, prefix=_prefix(destination)))
    fresh = room / "new"
    try:
        yield fresh
        if not destination.is_dir():
            os.replace(fresh, destination)
        elif not _swap(fresh, destination):
            os.replace(destination, room / "old")
            os.replace(fresh, destination)
    finally:
        _settle(destination)


def _prefix(destination: Path) -> str:
    """Of the folders beside it where it is made. No assignment has a plus in its name."""
    return f".{destination.name}+"


def _settle(destination: Path) -> None:
    """Undo what a killed process left: the older folder comes back, halves go."""
    for room in destination.parent.glob(glob.escape(_prefix(destination)) + "*"):
        if (room / "old").is_dir() and not destination.exists():
            os.replace(room / "old", destination)
        shutil.rmtree(room, ignore_errors=True)


def _swap(one: Path, other: Path) -> bool:
    """Exchange the two folders; False where the system or the file system cannot."""
    library = ctypes.CDLL(None)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        return bool(library.renamex_np(first, second, _SWAP) == 0)
    if not hasattr(library, "renameat2"):
        return False
    return bool(library.renameat2(_HERE, first, _HERE, second, _SWAP) == 0)
