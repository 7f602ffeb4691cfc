"""The hub that the journey goes through: started as a lecturer starts it, stopped by Ctrl-C."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conveyor.layout import CONFIG, Course
from hub.machine import free_ports
from tests.conftest import ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ALBUM = ROOT / "build" / "journey"


@dataclass
class Hub:
    """A running hub: its address, its course, and the passwords that it printed."""

    url: str
    course: Course
    passwords: dict[str, str]
    process: subprocess.Popen[str]
    seconds: float


def real_course(root: Path) -> Course:
    """A copy of this repository's course, with its first module and no student's data."""
    first = sorted((ROOT / "modules").glob("[0-9][0-9]_*"))
    first = [m for m in first if not m.name.startswith("00")][:1]
    for module in first:
        shutil.copytree(module, root / "modules" / module.name)
    shutil.copytree(ROOT / "tinytorch", root / "tinytorch")
    shutil.copy(ROOT / CONFIG, root)
    return Course(root)


def start(course: Course, port: int | None = None) -> Hub:
    """`conveyor up` in a process of its own, until it says that it is ready."""
    port = port or free_ports(1)[0]
    command = [sys.executable, "-m", "conveyor", "--course", str(course.root), "up"]
    begun = time.monotonic()
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    said: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C stops everything" in line:
            break
    else:
        raise AssertionError("the hub did not come up:\n" + "".join(said))
    text = "".join(said)
    found = re.findall(r"^\s+(\w+)\s+([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})\s", text, re.M)
    url = re.search(r"http://\S+", text)
    assert url, text
    return Hub(url[0], course, dict(found), process, time.monotonic() - begun)


def stop(hub: Hub) -> int:
    """Ctrl-C; the exit code."""
    hub.process.send_signal(signal.SIGINT)
    hub.process.communicate(timeout=60)
    return hub.process.returncode


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path. Without one the test is skipped, or fails with REQUIRE_BROWSER=1."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found and os.environ.get("REQUIRE_BROWSER"):
        pytest.fail("no Chromium on this machine, and REQUIRE_BROWSER is set")
    if not found:
        pytest.skip("no Chromium on this machine")
    return found


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    running = start(real_course(tmp_path_factory.mktemp("course")))
    yield running
    if running.process.poll() is None:
        stop(running)


@pytest.fixture(scope="session")
def album() -> Path:
    """Where the journey leaves its screenshots."""
    shutil.rmtree(ALBUM, ignore_errors=True)
    ALBUM.mkdir(parents=True)
    return ALBUM
