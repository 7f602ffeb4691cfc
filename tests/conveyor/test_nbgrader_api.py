"""nbgrader with the configuration of a course, and its failures in readable words."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from conveyor.errors import UsageError
from conveyor.layout import Course
from conveyor.nbgrader_api import NbgraderError, nbgrader, reason, succeed


def test_course_configuration_is_used_and_left_again(course: Course):
    """nbgrader works in the course folder meanwhile, with the course's own settings."""
    before = Path.cwd()
    with nbgrader(course) as api:
        assert Path.cwd() == course.root
        assert api.coursedir.course_id == "tinytorch"
        assert api.coursedir.root == str(course.root)
        assert api.exchange.collect.__name__ == "MailboxCollect"
    assert Path.cwd() == before


@pytest.mark.parametrize("line", ["x = (", "raise ValueError('boom')", "c.Exchange.root = 3"])
def test_broken_configuration_is_never_passed_over(course: Course, line: str):
    """nbgrader would go on with its defaults, without any of our plug-ins: we do not."""
    course.config_file.write_text(f"{course.config_file.read_text()}\n{line}\n")
    with pytest.raises(UsageError, match="nbgrader_config.py: "), nbgrader(Course(course.root)):
        pass


def test_new_gradebook_is_nbgraders_own(course: Course, tmp_path: Path):
    """Sparing a program at the start changes nothing: nbgrader finds the schema up to date."""
    with nbgrader(course) as api, api.gradebook as book:
        version = book.db.execute(_text("select version_num from alembic_version")).scalar()
    with nbgrader(course):
        heads = subprocess.run(
            ["alembic", "-c", _alembic_ini(tmp_path), "heads"], capture_output=True, text=True
        )
    assert heads.stdout.split()[0] == version


def _text(query: str) -> object:
    from sqlalchemy import text

    return text(query)


def _alembic_ini(folder: Path) -> str:
    from nbgrader.dbutil import write_alembic_ini

    path = os.fspath(folder / "alembic.ini")
    write_alembic_ini(path, "sqlite://")
    return path


LOG = """[INFO] Converting notebook x
[ERROR] There was an error processing assignment: x
[ERROR] Traceback (most recent call last):
  File "x.py", line 1, in f
nbformat.reader.NotJSONError: Notebook does not appear to be JSON: '{'

Traceback (most recent call last):
nbgrader.converters.base.NbGraderException: Please see the above"""


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (LOG, "the file is not a notebook: Notebook does not appear to be JSON: '{'"),
        ("[ERROR] It broke\n[ERROR] more", "It broke"),
        ("KeyError: 'x'", "KeyError: 'x'"),
        ("a.b.SchemaTooOldError: old", "a.b.SchemaTooOldError: old"),
        ("[INFO] nothing", "it failed without saying why"),
        ("", "it failed without saying why"),
        ("[ERROR] \x1b[31mred\x1b[0m\x07", "[31mred[0m"),
        (f"ValueError: {'x' * 300}", f"ValueError: {'x' * 145}..."),
    ],
)
def test_reason_is_one_readable_line(log: str, said: str):
    """The root of the traceback, short, and without anything that steers a terminal."""
    assert reason({"success": False, "log": log}) == said


def test_failure_carries_what_was_done_and_the_log():
    """The error says which step failed; the whole log stays with it."""
    with pytest.raises(NbgraderError, match="collecting: It broke\n    cure: look") as raised:
        succeed({"success": False, "log": "[ERROR] It broke"}, "collecting", cure="look")
    assert raised.value.log == "[ERROR] It broke"
    assert succeed({"success": True, "log": "fine"}, "x") == "fine"


def test_interrupt_that_nbgrader_swallowed_is_raised_again():
    """Ctrl-C is not a failure of the submission that happened to be graded."""
    with pytest.raises(KeyboardInterrupt):
        succeed({"success": False, "error": "Traceback...\nKeyboardInterrupt\n"}, "grading")
