"""``conveyor up``: the embedded hub, from start to Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from conveyor.errors import ConveyorError
from conveyor.files import read_json, write_json
from conveyor.layout import Course
from hub.isolation import why_not
from hub.machine import check_port, free_ports, run_mark, stop_leftovers
from hub.passwords import ensure_passwords, forget_passwords
from hub.roster import Account, read_roster, write_sample
from hub.settings import RUN, Settings
from hub.signals import deferring_signals, ended_by_signals, ignoring_signals
from hub.students import sync_gradebook

Say = Callable[[str], None]
DEFAULT_PORT = 8000
_READY_WITHIN = 120  # seconds
_STOPS_WITHIN = 10
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
    asked_to_stop = suppress(KeyboardInterrupt)
    with ended_by_signals(), asked_to_stop, _only_one(course), _sockets() as runtime:
        stopped = stop_leftovers(course)
        if stopped:
            say(f"an earlier run had left {stopped} processes; they are stopped")
        settings = _settings(course, port or DEFAULT_PORT, runtime)
        sync_gradebook(course, accounts)
        if not settings.isolate:
            say(f"warning: students' servers are not kept apart: {why_not(course.root)}")
        say("starting the hub")
        with _hub(course, settings) as process:
            _wait_until_ready(course, settings, process)
            _welcome(course, accounts, settings, ready)
            process.wait()
            raise _ended(course, f"the hub ended by itself (code {process.returncode})")
    return 0


def _welcome(
    course: Course, accounts: list[Account], settings: Settings, ready: Callable[[Running], None]
) -> None:
    """Only now: a password that is made before a start that fails is never shown."""
    with deferring_signals():  # Ctrl-C after the first half of it would keep the other half
        passwords = ensure_passwords(course.passwords, [a.name for a in accounts])
        try:
            ready(Running(settings.url, accounts, passwords, settings.isolate))
        except BaseException:
            forget_passwords(course.passwords, passwords)
            raise


def _settings(course: Course, port: int, runtime: str) -> Settings:
    check_port(port)
    hub_port, proxy_port, course_port = free_ports(3, besides=port)
    return Settings(
        root=str(course.root),
        port=port,
        hub_port=hub_port,
        proxy_port=proxy_port,
        course_port=course_port,
        isolate=not why_not(course.root),
        runtime=runtime,
    )


@contextmanager
def _only_one(course: Course) -> Iterator[None]:
    """Hold the course's lock; the system gives it back when this process dies in any way."""
    for folder in (course.var, course.hub_state):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    state = course.hub_state / "running.json"
    with (course.hub_state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            known = read_json(state) or {}
            where = f" at {known['url']} (process {known['pid']})" if known else ""
            raise ConveyorError(
                f"the hub of this course is running already{where}",
                cure="use it, or stop it first with Ctrl-C where it was started",
            ) from None
        # Of a run that was killed. JupyterHub would end whoever has these process ids now.
        if killed := read_json(state):
            shutil.rmtree(killed["runtime"], ignore_errors=True)
        for name in ("running.json", "hub.pid", "proxy.pid"):
            (course.hub_state / name).unlink(missing_ok=True)
        try:
            yield
        finally:
            state.unlink(missing_ok=True)


@contextmanager
def _sockets() -> Iterator[str]:
    """A private folder with a short path: a socket's path has at most 107 characters."""
    if sys.platform != "linux":
        yield ""
        return
    folder = tempfile.mkdtemp(prefix="tinytorch-", dir="/tmp")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _hub(course: Course, settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    log = course.hub_log
    if log.is_file():
        os.replace(log, log.with_suffix(".log.1"))
    environment = {**os.environ, **settings.to_environment(), RUN: run_mark(course)}
    configuration = Path(__file__).parent.parent / "hub" / "jupyterhub_config.py"
    process = None
    try:
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
        state = {"url": settings.url, "pid": os.getpid(), "runtime": settings.runtime}
        write_json(course.hub_state / "running.json", state)
        yield process
    finally:
        with ignoring_signals():
            if process:
                _stop(process)
            stop_leftovers(course)


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


def _ended(course: Course, what: str) -> ConveyorError:
    log = course.hub_log
    lines = log.read_text(errors="replace").splitlines()[-12:] if log.is_file() else []
    # What others wrote must not steer the terminal.
    lines = ["".join(filter(str.isprintable, line)) for line in lines]
    text = "\n    ".join([what, *lines])
    return ConveyorError(text, where=str(log), cure="conveyor doctor; the whole log is there")
