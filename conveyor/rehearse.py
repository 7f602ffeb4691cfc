"""``conveyor rehearse``: synthetic students go the whole way in a course of their own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat

from conveyor.collect import collect
from conveyor.errors import ConveyorError
from conveyor.feedback import feedback
from conveyor.grade import grade
from conveyor.gradebook import CellScore, cell_scores
from conveyor.layout import CONFIG, Course
from conveyor.nbgrader_api import nbgrader, succeed
from conveyor.states import Submission, submissions
from conveyor.student import Student
from conveyor.understudies import CAST, Understudy

Say = Callable[[str], None]
# Enough for any cell of a lesson, little enough to wait for one that never ends.
_LIMITS = "\nc.GradingExecute.timeout = 10\nc.GradingExecute.deadline = 120\n"


@dataclass(frozen=True)
class Result:
    """What one synthetic student got. `why` says what fails the expectation, or explains."""

    student: str
    does: str
    expected: str
    state: str
    score: float | None
    max_score: float | None
    as_expected: bool
    why: str
    cells: tuple[CellScore, ...] = ()


@dataclass(frozen=True)
class Rehearsal:
    """A row for each synthetic student."""

    assignment: str
    results: list[Result]

    @property
    def as_expected(self) -> bool:
        return all(r.as_expected for r in self.results)


def rehearse(
    course: Course, name: str, cast: Iterable[Understudy] = CAST, *, say: Say = lambda _: None
) -> Rehearsal:
    """Let `cast` fetch, submit, be collected, graded and told, in a temporary course.

    Only what they get is judged; the real course is read and not touched. Raises
    ConveyorError when the assignment has no source notebook.
    """
    assignment = course.assignment(name)
    cast = tuple(cast)
    if not list(course.source(assignment).glob("*.ipynb")):
        raise ConveyorError(
            "it has no source notebook", where=assignment, cure=f"conveyor build {assignment}"
        )
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        stage = _stage(course, assignment, Path(folder) / "course")
        say(f"{assignment}: releasing to a course of synthetic students")
        with nbgrader(stage) as api:
            succeed(api.generate_assignment(assignment), f"{assignment}: no student version")
            succeed(api.release_assignment(assignment), f"{assignment}: cannot be handed out")
        for understudy in cast:
            _act(stage, assignment, understudy, Path(folder))
        collect(stage, assignment)
        grade(
            stage,
            assignment,
            progress=lambda who, done, every, state: (
                say(f"{assignment}: grading {who} ({done + 1} of {every})") if not state else None
            ),
        )
        say(f"{assignment}: feedback")
        _tell(stage, assignment)
        found = {s.student: s for s in submissions(stage, assignment)}
        results = [_judge(stage, u, found.get(u.name), assignment) for u in cast]
    return Rehearsal(assignment, _compare(results))


def _stage(course: Course, assignment: str, root: Path) -> Course:
    """A course of the same shape, with this assignment in it and no student."""
    root.mkdir()
    config = course.config_file.read_text(encoding="utf-8")
    (root / CONFIG).write_text(config + _LIMITS, encoding="utf-8")
    shutil.copytree(course.source(assignment), root / "source" / assignment)
    for folder in (course.modules_dir, course.package):
        if folder.is_dir():
            (root / folder.name).symlink_to(folder)
    stage = Course(root)
    stage.exchange.mkdir(mode=0o700, parents=True)
    return stage


def _act(stage: Course, assignment: str, understudy: Understudy, folder: Path) -> None:
    """Fetch as a student does, edit, submit as a student does."""
    student = Student(stage, understudy.name, folder / "homes" / understudy.name)
    student.fetch(assignment)
    for path in sorted((student.home / assignment).glob("*.ipynb")):
        release = nbformat.read(path, as_version=4)
        source = nbformat.read(stage.source(assignment) / path.name, as_version=4)
        path.write_bytes(understudy.hand(release, source))
    student.submit(assignment)


def _tell(stage: Course, assignment: str) -> None:
    try:
        feedback(stage, assignment, include_waiting=True)
    except ConveyorError:
        # Nobody could be graded: the table says so for each of them.
        return


def _judge(
    stage: Course, understudy: Understudy, submission: Submission | None, assignment: str
) -> Result:
    state = submission.state if submission else "lost"
    cells = tuple(c for c in cell_scores(stage, assignment, understudy.name))
    automatic = [c for c in cells if not c.by_hand]
    graded = state not in ("lost", "needs a look", "submitted", "collected", "interrupted")
    score = sum(c.score for c in automatic) if graded else None
    most = sum(c.max_score for c in automatic) if graded else None
    why = submission.reason if submission else "the submission never arrived"
    return Result(
        understudy.name, understudy.does, understudy.expected, state, score, most, True, why, cells
    )


def _compare(results: list[Result]) -> list[Result]:
    """Fill in whether each got what it must."""
    most = next((r.max_score for r in results if r.student == "reference"), None)
    verdicts = [(r, *_verdict(r, most)) for r in results]
    return [replace(r, as_expected=good, why=why) for r, good, why in verdicts]


def _verdict(result: Result, most: float | None) -> tuple[bool, str]:
    """(whether the expectation holds, why not or what there is to say)."""
    if result.expected == "needs a look":
        return result.state == "needs a look" and bool(result.why), result.why
    if result.score is None:
        return False, f"not graded: {result.why or f'it ended as {result.state!r}'}"
    lost = [c.cell for c in result.cells if not c.by_hand and c.score < c.max_score]
    gained = [c.cell for c in result.cells if c.score > 0]
    if result.expected == "all" and lost:
        return False, f"lost points in {', '.join(lost)}"
    if result.expected == "none" and gained:
        return False, f"got points in {', '.join(gained)}"
    if result.expected == "some":
        some = bool(lost) and (most is None or result.score < most)
        return some, result.why or f"lost points in {len(lost)} cells"
    return True, result.why
