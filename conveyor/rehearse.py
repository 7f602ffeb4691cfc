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
from conveyor.understudies import CAST, WITHOUT_CODE, Understudy, has_code

Say = Callable[[str], None]
# Appended to the course's own configuration: nothing of it may point out of the stage, and
# limits enough for any cell of a lesson, little enough to wait for one that never ends.
_ON_STAGE = """
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = "sqlite:///" + {root!r} + "/gradebook.db"
c.Exchange.root = {exchange!r}
c.GradingExecute.timeout = 10
c.GradingExecute.deadline = 120
c.Conveyor.gate = []
"""


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
    notebooks = sorted(course.source(assignment).glob("*.ipynb"))
    if not notebooks:
        raise ConveyorError(
            "it has no source notebook", where=assignment, cure=f"conveyor build {assignment}"
        )
    with_code = all(has_code(nbformat.read(path, as_version=4)) for path in notebooks)
    cast = tuple(u for u in cast if with_code or u.name in WITHOUT_CODE)
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
    stage = Course(root)
    config = course.config_file.read_text(encoding="utf-8")
    override = _ON_STAGE.format(root=str(root), exchange=str(stage.exchange))
    (root / CONFIG).write_text(config + override, encoding="utf-8")
    shutil.copytree(course.source(assignment), root / "source" / assignment)
    for folder in (course.modules_dir, course.package):
        if folder.is_dir():
            (root / folder.name).symlink_to(folder)
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
