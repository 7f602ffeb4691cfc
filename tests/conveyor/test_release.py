"""``conveyor release``: what students get, and what is never handed out."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import nbformat
import pytest

from conveyor import gate
from conveyor.build import build
from conveyor.errors import ConveyorError
from conveyor.files import only_one
from conveyor.gate import Verdict
from conveyor.layout import Course
from conveyor.nbgrader_api import nbgrader
from conveyor.release import open_modules, refresh_student_view, release
from tests.conveyor.term import MODULE, NOTEBOOK, Term, contents


@pytest.fixture
def proven(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course whose tests need no proof: no kernel is run."""
    verdict = Verdict("any", 1.0, 0.0, 1.0, cached=True)
    monkeypatch.setattr("conveyor.release.prove", lambda *_, **__: verdict)
    return course


def test_students_get_the_blank_version(term: Term):
    """The exchange holds the notebook without solutions and hidden tests, and the data files."""
    box = term.course.outbound / MODULE
    assert sorted(p.relative_to(box).as_posix() for p in box.rglob("*") if p.is_file()) == [
        "data/readme.txt",
        f"{NOTEBOOK}.ipynb",
    ]
    text = (box / f"{NOTEBOOK}.ipynb").read_text()
    assert "YOUR CODE HERE" in text
    assert "YOUR ANSWER HERE" in text
    for secret in ("isfinite", "infinity is refused", "keep their values", "BEGIN"):
        assert secret not in text


def test_tests_are_proven_first(term: Term):
    """The reference gets every automatic point, a blank copy none; the answer is not counted."""
    verdict = term.reports["release"].verdict
    assert (verdict.reference, verdict.blank, verdict.max_score) == (10.0, 0.0, 10.0)
    assert not verdict.cached


def test_second_release_changes_nothing(term: Term):
    """An unchanged module is neither proven nor handed out again."""
    again = term.reports["release again"]
    assert not again.changed
    assert again.verdict.cached
    assert term.reports["release changed"] == []


@pytest.mark.slow
def test_blank_that_gets_points_is_refused(course: Course):
    """A graded cell that a blank copy passes is named, and nothing is handed out."""
    lesson = course.modules[0].lesson
    lesson.write_text(lesson.read_text().replace("\n\ntest_number()\n", "\n"))
    with pytest.raises(ConveyorError) as raised:
        release(course, "01")
    message = str(raised.value)
    assert message.startswith("01_number: the blank submission got points in test_number_class\n")
    assert "conveyor rehearse 01_number" in message
    assert not course.outbound.exists()
    assert not course.release(MODULE).exists()


@pytest.mark.slow
def test_reference_that_loses_points_is_refused(course: Course):
    """A test that the reference fails is named, and students keep the version they have."""
    lesson = course.modules[0].lesson
    lesson.write_text(lesson.read_text().replace("== -7.0", "== 7.0"))
    with pytest.raises(ConveyorError, match="the reference submission lost points in hidden_numb"):
        release(course, "01")
    assert not course.outbound.exists()


def test_broken_lesson_is_refused(proven: Course):
    """What cannot be built is not released; the old version stays where it was."""
    release(proven, "01")
    before = contents(proven.outbound, proven.root / "release")
    lesson = proven.modules[0].lesson
    lesson.write_text(lesson.read_text() + "\n# %%\n(\n")
    with pytest.raises(ConveyorError, match="never closed"):
        release(proven, "01")
    assert contents(proven.outbound, proven.root / "release") == before


def test_stray_file_is_refused(proven: Course):
    """A file in source/ that no module made could be a solution: it is never handed out."""
    build(proven)
    (proven.source(MODULE) / "solutions.txt").write_text("x")
    with pytest.raises(ConveyorError, match="source/01_number: .*solutions.txt.*\n.*data/"):
        release(proven, "01")
    assert not proven.outbound.exists()


def test_changed_module_replaces_the_old_one(proven: Course):
    """Released again after an edit, students who fetch now get the new text."""
    release(proven, "01")
    lesson = proven.modules[0].lesson
    lesson.write_text(lesson.read_text().replace("A number holds one value.", "Once more."))
    assert release(proven, "01").changed
    assert "Once more." in (proven.outbound / MODULE / f"{NOTEBOOK}.ipynb").read_text()


def test_cells_cannot_come_or_go_under_graded_submissions(proven: Course):
    """nbgrader's refusal keeps the release that grading needs, and says what may change."""
    release(proven, "01")
    with nbgrader(proven) as api, api.gradebook as book:
        book.add_student("ada")
        book.add_submission(MODULE, "ada")
    before = contents(proven.outbound, proven.root / "release")
    lesson = proven.modules[0].lesson
    text = lesson.read_text()
    lesson.write_text(text.replace('"grade_id": "number_add"', '"grade_id": "renamed"'))
    with pytest.raises(ConveyorError, match="Cannot add or remove.*\n.*keep every grade_id"):
        release(proven, "01")
    assert contents(proven.outbound, proven.root / "release") == before
    lesson.write_text(text.replace("one value.", "one value, changed."))
    assert release(proven, "01").changed


def test_release_that_was_killed_half_way_is_made_whole(proven: Course):
    """Half a release, half an exchange or a forgotten copy: the next call mends them all."""
    release(proven, "01")
    whole = contents(proven.outbound, proven.root / "release")
    (proven.outbound / MODULE / "data" / "readme.txt").unlink()
    (proven.release(MODULE) / f"{NOTEBOOK}.ipynb").write_text("{")
    (proven.half_made / MODULE).mkdir(parents=True)
    (proven.half_made / MODULE / "junk.ipynb").write_text("{")
    (proven.half_made / f"{MODULE}.old").mkdir()
    release(proven, "01")
    assert contents(proven.outbound, proven.root / "release") == whole
    assert not list(proven.half_made.iterdir())


def test_assignment_of_nbgrader_only_can_be_released(proven: Course):
    """An assignment without a module is handed out as nbgrader would, without a proof."""
    folder = proven.source("ps1")
    folder.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(), folder / "p.ipynb")
    build(proven)
    report = release(proven, "ps1")
    assert report.verdict is None
    assert (proven.outbound / "ps1" / "p.ipynb").is_file()


def test_two_commands_on_one_assignment_do_not_mix(proven: Course):
    """While another command works on it, a release waits for its turn with an error."""
    with only_one(proven.lock(MODULE), MODULE), pytest.raises(ConveyorError, match="another"):
        release(proven, "01")


def test_exchange_is_closed_to_other_accounts(proven: Course):
    """nbgrader opens the exchange to everybody; the folder above it stays the owner's."""
    release(proven, "01")
    assert os.stat(proven.var).st_mode & 0o077 == 0
    assert os.stat(proven.exchange).st_mode & 0o077 == 0


class TestOpenModules:
    """Which modules students can import."""

    def set_due(self, course: Course, assignment: str, due: datetime | None) -> None:
        with nbgrader(course) as api, api.gradebook as book:
            naive = due.astimezone(UTC).replace(tzinfo=None) if due else None
            book.update_or_create_assignment(assignment, duedate=naive)

    def test_module_opens_with_its_due_date(self, proven: Course):
        """Before it is due it is closed, and afterwards open, whatever else is released."""
        release(proven, "01")
        assert open_modules(proven) == ([], [])
        now = datetime.now(UTC)
        self.set_due(proven, MODULE, now + timedelta(hours=1))
        release(proven, "02")
        assert open_modules(proven) == ([], [])
        later = open_modules(proven, now=now + timedelta(hours=2))
        assert later == ([MODULE], [])

    def test_module_without_a_date_opens_with_the_next_one_and_a_warning(self, proven: Course):
        """A later module is built on it; that its reference is open now is said aloud."""
        release(proven, "01")
        report = release(proven, "02")
        assert report.open_modules == [MODULE]
        assert "01_number has no due date" in report.warnings[0]
        text = (proven.student_view / "tinytorch" / "number.py").read_text()
        assert "isfinite" in text
        assert "is not open" in (proven.student_view / "tinytorch" / "double.py").read_text()

    def test_view_follows_the_dates(self, proven: Course):
        """What has come due since is opened without a release."""
        release(proven, "01")
        self.set_due(proven, MODULE, datetime.now(UTC) - timedelta(minutes=1))
        assert refresh_student_view(proven) == [MODULE]
        assert "isfinite" in (proven.student_view / "tinytorch" / "number.py").read_text()


class TestGate:
    """When a verdict holds."""

    def test_verdict_is_kept_until_something_it_rests_on_changes(
        self, course: Course, monkeypatch: pytest.MonkeyPatch
    ):
        """Lesson, earlier modules, configuration and versions: a change of any proves again."""
        asked = []

        class Result:
            student, as_expected, score, max_score = "reference", True, 1.0, 1.0

        class Rehearsal:
            results = [Result(), type("Blank", (Result,), {"student": "blank"})()]

        def rehearsed(*_: object, **__: object) -> Rehearsal:
            asked.append(1)
            return Rehearsal()

        monkeypatch.setattr(gate, "rehearse", rehearsed)
        build(course)
        assert not gate.prove(course, "02_double").cached
        assert gate.prove(course, "02_double").cached
        for change in (course.modules[0].lesson, course.modules[1].lesson, course.config_file):
            text = change.read_text()
            change.write_text(text.replace("Twice the number", "Two of it") + "\n# %%\nx = 1\n")
            if change == course.modules[0].lesson:
                change.write_text(text.replace("One float", "A float"))
            build(course)
            assert not gate.prove(course, "02_double").cached
        monkeypatch.setattr(gate, "version", lambda name: "99")
        assert not gate.prove(course, "02_double").cached
        assert len(asked) == 5
