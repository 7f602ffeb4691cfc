"""``conveyor rehearse``: synthetic students, and what they must get."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from conveyor import rehearse as verb
from conveyor.build import build
from conveyor.errors import ConveyorError
from conveyor.gradebook import CellScore
from conveyor.layout import Course
from conveyor.rehearse import Rehearsal, Result, rehearse
from conveyor.understudies import CAST, partial
from tests.conftest import make_course
from tests.conveyor.term import answered, contents

EXPECTED = {
    "reference": ("all", 10.0),
    "blank": ("none", 0.0),
    "partial": ("some", 5.0),
    "endless": ("some", 5.0),
    "crashing": ("some", 5.0),
    "deleting": ("all", 10.0),
    "duplicating": ("all", 10.0),
    "tampering": ("none", 0.0),
    "corrupt": ("needs a look", None),
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, dict[str, bytes], Rehearsal]:
    """(the course, its files before, the rehearsal of its first module)."""
    course = make_course(tmp_path_factory.mktemp("rehearse") / "course")
    build(course)
    # Whatever the configuration names by an absolute path is the real course's.
    course.config_file.write_text(
        course.config_file.read_text()
        + f'\nc.CourseDirectory.db_url = "sqlite:///{course.gradebook}"\n'
        + f'c.Exchange.root = "{course.exchange}"\nc.CourseDirectory.root = "{course.root}"\n'
    )
    before = contents(course.root)
    with pytest.MonkeyPatch.context() as patch:
        short = verb._ON_STAGE.replace("timeout = 10", "timeout = 3")
        patch.setattr(verb, "_ON_STAGE", short)
        return course, before, rehearse(course, "01")


@pytest.mark.slow
@pytest.mark.xdist_group("rehearse")
class TestWholeCast:
    """Everybody in one temporary course, in which nobody stops anybody."""

    def test_everyone_gets_what_they_must(self, stage: tuple):
        """The table has a row for each, and all of them are as expected."""
        _, _, rehearsal = stage
        found = {r.student: (r.expected, r.score) for r in rehearsal.results}
        assert found == EXPECTED
        assert rehearsal.as_expected
        assert {r.max_score for r in rehearsal.results if r.score is not None} == {10.0}

    def test_row_says_why(self, stage: tuple):
        """Reasons are readable: what was lost, what died, what is no notebook."""
        _, _, rehearsal = stage
        why = {r.student: r.why for r in rehearsal.results}
        assert why["partial"] == "lost points in 1 cells"
        assert "the kernel died here" in why["crashing"]
        assert why["corrupt"].startswith("the file is not a notebook")
        assert why["reference"] == ""

    def test_real_course_is_not_touched(self, stage: tuple):
        """No gradebook, no exchange, no submission: the rehearsal leaves no trace."""
        course, before, _ = stage
        ignore = {p for p in contents(course.root) if "/var/views/" in p or "/var/locks/" in p}
        after = {p: data for p, data in contents(course.root).items() if p not in ignore}
        assert after == {p: data for p, data in before.items() if p not in ignore}


def result(expected: str, state: str = "graded", *scores: float, why: str = "") -> Result:
    cells = tuple(CellScore(f"t{n}", s, 2.0, False, False) for n, s in enumerate(scores))
    score = sum(scores) if state == "graded" else None
    return Result("x", "does", expected, state, score, 2.0 * len(scores), True, why, cells)


@pytest.mark.parametrize(
    ("row", "good", "why"),
    [
        (result("all", "graded", 2, 2), True, ""),
        (result("all", "graded", 2, 1), False, "lost points in t1"),
        (result("none", "graded", 0, 0), True, ""),
        (result("none", "graded", 0, 2), False, "got points in t1"),
        (result("some", "graded", 2, 0), True, "lost points in 1 cells"),
        (result("some", "graded", 2, 2), False, "lost points in 0 cells"),
        (result("all", "needs a look", why="no"), False, "not graded: no"),
        (result("some", "lost"), False, "not graded: it ended as 'lost'"),
        (result("needs a look", "needs a look", why="no notebook"), True, "no notebook"),
        (result("needs a look", "needs a look"), False, ""),
        (result("needs a look", "graded", 2), False, ""),
    ],
)
def test_expectation_that_fails_fails_the_rehearsal(row: Result, good: bool, why: str):
    """Points too many, too few, or no grade at all: each is found and says where."""
    assert verb._verdict(row, most=4.0) == (good, why)


def test_assignment_without_code_has_a_smaller_cast(
    course: Course, monkeypatch: pytest.MonkeyPatch
):
    """Where there is nothing to program nobody can loop, crash or solve half of it."""
    lesson = course.modules[1].lesson
    text = course.modules[0].lesson.read_text()
    lesson.write_text(text[text.index('# %% [markdown] nbgrader={"grade_id": "think_new"') :])
    build(course)
    acted = []
    monkeypatch.setattr(
        verb, "_act", lambda stage, assignment, who, folder: acted.append(who.name)
    )
    monkeypatch.setattr(verb, "collect", lambda *_: None)
    monkeypatch.setattr(verb, "grade", lambda *_, **__: None)
    rehearsal = rehearse(course, "02")
    assert acted == [u.name for u in CAST if u.name not in ("partial", "endless", "crashing")]
    assert not rehearsal.as_expected
    assert {r.state for r in rehearsal.results} == {"lost"}


def test_single_solution_is_not_solved_by_half(course: Course):
    """Half of one is nothing: the partial student must lose points."""
    report = build(course)
    assert report.written
    source = nbformat.read(course.source("02_double") / "double_dev.ipynb", as_version=4)
    source.cells = source.cells[:4]
    release = answered(nbformat.from_dict(dict(source)), twice="raise NotImplementedError()")
    made: NotebookNode = nbformat.reads(partial(release, source).decode(), as_version=4)
    assert "add(number, number)" not in "".join(cell.source for cell in made.cells)


def test_module_that_was_not_built_cannot_be_rehearsed(course: Course):
    """The error says what to run first."""
    with pytest.raises(ConveyorError, match="01_number: .*no source notebook\n.*conveyor build"):
        rehearse(course, "01")


def test_temporary_course_is_nobody_elses_to_read(course: Course, monkeypatch: pytest.MonkeyPatch):
    """It holds the solutions: other accounts of the machine see nothing, and it goes away."""
    build(course)
    seen: list[Path] = []

    def look(stage: Course, *_: object) -> None:
        seen.append(stage.root.parent)
        assert stage.root.parent.stat().st_mode & 0o077 == 0

    monkeypatch.setattr(verb, "_act", look)
    monkeypatch.setattr(verb, "collect", lambda *_: None)
    monkeypatch.setattr(verb, "grade", lambda *_, **__: None)
    rehearse(course, "01", CAST[:1])
    assert not seen[0].exists()
