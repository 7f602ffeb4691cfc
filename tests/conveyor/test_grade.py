"""``conveyor grade``: what submissions get, and that nothing stops the others."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conveyor.collect import collect
from conveyor.errors import ConveyorError
from conveyor.feedback import feedback
from conveyor.grade import grade
from conveyor.gradebook import cell_scores, totals
from conveyor.layout import RECORD, Course
from conveyor.nbgrader_api import nbgrader
from conveyor.states import record_of, submissions
from conveyor.student import Student
from tests.conveyor.term import (
    MODULE,
    NOTEBOOK,
    SOLVED,
    STUDENTS,
    UNRUN,
    Term,
    answered,
    contents,
    hand_in,
    quick_course,
    scores,
)

CELLS = ("test_number_class", "hidden_number_class", "test_number_add", "think_new")
EXPECTED = {
    "ada": (2, 3, 5, 0),
    "ben": (2, 3, 0, 0),
    "cem": (2, 3, 0, 0),
    "dot": (2, 3, 0, 0),
    "fay": (0, 0, 0, 0),
    "gus": (2, 0, 0, 0),
    "hal": (2, 3, 5, 0),
}


@pytest.mark.parametrize("student", EXPECTED)
def test_points_of_each_kind_of_student(term: Term, student: str):
    """Cell by cell: solved, half solved, endless, crashed, untouched, warned, and talkative."""
    found = {c.cell: c.score for c in cell_scores(term.course, MODULE, student)}
    assert found == dict(zip(CELLS, EXPECTED[student], strict=True))


def test_totals_are_nbgraders_own(term: Term):
    """Reading the gradebook without nbgrader adds up as nbgrader does."""
    with nbgrader(term.course) as api, api.gradebook as book:
        for student, total in totals(term.course, MODULE).items():
            submission = book.find_submission(MODULE, student)
            assert (total.score, total.max_score) == (submission.score, submission.max_score)
            assert total.waits == submission.needs_manual_grade


def test_who_grades_a_cell_does_not_depend_on_the_answer(term: Term):
    """An answer is a person's to grade, also one that was left blank and got 0 at once."""
    for student in ("ada", "fay"):
        by_hand = {c.cell: c.by_hand for c in cell_scores(term.course, MODULE, student)}
        assert [cell for cell, is_by_hand in by_hand.items() if is_by_hand] == ["think_new"]


def test_second_run_repeats_only_what_failed(term: Term):
    """Graded submissions are skipped; points and files are the same afterwards."""
    first, again = term.reports["grade"], term.reports["grade again"]
    assert first.graded == sorted(STUDENTS)
    assert (first.skipped, again.graded) == ([], ["eve"])
    assert term.reports["grade changed"] == []
    assert term.scores["grade"] == term.scores["grade again"]


def test_half_a_file_needs_a_look_and_stops_nobody(term: Term):
    """The reason is readable, and nothing of it is in autograded/."""
    (eve,) = term.reports["grade"].failed
    assert eve.student == "eve"
    assert eve.reason.startswith("the file is not a notebook: ")
    assert not term.course.autograded(MODULE, "eve").exists()


def test_what_was_out_of_place_is_said_and_has_no_effect(term: Term):
    """Deleted, edited, copied and added cells are listed for the TA."""
    notes = record_of(term.course, MODULE, "ben")["notes"]
    assert notes == [
        "number_class was there 2 times",
        "test_number_class was edited, restored",
        "hidden_number_class was missing, restored",
        "2 added cells kept",
    ]
    notebook = term.autograded("ben")
    assert notebook.metadata.kernelspec.name == "python3"
    assert "tags" not in term.cell("ben", "test_number_add").metadata
    assert term.cell("ben", "test_number_add").metadata.nbgrader.points == 5
    assert [c.source for c in notebook.cells if c.id.startswith("added-")] == [
        "My notes",
        "mine = 1",
    ]


def test_grade_says_what_it_rests_on(term: Term):
    """Hashes of what was graded, versions, time, seconds: a regrade can be compared."""
    record = term.autograded("ada").metadata[RECORD]
    assert {len(record[key]) for key in ("submission", "assignment", "view")} == {64}
    assert set(record["environment"]) == {"python", "numpy", "platform"}
    assert record["graded_at"].endswith("+00:00")
    assert 0 < record["seconds"] < 60
    assert record["stopped"] == ""
    assert "the kernel died here" in record_of(term.course, MODULE, "dot")["stopped"]


def test_staff_see_the_model_answer_under_the_students(term: Term):
    """The mark scheme stands right below the answer, and is nobody's cell to grade."""
    for student in EXPECTED:
        cells = term.autograded(student).cells
        place = next(
            n
            for n, cell in enumerate(cells)
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "think_new"
        )
        model = cells[place + 1]
        assert "Model answer and mark scheme" in model.source
        assert "One point for the reason" in model.source
        assert "nbgrader" not in model.metadata
        assert sum("Model answer" in cell.source for cell in cells) == 1


@pytest.fixture
def quick(course: Course, tmp_path: Path) -> Course:
    """Ada and Ben have handed in and were collected; grading runs no kernel."""
    quick_course(course)
    for name in ("ada", "ben"):
        hand_in(Student(course, name, tmp_path / name), lambda nb: answered(nb, **SOLVED))
    collect(course, MODULE)
    return course


def states(course: Course) -> dict[str, str]:
    return {s.student: s.state for s in submissions(course, MODULE)}


def test_changed_submission_is_graded_again(quick: Course, tmp_path: Path):
    """A newer submission, the assignment or the view: any change makes the grade old."""
    grade(quick, "01")
    ada = Student(quick, "ada", tmp_path / "ada")
    hand_in(ada, lambda nb: answered(nb, number_add="x = 1"))
    collect(quick, MODULE)
    assert states(quick)["ada"] == "collected"
    assert grade(quick, "01").graded == ["ada"]
    source = quick.source(MODULE) / f"{NOTEBOOK}.ipynb"
    source.write_text(source.read_text() + "\n")
    assert grade(quick, "01").graded == ["ada", "ben"]
    assert grade(quick, "01").graded == []


def test_regrading_keeps_a_persons_points_and_one_model_answer(quick: Course):
    """Manual points and comments stay, and the mark scheme is not there twice."""
    grade(quick, "01")
    with nbgrader(quick) as api, api.gradebook as book:
        mark = book.find_grade("think_new", NOTEBOOK, MODULE, "ada")
        mark.manual_score, mark.needs_manual_grade = 1.5, False
        book.db.commit()
    assert states(quick)["ada"] == "graded"
    report = grade(quick, "01", ["ada"], force=True)
    assert report.graded == ["ada"]
    assert {c.cell: c.score for c in cell_scores(quick, MODULE, "ada")}["think_new"] == 1.5
    assert states(quick)["ada"] == "needs grading by hand"
    text = (quick.autograded(MODULE, "ada") / f"{NOTEBOOK}.ipynb").read_text()
    assert text.count("Model answer and mark scheme") == 1


def test_submission_that_arrives_while_it_is_graded_is_not_lost(
    quick: Course, monkeypatch: pytest.MonkeyPatch
):
    """The grade says what it was made of: what came in between is graded next time."""
    from conveyor.plugins.provenance import RecordProvenance

    finish = RecordProvenance.preprocess

    def interrupted(self: RecordProvenance, nb: object, resources: object) -> object:
        path = quick.submitted(MODULE, "ada") / f"{NOTEBOOK}.ipynb"
        path.write_text(path.read_text().replace("Number(a.value", "Number( a.value"))
        return finish(self, nb, resources)

    monkeypatch.setattr(RecordProvenance, "preprocess", interrupted)
    grade(quick, "01", ["ada"])
    monkeypatch.undo()
    assert states(quick)["ada"] == "collected"
    assert grade(quick, "01", ["ada"]).graded == ["ada"]


def test_failure_is_tried_again_and_forgotten_when_it_passes(
    quick: Course, monkeypatch: pytest.MonkeyPatch
):
    """A full disk today is no verdict for ever: the next run tries again."""
    from nbgrader.preprocessors import SaveAutoGrades

    def fail(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(SaveAutoGrades, "preprocess", fail)
    report = grade(quick, "01")
    assert {s.reason for s in report.failed} == {"OSError: No space left on device"}
    monkeypatch.undo()
    report = grade(quick, "01")
    assert (report.graded, report.failed) == (["ada", "ben"], [])
    assert set(states(quick).values()) == {"needs grading by hand"}


def test_failure_is_forgotten_when_the_formgrader_succeeds(
    quick: Course, monkeypatch: pytest.MonkeyPatch
):
    """Graded by nbgrader's own button, a submission does not stay 'needs a look'."""
    from nbgrader.preprocessors import SaveAutoGrades

    with monkeypatch.context() as patch:
        patch.setattr(SaveAutoGrades, "preprocess", lambda *_: 1 / 0)
        grade(quick, "01")
    assert set(states(quick).values()) == {"needs a look"}
    with nbgrader(quick) as api:
        assert api.autograde(MODULE, "ada")["success"]
    assert states(quick) == {"ada": "needs grading by hand", "ben": "needs a look"}


def test_cut_off_between_two_notebooks_is_interrupted(quick: Course):
    """A grade counts when every notebook has been graded, not when the first one has."""
    second = "second"
    for folder in (quick.source(MODULE), quick.release(MODULE), quick.submitted(MODULE, "ada")):
        text = (folder / f"{NOTEBOOK}.ipynb").read_text()
        (folder / f"{second}.ipynb").write_text(text)
    with nbgrader(quick) as api:
        assert api.generate_assignment(MODULE)["success"]
    grade(quick, "01")
    assert states(quick)["ada"] == "needs grading by hand"
    (quick.autograded(MODULE, "ada") / f"{second}.ipynb").unlink()
    assert states(quick)["ada"] == "interrupted"
    assert grade(quick, "01").graded == ["ada"]


def test_link_in_a_submission_is_not_followed(quick: Course):
    """A link that reached submitted/ by another way copies nothing into the feedback."""
    folder = quick.submitted(MODULE, "ada")
    (folder / "steal.html").symlink_to(quick.gradebook)
    report = grade(quick, "01")
    assert [(s.student, s.reason) for s in report.failed] == [
        ("ada", "conveyor.errors.ConveyorError: ada: steal.html is a link or a special file")
    ]
    feedback(quick, "01", include_waiting=True)
    assert not list(quick.feedback_root.rglob("steal*"))


@pytest.mark.parametrize("name", ["zoë", "o'neil", "a b", "x-1.y_z"])
def test_any_folder_name_can_be_graded(quick: Course, name: str):
    """Submissions that came by another way than the mailboxes may have any name."""
    copied = quick.submitted(MODULE, name)
    copied.mkdir(parents=True)
    for path, content in contents(quick.submitted(MODULE, "ada")).items():
        (copied / Path(path).name).write_bytes(content)
    report = grade(quick, "01", [name])
    assert (report.graded, report.failed) == ([name], [])
    assert scores(quick)[name] == scores(quick)[name]


@pytest.mark.parametrize("name", ["*", "[ab]da", "a?a"])
def test_folder_that_is_called_like_a_pattern_grades_nobody_else(quick: Course, name: str):
    """nbgrader takes a student's name for a pattern; such a name is refused, not expanded."""
    folder = quick.submitted(MODULE, name)
    folder.mkdir(parents=True)
    (folder / f"{NOTEBOOK}.ipynb").write_text("{}")
    report = grade(quick, "01", [name])
    assert [s.reason for s in report.failed] == ["no account has such a name"]
    assert states(quick)["ada"] == "collected"


def test_submission_without_a_notebook_of_ours_needs_a_look(quick: Course):
    """A folder in which nothing can be graded is named."""
    folder = quick.submitted(MODULE, "ada")
    (folder / f"{NOTEBOOK}.ipynb").rename(folder / "mine.ipynb")
    report = grade(quick, "01")
    assert [s.student for s in report.failed] == ["ada"]
    assert report.failed[0].reason


def test_students_are_asked_for_by_name(quick: Course):
    """Only they are graded; a name without a submission is answered with those that have one."""
    assert grade(quick, "01", ["ben", "ben"]).graded == ["ben"]
    with pytest.raises(ConveyorError, match="no submission of zoe\n.*submitted by: ada, ben"):
        grade(quick, "01", ["zoe"])
    with pytest.raises(ConveyorError, match="02_double: no submission to grade\n.*collect"):
        grade(quick, "02")


def test_release_that_is_missing_is_named(quick: Course):
    """Without the release nobody can be graded; the reason says what to run."""
    (quick.release(MODULE) / f"{NOTEBOOK}.ipynb").unlink()
    report = grade(quick, "01")
    assert len(report.failed) == 2
    assert "number_dev.ipynb is missing" in report.failed[0].reason


@pytest.mark.slow
def test_interrupt_ends_at_once_and_the_next_run_goes_on(course: Course, tmp_path: Path):
    """Ctrl-C and even kill -9 in the middle of a cell: no verdict, no kernel is left behind."""
    quick_course(course)
    text = course.config_file.read_text().replace(UNRUN, "\nc.GradingExecute.timeout = 5\n")
    course.config_file.write_text(text)
    endless = {**SOLVED, "number_add": "def add(a, b):\n    while True:\n        pass"}
    for name, answers in (("ada", SOLVED), ("ben", endless), ("cem", SOLVED)):
        hand_in(Student(course, name, tmp_path / name), lambda nb, a=answers: answered(nb, **a))
    collect(course, MODULE)
    for number, code, left in (
        (signal.SIGINT, 130, "collected"),
        (signal.SIGKILL, -signal.SIGKILL, "interrupted"),
    ):
        process = start_grading(course)
        wait_for(lambda p=process: kernels_of(p.pid) and states(course)["ben"] == "interrupted")
        kernels = kernels_of(process.pid)
        process.send_signal(number)
        assert process.wait(20) == code
        wait_for(lambda kernels=kernels: not any(map(is_running, kernels)))
        assert states(course) == {
            "ada": "needs grading by hand",
            "ben": left,
            "cem": "collected",
        }
    assert scores(course)["ada"] == {"test_number_class": 2, **AFTER_ADA}
    process = start_grading(course, "--json")
    report = json.loads(process.communicate(timeout=60)[0])
    assert report["graded"] == ["ben", "cem"]
    assert report["skipped"] == ["ada"]
    totals_now = {name: sum(cells.values()) for name, cells in scores(course).items()}
    assert totals_now == {"ada": 10, "ben": 5, "cem": 10}


AFTER_ADA = {"hidden_number_class": 3, "test_number_add": 5, "think_new": 0}


def start_grading(course: Course, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "conveyor", "--course", str(course.root), "grade", "01"]
    return subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True)


def kernels_of(pid: int) -> list[int]:
    """The children of a process that are kernels."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = children.read_text().split() if children.exists() else []
    return [int(child) for child in found if "ipykernel" in command_of(int(child))]


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def is_running(pid: int) -> bool:
    return "ipykernel" in command_of(pid)


def wait_for(condition: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
