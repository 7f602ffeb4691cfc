"""CD30x: the gradebook, where every score and comment is kept."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from conveyor.doctor.check import ERROR, OK, Trouble, check
from conveyor.layout import Course

_PATIENCE = 1.0  # seconds for reading the whole of a large gradebook
_KEY = re.compile(r"^(down_revision|revision)\s*=\s*['\"](\w+)['\"]", re.M)


@check(
    "CD301",
    ERROR,
    "the gradebook is damaged",
    why="scores may be gone, and each further write can lose more",
    cure="stop the hub, keep the file, and put the newest backup in its place",
)
def damaged(course: Course) -> Iterator[Trouble]:
    if not course.gradebook.is_file():
        return
    try:
        with closing(_connect(course)) as db:
            ends = time.monotonic() + _PATIENCE
            db.set_progress_handler(lambda: time.monotonic() > ends, 10_000)
            said = db.execute("pragma quick_check(3)").fetchall()
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            yield Trouble("it is large: only its beginning was read, which is well", severity=OK)
        elif "locked" not in str(error):  # CD302 says so
            yield Trouble(str(error))
    except sqlite3.DatabaseError as error:
        yield Trouble(str(error))
    else:
        wrong = [row[0] for row in said if row[0] != "ok"]
        yield from map(Trouble, wrong)


@check(
    "CD302",
    ERROR,
    "the gradebook is locked",
    why="nothing can be graded or saved while another program writes, or forgot that it did",
    cure="wait for a running conveyor grade, or end the program: fuser gradebook.db names it",
)
def locked(course: Course) -> Iterator[Trouble]:
    if not course.gradebook.is_file():
        return
    try:
        with closing(_connect(course)) as db:
            db.execute("begin immediate")
            db.execute("rollback")
    except sqlite3.OperationalError as error:
        yield Trouble(str(error))
    except sqlite3.DatabaseError:
        return  # CD301 says so


@check(
    "CD303",
    ERROR,
    "the gradebook was made by another version of nbgrader",
    why="its tables are not those that the installed nbgrader reads and writes",
    cure="copy gradebook.db away, then: nbgrader db upgrade",
)
def other_schema(course: Course) -> Iterator[Trouble]:
    found = _revision_of(course)
    known, head = _revisions()
    if found is None or found == head or not head:
        return  # no gradebook, a good one, or no nbgrader: CD102 says so
    if not found:
        yield Trouble("it has no tables of nbgrader", "move it away if it holds nothing of yours")
    elif found in known:
        yield Trouble(f"its tables are of revision {found}, nbgrader's are of {head}")
    else:
        cure = "install the nbgrader that wrote it: pip install --editable '.[hub]'"
        yield Trouble(f"its tables are of revision {found}, which nbgrader does not know", cure)


def _connect(course: Course) -> sqlite3.Connection:
    """Not read-only: SQLite then could not undo what a killed program left half written."""
    return sqlite3.connect(
        f"{course.gradebook.as_uri()}?mode=rw", uri=True, timeout=0, isolation_level=None
    )


def _revision_of(course: Course) -> str | None:
    """The revision of the tables; "" when there are none, None when they cannot be read."""
    if not course.gradebook.is_file():
        return None
    try:
        with closing(_connect(course)) as db:
            row = db.execute("select version_num from alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        return "" if "no such table" in str(error) else None
    except sqlite3.DatabaseError:
        return None
    return row[0] if row else ""


def _revisions() -> tuple[set[str], str]:
    """(every revision that the installed nbgrader knows, the newest), read from its files."""
    spec = find_spec("nbgrader")
    package = Path(spec.origin).parent if spec and spec.origin else Path()
    below: set[str] = set()
    known: set[str] = set()
    for file in package.glob("alembic/versions/*.py"):
        for key, value in _KEY.findall(file.read_text(encoding="utf-8")):
            (known if key == "revision" else below).add(value)
    return known, next(iter(known - below), "")
