"""nbgrader's own Python API, with the configuration of a course.

Every verb goes through here, so it does what `nbgrader ...` in the course folder does.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from traitlets import TraitError

from conveyor.errors import ConveyorError, UsageError
from conveyor.layout import Course

_RAISED = re.compile(r"^(\w+\.)*[A-Z]\w*(Error|Exception|Missing\w*|Exit|Interrupt): ")
_LONGEST = 160


class NbgraderError(ConveyorError):
    """A step of nbgrader failed; `log` is what it said."""

    def __init__(self, what: str, log: str, **kwargs: str) -> None:
        super().__init__(what, **kwargs)
        self.log = log


@contextmanager
def nbgrader(course: Course, **overrides: Any) -> Iterator[Any]:
    """An ``NbGraderAPI`` for `course`; `overrides` are traits of its ``CourseDirectory``.

    The working folder is the course root meanwhile, as nbgrader expects. Raises UsageError
    when nbgrader_config.py is broken: nbgrader itself would go on without it.
    """
    _ = course.course_id
    quick_imports()
    from nbgrader.apps import NbGrader
    from nbgrader.apps.api import NbGraderAPI

    _tools_on_path()
    _quick_gradebook()
    # nbgrader 0.9.6 fills its session in an order that SQLAlchemy 2 warns of; harmless.
    warnings.filterwarnings("ignore", message="Object of type <Submitted", module="nbgrader")
    before = os.getcwd()
    os.chdir(course.root)
    try:
        app = NbGrader()
        app.log_level = logging.INFO
        app.initialize([], root=str(course.root))
        _silence(app.log)
        for name, value in overrides.items():
            setattr(app.coursedir, name, value)
        try:
            api = NbGraderAPI(app.coursedir, config=app.config, parent=app)
        except TraitError as error:
            cure = "mend that line"
            raise UsageError(str(error), where=course.config_file.name, cure=cure) from None
        yield api
    finally:
        os.chdir(before)


def succeed(result: dict[str, Any], doing: str, cure: str = "") -> str:
    """The log of an API call that went well. Raises NbgraderError when it did not."""
    log = result.get("log") or ""
    if went_well(result):
        return log
    raise NbgraderError(f"{doing}: {reason(result)}", log, cure=cure)


def went_well(result: dict[str, Any]) -> bool:
    """Whether an API call did. Raises KeyboardInterrupt where nbgrader swallowed one."""
    if (result.get("error") or "").rstrip().endswith("KeyboardInterrupt"):
        raise KeyboardInterrupt
    return bool(result["success"])


def reason(result: dict[str, Any]) -> str:
    """Why an API call failed, in one line: the error at the root of its traceback."""
    text = f"{result.get('log') or ''}\n{result.get('error') or ''}"
    lines = ["".join(filter(str.isprintable, line)).strip() for line in text.splitlines()]
    raised = [s for s in lines if _RAISED.match(s) and "NbGraderException" not in s]
    said = [s.removeprefix("[ERROR] ") for s in lines if s.startswith("[ERROR]")]
    first = (raised or said or ["it failed without saying why"])[0]
    if "JSON" in first:
        first = f"the file is not a notebook: {first.split(': ', 1)[-1]}"
    return first if len(first) <= _LONGEST else first[: _LONGEST - 3] + "..."


def quick_imports() -> None:
    """Spare two seconds an import: a grammar for URIs that jsonschema treats as optional.

    See https://github.com/python-jsonschema/jsonschema/issues/1428
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def _tools_on_path() -> None:
    """nbgrader calls `alembic` by name: it lies beside the Python that runs us."""
    tools = str(Path(sys.executable).parent)
    if tools not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([tools, os.environ.get("PATH", os.defpath)])


def _quick_gradebook() -> None:
    """Spare three seconds a new gradebook: nbgrader starts a program to ask for one number."""
    import nbgrader.api

    nbgrader.api.get_alembic_version = _schema_version


@cache
def _schema_version() -> str:
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR

    return str(ScriptDirectory(ALEMBIC_DIR).get_current_head())


def _silence(log: Any) -> None:
    """Keep nbgrader's log out of the terminal: each call returns its own."""
    logger = getattr(log, "logger", log)
    logger.handlers = [logging.NullHandler()]
    logger.propagate = False
