"""The one truth about who is in the course: ``roster.csv``, a line a person.

    name,display_name,mail,role,section,extra_time
    ada,Ada Lovelace,ada@example.org,student,A,1.25

name        the account; nbgrader's student id
role        student, ta, instructor or operator
section     free text, for staff to sort by
extra_time  factor on time limits and deadlines that this person is granted, 1 when empty
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conveyor.errors import ConveyorError
from conveyor.files import write_atomic

STUDENT, TA, INSTRUCTOR, OPERATOR = ROLES = ("student", "ta", "instructor", "operator")
STAFF = (TA, INSTRUCTOR, OPERATOR)
COLUMNS = ("name", "display_name", "mail", "role", "section", "extra_time")

# What is safe in file names, URLs and nbgrader's <student>+<assignment>+<time>, anywhere.
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SAMPLE = """\
name,display_name,mail,role,section,extra_time
ida,Ida (instructor),,instructor,,
tom,Tom (TA),,ta,,
ada,Ada (student),,student,A,
ben,Ben (student),,student,A,
"""


@dataclass(frozen=True)
class Account:
    """One person of the course."""

    name: str
    role: str
    display_name: str = ""
    mail: str = ""
    section: str = ""
    extra_time: float = 1.0

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF


def read_roster(path: Path) -> list[Account]:
    """Everyone in `path`, in its order.

    Raises ConveyorError with file and line for a column that is missing, a name that is
    used twice or cannot be an account, and a role or factor that is none.
    """
    accounts: dict[str, Account] = {}
    for where, row in _rows(path, _text(path)):
        account = _account(row, where)
        if account.name in accounts:
            raise ConveyorError(
                f"the name {account.name!r} is there twice", where=where, cure="one line a person"
            )
        accounts[account.name] = account
    return list(accounts.values())


def write_sample(path: Path) -> None:
    """A roster to begin with: an instructor, a TA and two students."""
    write_atomic(path, _SAMPLE, mode=0o600)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ConveyorError(
            "there is no roster", where=str(path), cure="conveyor up makes one to begin with"
        ) from None
    except OSError as error:
        raise ConveyorError(
            f"it cannot be read: {error.strerror}", where=str(path), cure="conveyor doctor"
        ) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConveyorError(
            "not UTF-8", where=f"{path}:{line}", cure="save it as CSV in UTF-8"
        ) from None


def _rows(path: Path, text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(file:line, {column: value}) of each line that holds anything."""
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    header: list[str] | None = None
    try:
        for cells in reader:
            row, where = [cell.strip() for cell in cells], f"{path}:{reader.line_num}"
            if not any(row):
                continue
            if header is None:
                header = _header(row, where)
            elif len(row) > len(header) and any(row[len(header) :]):
                raise ConveyorError(
                    f"{len(row)} values for {len(header)} columns",
                    where=where,
                    cure='put a value that has a comma into quotes: "Lovelace, Ada"',
                )
            else:
                yield where, dict(zip(header, row, strict=False))
    except csv.Error as error:
        raise ConveyorError(
            f"not CSV: {error}", where=f"{path}:{reader.line_num}", cure="save it as CSV in UTF-8"
        ) from None
    if header is None:
        _header([], f"{path}:1")


def _header(row: list[str], where: str) -> list[str]:
    header = [name.lower() for name in row]
    if missing := sorted({"name", "role"} - set(header)):
        raise ConveyorError(
            f"no column {' and '.join(missing)}",
            where=where,
            cure=f"begin with the line: {','.join(COLUMNS)} (commas, no semicolons)",
        )
    return header


def _account(row: dict[str, str], where: str) -> Account:
    name, role = row["name"], row.get("role", "").lower()
    if not _NAME.fullmatch(name):
        raise ConveyorError(
            f"{name!r} cannot be the name of an account",
            where=where,
            cure="small letters, digits, '.', '_' and '-', at most 64, no '+' and no space",
        )
    if role not in ROLES:
        raise ConveyorError(
            f"{role!r} is no role", where=where, cure=f"one of: {', '.join(ROLES)}"
        )
    try:
        extra = float(row.get("extra_time") or 1)
    except ValueError:
        extra = 0.0
    if not 1 <= extra <= 10:
        raise ConveyorError(
            f"extra_time {row.get('extra_time')!r} is no factor from 1 to 10",
            where=where,
            cure="1.25 grants a quarter more; leave it empty for none",
        )
    return Account(
        name=name,
        role=role,
        display_name=row.get("display_name") or name,
        mail=row.get("mail", ""),
        section=row.get("section", ""),
        extra_time=extra,
    )
