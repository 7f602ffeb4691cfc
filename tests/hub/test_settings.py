"""The settings of the hub on their way into its process."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.roster import Account
from hub.settings import VARIABLE, Settings, groups_of

SETTINGS = Settings(
    root="/srv/a course/é",
    port=8000,
    hub_port=1,
    proxy_port=2,
    course_port=3,
    isolate=True,
    runtime="/tmp/x",
)


def test_they_arrive_as_they_were_sent() -> None:
    """Through one variable of the environment, whatever is in the path."""
    environment = SETTINGS.to_environment()
    assert list(environment) == [VARIABLE]
    assert Settings.from_environment(environment) == SETTINGS


def test_a_hub_that_was_started_otherwise_has_none() -> None:
    """Its configuration fails at once, by the name of the variable."""
    with pytest.raises(KeyError, match=VARIABLE):
        Settings.from_environment({})


def test_the_address_and_the_course() -> None:
    """Only this machine is served."""
    assert SETTINGS.url == "http://127.0.0.1:8000"
    assert SETTINGS.course.root == Path("/srv/a course/é")


def test_no_role_is_student_and_staff() -> None:
    """A student is in nbgrader's group of students, staff in its formgraders' group."""
    groups = {role: groups_of(Account("x", role), "c") for role in ("student", "ta", "operator")}
    assert groups == {
        "student": ["nbgrader-c"],
        "ta": ["formgrade-c"],
        "operator": ["formgrade-c", "operators"],
    }
