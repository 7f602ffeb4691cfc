"""The second half of the gate: a module meets the standard, and its tests notice mistakes.

What is demanded is a setting in nbgrader_config.py::

    c.Conveyor.gate = ["check", "strength"]

check     no error of `conveyor check`
strength  `conveyor rehearse --strength` ends with "proven"

A module may be released against it with a written reason, which is kept in
``var/gate/<module>.forced.json``.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from conveyor.errors import ConveyorError, UsageError
from conveyor.files import digest, read_json, write_json
from conveyor.layout import Course

Say = Callable[[str], None]
PARTS = ("check", "strength")
_MOST = 10  # problems that are told one by one


@dataclass(frozen=True)
class Standing:
    """What the gate demanded, and against what problems the module was `forced` through."""

    demanded: list[str]
    problems: list[str] = field(default_factory=list)
    forced: str = ""


def admit(
    course: Course, assignment: str, *, force: str = "", say: Say = lambda _: None
) -> Standing:
    """Hold a module against the standard and prove its tests.

    Unchanged modules are not run again. Raises ConveyorError with the problems when there
    are any and `force` gives no reason; with a reason it is recorded, and they are returned.
    """
    demanded = demands(course)
    problems: list[str] = []
    if "check" in demanded:
        problems += _check(course, assignment, say)
    if "strength" in demanded and not problems:
        problems += _strength(course, assignment, say)
    if problems and not force.strip():
        told = problems[:_MOST]
        more = len(problems) - len(told)
        raise ConveyorError(
            "\n".join([*told, *([f"and {more} more"] if more else [])]),
            where=f"{assignment} does not meet the standard",
            cure=f"mend these, or say why not: conveyor release {assignment} --force 'REASON'",
        )
    if problems:
        _record(course, assignment, force, problems)
    write_json(course.admitted(assignment), _content(course, assignment))
    return Standing(demanded, problems, force if problems else "")


def not_released_because(course: Course, assignment: str) -> str:
    """Why nbgrader may not hand out an assignment as it is now; empty when it may.

    What is no module, and everything where the gate demands nothing, may be handed out.
    """
    gated = assignment in {m.id for m in course.modules} and demands(course)
    if not gated or read_json(course.admitted(assignment)) == _content(course, assignment):
        return ""
    return (
        f"{assignment} has changed since it was proven, or never was: "
        f"`conveyor release {assignment}` proves it and hands it out"
    )


def _content(course: Course, assignment: str) -> str:
    return digest(course.source(assignment), course.config_file)


def demands(course: Course) -> list[str]:
    """The parts that nbgrader_config.py names. Raises UsageError for one that is none."""
    named = list(course.config.Conveyor.get("gate", PARTS))
    unknown = [part for part in named if part not in PARTS]
    if unknown:
        raise UsageError(
            f"c.Conveyor.gate has {unknown[0]!r}",
            where=course.config_file.name,
            cure=f"use some of {list(PARTS)}, or []",
        )
    return named


def _check(course: Course, assignment: str, say: Say) -> list[str]:
    from conveyor.check import check

    say(f"{assignment}: checking it against the standard")
    return [str(finding) for finding in check(course, [assignment], say=say).errors]


def _strength(course: Course, assignment: str, say: Say) -> list[str]:
    from conveyor.strength import prove_strength

    say(f"{assignment}: proving that its tests notice mistakes")

    def progress(_: str, done: int, every: int, news: str) -> None:
        if news:
            say(f"{assignment}: {done} of {every} mistakes tried")

    report = prove_strength(course, assignment, progress=progress)
    return [str(problem) for problem in report.problems]


def _record(course: Course, assignment: str, reason: str, problems: list[str]) -> None:
    file = course.forced(assignment)
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "by": getpass.getuser(),
        "reason": reason,
        "problems": problems,
    }
    write_json(file, [*(read_json(file) or []), entry])
