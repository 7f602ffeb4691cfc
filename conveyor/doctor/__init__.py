"""``conveyor doctor``: names each known failure of an installation, and its cure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

from conveyor.doctor import folder, gradebook, hub, machine, python, work
from conveyor.doctor.check import ERROR, OK, WARNING, Check, Examined, Known, checks_in
from conveyor.errors import ConveyorError, UsageError
from conveyor.layout import Course
from conveyor.nbgrader_api import quick_imports

_AREAS = (python, machine, folder, gradebook, work, hub)
_HEAD = """\
# What `conveyor doctor` knows

```sh
conveyor doctor                   # what is wrong here; exit code 1 when there is an error
conveyor doctor --all             # what is well, too
conveyor doctor --explain CD104   # what one code means, without looking
conveyor doctor --json            # for programs
```

An error stops somebody's work or endangers data; a warning may. Nothing is mended for you.
A code keeps its meaning for ever.

Made from `conveyor/doctor/` by `python -m tests.conveyor.test_doctor`.
"""


def _by_code(check: Check) -> str:
    return check.code


CHECKS = tuple(sorted(checks_in(*_AREAS), key=_by_code))


@dataclass(frozen=True)
class Finding:
    """What one check found: a trouble of severity error or warning, or nothing (ok)."""

    code: str
    severity: str
    title: str
    seen: str
    why: str
    cure: str


@dataclass(frozen=True)
class Diagnosis:
    """Every finding in the order of the codes; a check without trouble has one that is ok."""

    findings: list[Finding]
    errors: int
    warnings: int


def doctor(course: Course, checks: tuple[Check, ...] = CHECKS) -> Diagnosis:
    """Examine `course` and the machine that it lies on. Raises nothing and mends nothing."""
    quick_imports()
    examined = Examined(course.root)
    findings = [finding for check in checks for finding in _findings(check, examined)]
    severities = [finding.severity for finding in findings]
    return Diagnosis(findings, severities.count(ERROR), severities.count(WARNING))


def explain(code: str) -> Known:
    """The failure with this code, in any case. Raises UsageError when there is none."""
    for c in CHECKS:
        if c.code == code.upper():
            return Known(c.code, c.severity, c.title, c.why, c.cure)
    raise UsageError(f"no check has the code {code}", cure="conveyor doctor --all lists them")


def page() -> str:
    """The text of docs/for-operators/doctor.md: every code, by area."""
    return _HEAD + "".join(_section(area) for area in _AREAS)


def _section(area: ModuleType) -> str:
    title = (area.__doc__ or "").split(": ", 1)[1].rstrip(".")
    rows = [
        f"| {c.code} | {c.severity} | {c.title} | {c.why} | {c.cure} |\n"
        for c in sorted(checks_in(area), key=_by_code)
    ]
    head = "| code | | failure | why it matters | cure |\n|---|---|---|---|---|\n"
    return f"\n## {title[0].upper()}{title[1:]}\n\n{head}{''.join(rows)}"


def _findings(check: Check, course: Examined) -> Iterator[Finding]:
    seen = False
    try:
        for trouble in check.look(course):
            seen = True
            yield Finding(
                check.code,
                trouble.severity or check.severity,
                check.title,
                trouble.seen,
                check.why,
                trouble.cure or check.cure,
            )
    except Exception as error:  # a check that fails must not hide what the others find
        seen = True
        kind = type(error).__name__
        said = error.what if isinstance(error, ConveyorError) else f"{kind}: {error}"
        what = f"this could not be checked: {said}"
        yield Finding(check.code, WARNING, check.title, what, check.why, check.cure)
    if not seen:
        yield Finding(check.code, OK, check.title, "", check.why, check.cure)
