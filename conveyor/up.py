"""``conveyor up``: the embedded hub, from start to Ctrl-C."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from conveyor.errors import ConveyorError
from conveyor.files import read_json, write_json
from conveyor.layout import Course
from hub.isolation import why_not
from hub.passwords import ensure_passwords
from hub.roster import Account, read_roster, write_sample
from hub.settings import RUN, Settings
from hub.students import sync_gradebook

Say = Callable[[str], None]
DEFAULT_PORT = 8000
_READY_WITHIN = 120  # seconds
_STOPS_WITHIN = 30
_HUB = "import sys; sys.modules['rfc3987_syntax'] = None; from jupyterhub.app import main; main()"


@dataclass(frozen=True)
class Running:
    """A hub that answers. `passwords` has the accounts that got one just now."""

    url: str
    accounts: list[Account]
    passwords: dict[str, str]
    isolated: bool


def run(
    course: Course,
    *,
    port: int | None = None,
    say: Say = lambda _: None,
    ready: Callable[[Running], None] = lambda _: None,
) -> int:
    """Run the hub of `course` until Ctrl-C, SIGTERM or its own end; `ready` when it answers.

    Returns 0 when it was asked to stop. Raises ConveyorError when the port is taken, the
    hub of this course is running already, the roster has a mistake, or the hub ends by
    itself; the last lines of its log are in the message.
    """
    if not course.roster.is_file():
        write_sample(course.roster)
        say(f"{course.roster.name} made, with accounts to try the course")
    accounts = read_roster(course.roster)
    with _only_one(course):
        stopped = stop_leftovers(course)
        if stopped:
            say(f"an earlier run had left {stopped} processes; they are stopped")
        settings = _settings(course, port or DEFAULT_PORT)
        sync_gradebook(course, accounts)
        reason = "" if settings.isolate else why_not()
        if reason:
            say(f"warning: students' servers are not kept apart: {reason}")
        say("starting the hub")
        with _hub(course, settings) as process:
            _wait_until_ready(course, settings, process)
            # Only now: a password that is made before a start that fails is never shown.
            passwords = ensure_passwords(course.passwords, [a.name for a in accounts])
            ready(Running(settings.url, accounts, passwords, settings.isolate))
            _wait_for_end(course, process)
    return 0


def _settings(course: Course, port: int) -> Settings:
    if not _is_free(port):
        raise ConveyorError(
            f"port {port} is taken by another program on this machine",
            cure=f"choose another one: make up PORT={_free_ports(1)[0]}",
        )
    hub_port, proxy_port, course_port = _free_ports(3)
    return Settings(
        root=str(course.root),
        port=port,
        hub_port=hub_port,
        proxy_port=proxy_port,
        course_port=course_port,
        isolate=not why_not(),
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


@contextmanager
def _only_one(course: Course) -> Iterator[None]:
    """Hold the course's lock; the system gives it back when this process dies in any way."""
    course.hub_state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (course.hub_state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            state = read_json(course.hub_state / "running.json") or {}
            where = f" at {state['url']} (process {state['pid']})" if state else ""
            raise ConveyorError(
                f"the hub of this course is running already{where}",
                cure="use it, or stop it first with Ctrl-C where it was started",
            ) from None
        yield


@contextmanager
def _hub(course: Course, settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    log = course.hub_log
    if log.is_file():
        os.replace(log, log.with_suffix(".log.1"))
    environment = {**os.environ, **settings.to_environment(), RUN: run_mark(course)}
    configuration = Path(__file__).parent.parent / "hub" / "jupyterhub_config.py"
    with log.open("wb") as output:
        log.chmod(0o600)
        process = subprocess.Popen(
            [sys.executable, "-c", _HUB, "-f", str(configuration)],
            cwd=course.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in the terminal is for us: we stop it in order
        )
    write_json(course.hub_state / "running.json", {"url": settings.url, "pid": os.getpid()})
    try:
        with _terminate_on_signal():
            yield process
    finally:
        _stop(process)
        stop_leftovers(course)
        (course.hub_state / "running.json").unlink(missing_ok=True)


@contextmanager
def _terminate_on_signal() -> Iterator[None]:
    """SIGTERM ends us as Ctrl-C does."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the hub to stop its servers and itself; do not take no for an answer."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STOPS_WITHIN)
    if process.poll() is None:
        process.kill()
        process.wait()


def _wait_until_ready(
    course: Course, settings: Settings, process: subprocess.Popen[bytes]
) -> None:
    """Until hub and course answer through the proxy: the hub is healthy long before that."""
    paths = ("/hub/health", f"/services/{course.course_id}/api")
    deadline = time.monotonic() + _READY_WITHIN
    while not all(_answers(settings.url + path) for path in paths):
        if process.poll() is not None:
            raise _ended(course, "the hub stopped while it was starting")
        if time.monotonic() > deadline:
            raise _ended(course, f"the hub does not answer after {_READY_WITHIN} seconds")
        time.sleep(0.2)


def _answers(url: str) -> bool:
    # Not through a proxy of the environment: it is this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _wait_for_end(course: Course, process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait()
    except KeyboardInterrupt:
        return
    raise _ended(course, f"the hub ended by itself (code {process.returncode})")


def _ended(course: Course, what: str) -> ConveyorError:
    log = course.hub_log
    lines = log.read_text(errors="replace").splitlines()[-12:] if log.is_file() else []
    text = "\n    ".join([what, *lines])
    return ConveyorError(text, where=str(log), cure="conveyor doctor; the whole log is there")


def run_mark(course: Course) -> str:
    """What every process of this course's hub carries in its environment."""
    return hashlib.sha256(str(course.root).encode()).hexdigest()[:16]


def stop_leftovers(course: Course) -> int:
    """Stop processes of an earlier run of this course's hub. Returns how many there were."""
    mark, found = run_mark(course), []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(RUN) == mark:
                found.append(process)
    for process in found:
        with suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(found, timeout=5)
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
    return len(found)
