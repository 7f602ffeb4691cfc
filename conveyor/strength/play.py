"""Play a notebook in this process from some cell on, within limits, and tell what came of it.

Used in processes that were forked for it. A part of a test that students see is judged by
itself: before a test that has both parts, the process forks a twin which, when points are
lost, runs the visible part alone from the very same state.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conveyor.strength.score import TooMuchCreditError, points_of, reason_of
from conveyor.strength.shell import GradedShell, catch_stderr

Tell = Callable[[list[Any]], object]
Part = dict[str, Any]  # a step as the template got it

# What a cell may take, against the reference: mutants that loop forever cost this much.
LEAST_SECONDS = 1.0
TIMES_REFERENCE = 10.0
WALL_TIMES_CPU = 6.0
# A mutant that was stopped so often is dead, and would be stopped in every test to come.
MOST_STOPS = 2
# A dead mutant does not run on through cells that are this slow.
SLOW = 0.5
MEMORY = 2 << 30
LARGEST_FILE = 256 << 20


@dataclass(frozen=True)
class Job:
    """Steps from `first` on, some with another source.

    An impatient one ends at the first hidden test that notices it, from step `enough` on.
    """

    id: str
    first: int
    sources: dict[int, str]
    enough: int = 0
    patient: bool = True


def play(
    shell: GradedShell, parts: list[Part], job: Job, seconds: list[float], tell: Tell
) -> None:
    """Run `job`, telling of it as it goes along.

    ["at", index] before each step, ["took", index, seconds] after it; and of a test that
    loses points ["test", index, points, "visible" or "hidden", reason, line]. `seconds` are
    the reference's; [] for the reference itself, which runs without limits and also tells
    ["failed", index, reason] of other cells.
    """
    stops = 0
    dead = False
    for part in parts[job.first :]:
        index = part["index"]
        expected = seconds[index] if seconds else 0.0
        if not job.patient and (stops >= MOST_STOPS or (dead and expected > SLOW)):
            break
        tell(["at", index])
        source = job.sources.get(index) or part["source"]
        limit = max(LEAST_SECONDS, TIMES_REFERENCE * expected) if seconds else 0.0
        twin = _Twin(shell, part, limit) if part["visible"] is not None else None
        began = time.process_time()
        points, reason, stopped = _run(shell, index, source, part["points"], limit)
        stops += stopped
        if part["points"] is not None and points < part["points"]:
            dead = True
            seen = part["seen"] if twin is None else twin.loses()
            who = "visible" if seen else "hidden"
            tell(["test", index, points, who, reason, shell.failed_line])
            if not job.patient and index >= job.enough and not part["seen"]:
                break
        elif twin is not None:
            twin.dismiss()
        elif reason and part["points"] is None and not seconds:
            tell(["failed", index, reason])
        tell(["took", index, time.process_time() - began])
    tell(["end"])


def _run(
    shell: GradedShell, index: int, source: str, most: float | None, limit: float
) -> tuple[float, str, bool]:
    """(points, why they were lost, whether the cell had to be stopped)."""
    stopped = False
    try:
        with _limited(limit):
            events = shell.run(index, source)
    except KeyboardInterrupt:
        events = [("error", "KeyboardInterrupt")]
    if limit and ("error", "KeyboardInterrupt") in events:
        stopped = True
        events = [("error", f"stopped after {limit:.1f} s")]
    if most is None:
        failed = any(kind == "error" for kind, _ in events)
        return 0.0, reason_of(events) if failed else "", stopped
    try:
        return points_of(events, most), reason_of(events), stopped
    except TooMuchCreditError as error:
        return 0.0, str(error), stopped


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Interrupt what is inside, as the kernel is interrupted, after `seconds` of CPU time."""
    if not seconds:
        yield
        return
    for which in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(which, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * WALL_TIMES_CPU, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


class _Twin:
    """A fork that waits: told to, it runs the visible part of a test and says what it got."""

    def __init__(self, shell: GradedShell, part: Part, limit: float) -> None:
        wait, self._go = os.pipe()
        self._answer, say = os.pipe()
        self._pid = os.fork()
        if self._pid:
            os.close(wait)
            os.close(say)
            return
        os.close(self._go)
        os.close(self._answer)
        try:
            if os.read(wait, 1):
                catch_stderr()
                points, _, _ = _run(shell, part["index"], part["visible"], part["points"], limit)
                os.write(say, b"loses" if points < part["points"] else b"gets")
        finally:
            os._exit(0)

    def loses(self) -> bool:
        """Whether the visible part alone loses points. A twin that dies has lost them."""
        os.write(self._go, b"!")
        answer = self.dismiss()
        return answer != b"gets"

    def dismiss(self) -> bytes:
        os.close(self._go)
        answer = os.read(self._answer, 16)
        os.close(self._answer)
        os.waitpid(self._pid, 0)
        return answer


def bound_process(seconds: float) -> None:
    """Limits on this process for the rest of its life: memory, file size, CPU time."""
    statm = Path("/proc/self/statm")
    if statm.exists():  # elsewhere the limit counts what cannot be known here
        size = int(statm.read_text().split()[0]) * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    cpu = int(seconds) + 1 + int(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def line(message: Any) -> bytes:
    return json.dumps(message).encode() + b"\n"
