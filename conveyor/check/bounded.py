"""A Python program in a process of its own, with limits on time, memory and files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

_MEMORY = 8 << 30  # of address space: numpy's threads reserve far more than they use
_FILE = 256 << 20
_PATIENCE = 0.2  # seconds until somebody who wants to stop is heard
# The limits are set by a program that then becomes the real one: setting them in the child
# of a process with threads is not safe.
_LIMITED = f"""
import os, resource, sys
most = int(sys.argv[1])
limits = {{"AS": {_MEMORY}, "FSIZE": {_FILE}, "CORE": 0, "CPU": most}}
for name, limit in limits.items():
    try:
        resource.setrlimit(getattr(resource, "RLIMIT_" + name), (limit, limit))
    except (AttributeError, OSError, ValueError):
        pass
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV")
# One thread does the work of two here: the matrices of a lesson are small.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Ended:
    """How a program ended: its exit code, or None when its time was up."""

    code: int | None
    seconds: float
    stderr: str

    @property
    def last_words(self) -> str:
        return self.stderr.strip().rpartition("\n")[2]


def bounded(
    arguments: list[str], room: Path, view: Path, seconds: int, stop: Event | None = None
) -> Ended:
    """Run Python with `arguments` in `room`/work, with `view` to import from.

    Its stdout is dropped, and so is whatever it left running. It is ended when its time is
    up, and when `stop` is set.
    """
    home = room / "home"
    home.mkdir(exist_ok=True)
    command = [sys.executable, "-c", _LIMITED, str(2 * seconds), *arguments]
    begin = time.monotonic()
    with (room / "stderr").open("a+b") as stderr:
        process = subprocess.Popen(
            command,
            cwd=room / "work",
            env=_environment(home, view),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,
        )
        try:
            code = _wait(process, begin + seconds, stop)
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        stderr.seek(0)
        said = stderr.read().decode("utf-8", "replace")
    return Ended(code, round(time.monotonic() - begin, 2), said)


def _wait(process: subprocess.Popen[bytes], until: float, stop: Event | None) -> int | None:
    while time.monotonic() < until and not (stop and stop.is_set()):
        with suppress(subprocess.TimeoutExpired):
            return process.wait(min(_PATIENCE, max(0.0, until - time.monotonic())))
    return None


def _environment(home: Path, view: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {
        "PATH": os.defpath,
        **kept,
        **dict.fromkeys(_THREADS, "1"),
        "HOME": str(home),
        "IPYTHONDIR": str(home / ".ipython"),
        "MPLBACKEND": "Agg",
        "PYTHONPATH": str(view),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "PYTHONUTF8": "1",
    }
