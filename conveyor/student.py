"""A student's side of the exchange, by nbgrader's own classes: for rehearsals and tests."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from traitlets.config import Config

from conveyor.layout import Course
from conveyor.nbgrader_api import quick_imports


class Student:
    """Fetches and submits from `home`, through the mailbox that the hub would show them.

    Everything raises nbgrader's ExchangeError when nbgrader refuses.
    """

    def __init__(self, course: Course, name: str, home: Path) -> None:
        from hub.mailboxes import ensure_mailbox

        self.course, self.name, self.home = course, name, home
        home.mkdir(parents=True, exist_ok=True)
        self._mailbox = ensure_mailbox(course, name)

    def fetch(self, assignment: str) -> Path:
        """The folder with the released notebooks, fetched from the exchange."""
        self._run("ExchangeFetchAssignment", assignment)
        return self.home / assignment

    def submit(self, assignment: str) -> None:
        """Hand in what is in the home now."""
        self._run("ExchangeSubmit", assignment)

    def fetch_feedback(self, assignment: str) -> list[Path]:
        """The feedback pages that could be fetched, newest submission last."""
        self._run("ExchangeFetchFeedback", assignment)
        return sorted((self.home / assignment / "feedback").glob("*/*.html"))

    def _run(self, action: str, assignment: str) -> Any:
        quick_imports()
        from nbgrader.auth import Authenticator
        from nbgrader.coursedir import CourseDirectory
        from nbgrader.exchange import default

        config = Config()
        config.CourseDirectory.root = str(self.home)
        config.CourseDirectory.course_id = self.course.course_id
        config.CourseDirectory.student_id = self.name
        config.CourseDirectory.assignment_id = assignment
        config.Exchange.root = str(self._mailbox)
        config.Exchange.cache = str(self.home / ".nbgrader_cache")
        config.Exchange.assignment_dir = str(self.home)
        step = getattr(default, action)(
            coursedir=CourseDirectory(config=config),
            authenticator=Authenticator(config=config),
            config=config,
        )
        step.log = logging.getLogger("conveyor.student")
        step.log.addHandler(logging.NullHandler())
        step.log.propagate = False
        return step.start()
