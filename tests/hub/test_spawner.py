"""How a student's server is started, without starting one."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jupyterhub.spawner import SimpleLocalProcessSpawner

from conveyor.build import build
from conveyor.layout import Course
from hub import isolation
from hub.spawner import CourseSpawner
from tests.hub.parcels import hand_out


def spawner(course: Course, *, isolate: bool) -> CourseSpawner:
    made = CourseSpawner(root=str(course.root), isolate=isolate)
    made.user = SimpleNamespace(name="ada")
    return made


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> None:
    """What JupyterHub itself puts into the environment is not looked at here."""
    monkeypatch.setattr(SimpleLocalProcessSpawner, "get_env", lambda self: {})


@pytest.mark.usefixtures("env")
def test_isolated_servers_know_only_places_inside(course: Course) -> None:
    """No variable names the course's folder."""
    server = spawner(course, isolate=True)
    environment = server.get_env()
    # The programs are those of the environment, which may lie in the course folder.
    program = environment.pop("PATH")
    assert program.startswith(str(Path(sys.executable).parent))
    assert not any(str(course.root) in value for value in environment.values())
    assert environment["HOME"] == environment["JUPYTERHUB_ROOT_DIR"] == f"{isolation.HOMES}/ada"
    assert environment["JUPYTER_RUNTIME_DIR"] == isolation.RUNTIME
    assert environment["NBGRADER_EXCHANGE"] == isolation.MAILBOX
    assert environment["PYTHONPATH"] == isolation.VIEW
    assert server.cmd[0] == "bwrap"
    assert server.cmd.index("--") < server.cmd.index(sys.executable)


@pytest.mark.usefixtures("env")
def test_without_bubblewrap_the_folders_are_the_real_ones(course: Course) -> None:
    """The same layout, without walls; and ports, as a path here may be too long for sockets."""
    server = spawner(course, isolate=False)
    environment = server.get_env()
    assert environment["HOME"] == str(course.homes / "ada")
    assert environment["NBGRADER_EXCHANGE"] == str(course.mailboxes / "ada")
    assert environment["PYTHONPATH"] == str(course.student_view)
    assert "JUPYTER_RUNTIME_DIR" not in environment
    assert server.cmd[0] == sys.executable


def started(server: CourseSpawner, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    seen: dict[str, Any] = {}

    async def start(self: CourseSpawner) -> tuple[str, int]:
        log = self.popen_kwargs["stdout"]
        log.write(b"the server says something")
        seen.update(self.popen_kwargs)
        return "127.0.0.1", 1

    monkeypatch.setattr(SimpleLocalProcessSpawner, "start", start)
    asyncio.run(server.start())
    return seen


def test_a_start_furnishes_everything(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Home, mailbox and the view of the package are there before the server is."""
    build(course)
    hand_out(course)
    started(spawner(course, isolate=True), monkeypatch)
    assert (course.homes / "ada" / "Welcome.md").is_file()
    assert (course.inbound / "ada").is_dir()
    view = course.student_view / "tinytorch"
    assert "is not open here" in (view / "number.py").read_text()


def test_what_a_server_says_does_not_go_into_the_hubs_log(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A student decides what it says: it has a file of its own, closed to others."""
    build(course)
    seen = started(spawner(course, isolate=True), monkeypatch)
    log = course.server_log("ada")
    assert log.read_bytes() == b"the server says something"
    assert log.stat().st_mode & 0o777 == 0o600
    assert log.parent.stat().st_mode & 0o777 == 0o700
    assert seen["stderr"] == subprocess.STDOUT
    assert seen["stdout"].closed


def test_a_course_without_modules_has_servers_too(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then there is nothing in the view."""
    shutil.rmtree(course.modules_dir)
    started(spawner(course, isolate=True), monkeypatch)
    assert list(course.student_view.iterdir()) == []


def test_a_process_id_from_before_is_not_believed(course: Course) -> None:
    """After a crash or a restart of the machine it is somebody else's, who would be stopped."""
    server = spawner(course, isolate=True)
    server.load_state({"pid": os.getpid()})
    assert server.pid == 0
    assert asyncio.run(server.poll()) == 0
