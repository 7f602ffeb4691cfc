"""The gate before release: a module's tests are proven on the reference and on a blank."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from conveyor.errors import ConveyorError
from conveyor.files import digest, read_json, write_json
from conveyor.layout import Course
from conveyor.rehearse import rehearse
from conveyor.understudies import CAST
from conveyor.views import grading_view

Say = Callable[[str], None]


@dataclass(frozen=True)
class Verdict:
    """What the reference and a blank submission get; `cached` when nothing had changed."""

    assignment: str
    reference: float
    blank: float
    max_score: float
    cached: bool


def prove(course: Course, assignment: str, *, say: Say = lambda _: None) -> Verdict:
    """Refuse a module that gives points for nothing or withholds them from its reference.

    The verdict is kept by content hash: an unchanged module is not run again. Raises
    ConveyorError that names the cells.
    """
    file = course.verdict(assignment)
    content = _content(course, assignment)
    known = read_json(file)
    if known and known.get("content") == content:
        return Verdict(**{**known["verdict"], "cached": True})
    say(f"{assignment}: proving its tests")
    cast = [u for u in CAST if u.name in ("reference", "blank")]
    results = {r.student: r for r in rehearse(course, assignment, cast, say=say).results}
    wrong = [r for r in results.values() if not r.as_expected]
    if wrong:
        raise ConveyorError(
            "; ".join(f"the {r.student} submission {r.why}" for r in wrong),
            where=assignment,
            cure=f"mend the tests of these cells, then see: conveyor rehearse {assignment}",
        )
    verdict = Verdict(
        assignment,
        reference=results["reference"].score or 0.0,
        blank=results["blank"].score or 0.0,
        max_score=results["reference"].max_score or 0.0,
        cached=False,
    )
    write_json(file, {"content": content, "verdict": asdict(verdict)})
    return verdict


def _content(course: Course, assignment: str) -> str:
    """Everything that the verdict depends on."""
    view = grading_view(course, assignment) or course.grading_views / assignment
    ours = Path(__file__).parent
    content = digest(course.source(assignment), view, course.config_file, ours)
    versions = [version(name) for name in ("nbgrader", "ipykernel", "numpy")]
    return " ".join([content, platform.python_version(), *versions])
