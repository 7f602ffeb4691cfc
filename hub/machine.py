"""What the hub takes of the machine that it runs on: ports, and processes that are marked.

Each process of one course's hub carries a mark in its environment, children included. So
what a killed hub left behind is found again, whoever its parent is by then.
"""

from __future__ import annotations

import errno
import hashlib
import os
import socket
from contextlib import suppress

import psutil

from conveyor.errors import ConveyorError
from conveyor.layout import Course
from hub.settings import RUN

_POLITE = 5  # seconds from asking to killing


def check_port(port: int) -> None:
    """Raises ConveyorError, with a port that is free, when nobody can listen on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            what = "may not be used by you" if error.errno == errno.EACCES else "is taken"
            raise ConveyorError(
                f"port {port} {what} on this machine",
                cure=f"choose another one: make up PORT={free_ports(1)[0]}",
            ) from None


def free_ports(count: int, besides: int = 0) -> list[int]:
    """So many ports of this machine that are free now, none of them `besides`."""
    probes = [socket.socket() for _ in range(count + 1)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        ports = [probe.getsockname()[1] for probe in probes]
        return [port for port in ports if port != besides][:count]
    finally:
        for probe in probes:
            probe.close()


def run_mark(course: Course) -> str:
    """What every process of this course's hub carries in its environment."""
    return hashlib.sha256(str(course.root).encode()).hexdigest()[:16]


def stop_leftovers(course: Course) -> int:
    """Stop processes of an earlier run of this course's hub. Returns how many there were."""
    found = marked(course)
    for process in found:
        with suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(found, timeout=_POLITE)
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
    return len(found)


def marked(course: Course) -> list[psutil.Process]:
    """Every process but this one that belongs to the course's hub."""
    mark, found = run_mark(course), []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(RUN) == mark:
                found.append(process)
    return found
