"""Kills a verb again and again: ``python -m tests.conveyor.killing COURSE VERB TIMES``.

Each time a child process runs the verb and gets SIGKILL after a while that is drawn from the
time that a whole run takes. What it leaves behind is for the caller to look at.
"""

from __future__ import annotations

import os
import random
import re
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from conveyor.collect import collect
from conveyor.feedback import feedback
from conveyor.files import write_atomic
from conveyor.gate import Verdict
from conveyor.grade import grade
from conveyor.layout import Course
from tests.conveyor.term import MODULE


def release(course: Course) -> None:
    """`conveyor release` with the proof of the tests left out: it happens in another course."""
    import conveyor.release as verb

    verb.prove = lambda *_, **__: Verdict("any", 1.0, 0.0, 1.0, cached=True)
    verb.release(course, MODULE)


def release_a_change(course: Course) -> None:
    lesson = course.modules[0].lesson
    text = re.sub("one value.*", f"one value {time.monotonic()}", lesson.read_text())
    # In one step: an author's editor that is killed is not what this is about.
    write_atomic(lesson, text)
    release(course)


VERBS: dict[str, Callable[[Course], object]] = {
    "release": release_a_change,
    "collect": lambda course: collect(course, MODULE),
    "grade": lambda course: grade(course, MODULE, force=True),
    "feedback": lambda course: feedback(course, MODULE, include_waiting=True),
}


def main(root: str, verb: str, times: str) -> None:
    import nbgrader.apps  # noqa: F401 - once, and not in every child

    draw = random.Random(root)
    whole = _run(Path(root), verb, None)
    killed = sum(_run(Path(root), verb, draw.uniform(0, whole)) < 0 for _ in range(int(times)))
    print(killed)


def _run(root: Path, verb: str, after: float | None) -> float:
    """The seconds that a run took; a negative number when it was killed."""
    begin = time.monotonic()
    child = os.fork()
    if not child:
        status = 1
        try:
            VERBS[verb](Course(root))
            status = 0
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(status)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    seconds = time.monotonic() - begin
    if os.WIFSIGNALED(status):
        return -seconds
    if os.WEXITSTATUS(status):
        raise SystemExit(f"{verb} failed after it had been killed")
    return seconds


if __name__ == "__main__":
    main(*sys.argv[1:])
