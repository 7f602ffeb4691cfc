"""Ports, and processes that carry a mark."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conveyor.errors import ConveyorError
from conveyor.layout import Course
from hub import machine
from hub.machine import check_port, free_ports, marked, run_mark, stop_leftovers
from hub.settings import RUN

SLEEPS = "import sys, time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPS
# A child that loses its parent, as a server loses its hub.
ORPHAN = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPS!r}])"


@contextmanager
def process(program: str, mark: str | None) -> Iterator[subprocess.Popen[bytes]]:
    environment = {k: v for k, v in os.environ.items() if k != RUN} | ({RUN: mark} if mark else {})
    child = subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE
    )
    assert child.stdout
    assert child.stdout.readline() == b"up\n"
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def test_leftovers_are_stopped_and_counted(course: Course) -> None:
    """With their mark, whoever their parent is; one that does not listen is killed."""
    mark = run_mark(course)
    with process(SLEEPS, mark), process(ORPHAN, mark), process(STUBBORN, mark):
        # The orphan's parent may still be there, too.
        assert stop_leftovers(course) in (3, 4)
        assert marked(course) == []
        assert stop_leftovers(course) == 0


def test_the_hub_of_another_course_is_left_alone(course: Course, tmp_path: Path) -> None:
    """And so is everything without a mark."""
    other = run_mark(Course(tmp_path / "other"))
    with process(SLEEPS, other) as theirs, process(SLEEPS, None) as nobodys:
        assert stop_leftovers(course) == 0
        time.sleep(0.1)
        assert theirs.poll() is None
        assert nobodys.poll() is None


def test_we_do_not_stop_ourselves(course: Course) -> None:
    """Even when this command was typed into a terminal of the hub."""
    code = (
        "import pathlib; from hub.machine import stop_leftovers\n"
        "from conveyor.layout import Course\n"
        f"print(stop_leftovers(Course(pathlib.Path({str(course.root)!r}))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, RUN: run_mark(course)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "0\n")


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_named_with_one_that_is_free(address: str) -> None:
    """Taken on this address, or on all of them."""
    with socket.socket() as other:
        other.bind((address, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ConveyorError, match=f"port {port} is taken") as caught:
            check_port(port)
    free = int(caught.value.cure.split("PORT=")[1])
    assert free != port
    check_port(free)


def test_a_port_that_is_for_root_is_named_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken: another port is the cure all the same."""

    class Closed(socket.socket):
        def bind(self, address: object) -> None:
            if address == ("127.0.0.1", 80):
                raise PermissionError(13, "Permission denied")
            super().bind(address)  # type: ignore[arg-type]

    monkeypatch.setattr(machine.socket, "socket", Closed)
    with pytest.raises(ConveyorError, match="port 80 may not be used by you"):
        check_port(80)


def test_a_port_is_free_again_right_after_its_use() -> None:
    """So that a second start does not have to wait for the first one's connections to fade."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            accepted, _ = server.accept()
            accepted.close()
            client.recv(1)
    check_port(port)


def test_free_ports_are_different_and_not_the_hubs_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub's own port may be one that the system would give next."""
    assert len(set(free_ports(5))) == 5
    given = iter([7001, 8000, 7002, 7003])

    class Given(socket.socket):
        def bind(self, address: object) -> None:
            self.number = next(given)

        def getsockname(self) -> tuple[str, int]:
            return ("127.0.0.1", self.number)

    monkeypatch.setattr(machine.socket, "socket", Given)
    assert free_ports(3, besides=8000) == [7001, 7002, 7003]
