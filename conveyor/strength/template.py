"""The process that mutants are forked from: ``python -m conveyor.strength.template``.

It reads a plan, one line of JSON, and runs the reference cell by cell. Before a cell that
some variant changes it forks a process for each, a few at a time: they share everything
that ran so far and run only the rest. What they tell is written to stdout as lines of JSON.

plan    {"parts": [...], "jobs": [...], "workers": 2}; with "seconds", a list, the reference
        was measured before. Without it that is what is told, and who calls whom with what
        when the solutions are those in "observed"
answer  {"id": ..., "told": [...], "end": "" or how the process ended}
"""

from __future__ import annotations

import json
import os
import random
import selectors
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from conveyor.strength import corners
from conveyor.strength.play import (
    LEAST_SECONDS,
    TIMES_REFERENCE,
    WALL_TIMES_CPU,
    Job,
    Part,
    Tell,
    bound_process,
    line,
    play,
)
from conveyor.strength.runs import CONTROL, TRACE
from conveyor.strength.shell import GradedShell, catch_stderr, open_shell
from conveyor.strength.trace import Tracer

# For a run of the reference that nothing is known of yet.
FIRST_RUN_SECONDS = 100.0
GRACE = 5.0


@dataclass
class _Child:
    pid: int
    id: str
    patience: float  # seconds that it may be silent
    room: Path
    told: bytearray = field(default_factory=bytearray)
    late: bool = False

    def __post_init__(self) -> None:
        self.heard = time.monotonic()

    def hear(self, data: bytes) -> None:
        self.told += data
        self.heard = time.monotonic()

    @property
    def is_late(self) -> bool:
        return not self.late and time.monotonic() > self.heard + self.patience


class Template:
    """Runs the reference and forks the variants off it."""

    def __init__(self, plan: dict[str, Any], shell: GradedShell, answers: Any) -> None:
        self.parts: list[Part] = plan["parts"]
        self.seconds: list[float] = plan.get("seconds", [])
        self.workers: int = plan["workers"]
        self.observed = _sources(plan.get("observed", {}))
        self.jobs = [Job(**{**job, "sources": _sources(job["sources"])}) for job in plan["jobs"]]
        self.shell, self.answers, self.home = shell, answers, Path.cwd()
        self.children: dict[int, _Child] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(0, selectors.EVENT_READ)

    def run(self) -> None:
        if not self.seconds:
            whole = Job(CONTROL, 0, {})
            self.fork(whole)
            self.fork(Job(TRACE, 0, self.observed))
            self.wait(0)
        last = max((job.first for job in self.jobs), default=-1)
        for part in self.parts[: last + 1]:
            for job in self.jobs:
                if job.first == part["index"]:
                    self.wait(self.workers - 1)
                    self.fork(job)
            self.wait(0)
            self.shell.run(part["index"], part["source"])

    def fork(self, job: Job) -> None:
        receive, send = os.pipe()
        room = Path(tempfile.mkdtemp(prefix="room-", dir=self.home.parent))
        pid = os.fork()
        if not pid:
            os.close(receive)
            self._be_child(job, send, room)
        os.close(send)
        self.children[receive] = _Child(pid, job.id, self._patience(job), room)
        self.selector.register(receive, selectors.EVENT_READ)

    def wait(self, most: int) -> None:
        """Until no more than `most` children run."""
        while len(self.children) > most:
            for key, _ in self.selector.select(timeout=0.2):
                if key.fd == 0:
                    self.leave()  # who started us is gone
                if key.fd in self.children:
                    data = os.read(key.fd, 1 << 16)
                    self.children[key.fd].hear(data)
                    if not data:
                        self._reap(key.fd)
            for child in self.children.values():
                if child.is_late:
                    child.late = True
                    _kill(child.pid)

    def leave(self, *_: Any) -> NoReturn:
        for child in self.children.values():
            _kill(child.pid)
            shutil.rmtree(child.room, ignore_errors=True)
        os._exit(1)

    def _be_child(self, job: Job, send: int, room: Path) -> NoReturn:
        try:
            os.setpgid(0, 0)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            catch_stderr()
            shutil.copytree(self.home, room, dirs_exist_ok=True)
            os.chdir(room)
            bound_process(sum(self._limits(job)) + GRACE)
            tell = lambda message: os.write(send, line(message))  # noqa: E731
            if job.id == TRACE:
                self._watch(job, tell)
            else:
                play(self.shell, self.parts, job, self.seconds, tell)
        finally:
            os._exit(0)

    def _watch(self, job: Job, tell: Tell) -> None:
        """Run the reference to see who calls whom, with what."""
        tests = {part["index"] for part in self.parts if part["points"] is not None}
        corners.watch(lambda: self.shell.compile.cell in tests)
        solutions = [part["index"] for part in self.parts if part["solution"]]
        tracer = Tracer(solutions, running=lambda: self.shell.compile.cell)
        with tracer:
            play(self.shell, self.parts, job, [], lambda message: None)
        tell(["edges", sorted(tracer.edges)])
        tell(["seen", {name: seen.as_json() for name, seen in corners.SEEN.items()}])

    def _limits(self, job: Job) -> list[float]:
        """Seconds of CPU that each step of `job` may take."""
        if not self.seconds:
            return [FIRST_RUN_SECONDS]
        return [max(LEAST_SECONDS, TIMES_REFERENCE * s) for s in self.seconds[job.first :]]

    def _patience(self, job: Job) -> float:
        """A cell that cannot be interrupted is silent for longer than it may be."""
        return WALL_TIMES_CPU * max(self._limits(job)) + GRACE

    def _reap(self, receive: int) -> None:
        child = self.children.pop(receive)
        self.selector.unregister(receive)
        os.close(receive)
        _, status = os.waitpid(child.pid, 0)
        _kill(child.pid)  # what it started itself
        shutil.rmtree(child.room, ignore_errors=True)
        told = [json.loads(text) for text in child.told.split(b"\n")[:-1]]
        end = "took too long" if child.late else _how_it_ended(status)
        self.answers.write(line({"id": child.id, "told": told, "end": end}))
        self.answers.flush()


def _sources(texts: dict[str, str]) -> dict[int, str]:
    return {int(index): text for index, text in texts.items()}


def _kill(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _how_it_ended(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        return f"died of {signal.Signals(-code).name}"
    return "" if code == 0 else f"ended with {code}"


def main() -> None:
    plan = json.loads(sys.stdin.buffer.readline())
    answers = os.fdopen(os.dup(1), "wb")
    shell = open_shell()
    _see_working_folder()
    _warm_up()
    template = Template(plan, shell, answers)
    signal.signal(signal.SIGTERM, template.leave)
    template.run()
    os._exit(0)


def _see_working_folder() -> None:
    """Let cells import what they wrote beside them, as a kernel does: after Python's own."""
    packages = (n for n, path in enumerate(sys.path) if path.endswith("-packages"))
    sys.path.insert(next(packages, 0), "")


def _warm_up() -> None:
    """Load what every lesson loads, and begin with the same random numbers each time."""
    random.seed(0)
    try:
        import numpy
    except ImportError:
        return
    numpy.random.seed(0)


if __name__ == "__main__":
    main()
