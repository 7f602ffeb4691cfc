"""``conveyor feedback``: what students get to read, and what they never get."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from conveyor.collect import collect
from conveyor.errors import ConveyorError
from conveyor.feedback import feedback
from conveyor.grade import grade
from conveyor.layout import Course
from conveyor.nbgrader_api import nbgrader
from conveyor.plugins.feedback import HideHiddenTests, hints, split_hidden
from conveyor.states import submissions
from conveyor.student import Student
from tests.conveyor.term import (
    MODULE,
    NOTEBOOK,
    SOLVED,
    STUDENTS,
    Term,
    answered,
    hand_in,
    quick_course,
)

HIDDEN = ("Number(-7)", 'float("inf")', "HIDDEN TESTS", "float(&quot;inf&quot;)")
MODEL = ("One point for the reason", "Model answer", "mark scheme")
GRADED = sorted(set(STUDENTS) - {"eve"})


@pytest.mark.parametrize("student", GRADED)
def test_page_shows_no_hidden_test_and_no_model_answer(term: Term, student: str):
    """Whatever a student's code did, the page holds no line of them."""
    page = term.page(student)
    assert "test_number_class" in page
    assert [text for text in HIDDEN + MODEL if text in page] == []


def test_page_tells_what_a_hidden_test_was_about(term: Term):
    """The author's message of the hidden test that failed is on the page, and nothing else."""
    assert "A hidden test failed: infinity is refused" in term.page("gus")
    assert "# (hidden tests ran here)" in term.page("gus")


def test_page_shows_points_and_the_visible_failure(term: Term):
    """Points cell by cell, and the student's own traceback of a visible test."""
    page = term.page("ben")
    assert "(Score: 5.0 / 12.0)" in page
    assert "NotImplementedError" in page
    assert "My notes" in page


def test_page_of_a_student_who_was_cut_off_says_so(term: Term):
    """Nobody gets a page without a reason: the dead kernel and the timeout are named."""
    assert "the kernel died here" in term.page("dot")
    assert "CellTimeoutError" in term.page("cem")


def test_everyone_can_fetch_their_own_page_and_no_other(term: Term):
    """The page arrives through the student's own mailbox."""
    for name in GRADED:
        fetched = sorted((term.homes / name / MODULE / "feedback").rglob("*.html"))
        assert [p.read_text() for p in fetched] == [term.page(name)]
    assert not (term.homes / "eve" / MODULE / "feedback").exists()
    boxes = {p.name: list(p.glob("*.html")) for p in term.course.feedback_boxes.iterdir()}
    assert {name for name, pages in boxes.items() if pages} == set(GRADED)


def test_second_feedback_makes_the_same_pages(term: Term):
    """Made again without a change, a page is the same to the byte."""
    assert term.reports["feedback"].made == term.reports["feedback again"].made == GRADED
    assert term.reports["feedback changed"] == []


def test_who_cannot_be_told_anything_yet_is_listed(term: Term):
    """A submission that was not graded has no page; the report says why."""
    (waiting,) = term.reports["feedback"].waiting
    assert (waiting.student, waiting.state) == ("eve", "needs a look")


@pytest.fixture
def graded(course: Course, tmp_path: Path) -> Course:
    """Ada's answer waits for a person, Ben has none; no kernel was run."""
    quick_course(course)
    for name, answer in (("ada", "Because."), ("ben", None)):
        student = Student(course, name, tmp_path / name)
        answers = {**SOLVED, "think_new": answer} if answer else {"number_add": "x = 1"}
        hand_in(student, lambda nb, answers=answers: answered(nb, **answers))
    collect(course, MODULE)
    grade(course, MODULE)
    return course


def states(course: Course) -> dict[str, str]:
    return {s.student: s.state for s in submissions(course, MODULE)}


def test_answers_that_wait_for_a_person_hold_the_page_back(graded: Course):
    """Only who is decided gets a page, until somebody says that the rest is to go, too."""
    report = feedback(graded, "01")
    assert report.made == ["ben"]
    assert [s.student for s in report.waiting] == ["ada"]
    assert states(graded) == {"ada": "needs grading by hand", "ben": "feedback out"}
    assert feedback(graded, "01", include_waiting=True).made == ["ada", "ben"]


def test_points_and_comments_of_a_person_are_on_the_page(graded: Course):
    """What the TA wrote in the formgrader reaches the student."""
    with nbgrader(graded) as api, api.gradebook as book:
        mark = book.find_grade("think_new", NOTEBOOK, MODULE, "ada")
        mark.manual_score, mark.needs_manual_grade = 1.5, False
        comment = book.find_comment("think_new", NOTEBOOK, MODULE, "ada")
        comment.manual_comment = "An example is missing."
        book.db.commit()
    assert states(graded)["ada"] == "graded"
    feedback(graded, "01", ["ada"])
    page = (graded.feedback(MODULE, "ada") / f"{NOTEBOOK}.html").read_text()
    assert "An example is missing." in page
    assert "1.5 / 2.0" in page
    assert states(graded) == {"ada": "feedback out", "ben": "graded"}


def test_pages_can_be_made_without_sending_them(graded: Course, tmp_path: Path):
    """With release=False the page lies in feedback/ and the mailbox is empty."""
    report = feedback(graded, "01", release=False)
    assert (report.made, report.released) == (["ben"], False)
    assert states(graded)["ben"] == "feedback made"
    assert not list(graded.feedback_box("ben").glob("*.html"))


def test_page_is_old_after_another_grading(graded: Course):
    """When a submission is graded again, its page has to be made again."""
    feedback(graded, "01")
    page = graded.feedback(MODULE, "ben") / f"{NOTEBOOK}.html"
    os.utime(page, (1, 1))
    assert states(graded)["ben"] == "graded"


def test_a_students_own_html_file_is_not_a_page(graded: Course):
    """A file that happens to lie beside the page does not keep its state from being known."""
    feedback(graded, "01")
    (graded.feedback(MODULE, "ben") / "other.html").write_text("x")
    assert states(graded)["ben"] == "feedback out"


def test_nothing_to_tell_is_an_error_with_a_cure(graded: Course):
    """Ungraded, waiting and unknown students are three different answers."""
    with pytest.raises(ConveyorError, match="ready for feedback\n.*formgrader.*--include-waiting"):
        feedback(graded, "01", ["ada"])
    with pytest.raises(ConveyorError, match="no submission of zoe\n.*submitted by: ada, ben"):
        feedback(graded, "01", ["zoe"])
    with pytest.raises(ConveyorError, match="ready for feedback\n.*conveyor grade 02_double"):
        feedback(graded, "02")


class TestHiddenTests:
    """HideHiddenTests, on notebooks that need no kernel."""

    SOURCE = (
        "assert shown, 'the visible one'\n"
        "### BEGIN HIDDEN TESTS\n"
        "secret_call(17, 'needle')\n"
        "assert f(3) == 9, f'three squared: {f(3)}'\n"
        "### END HIDDEN TESTS"
    )

    def page(self, *outputs: dict, **elsewhere: str) -> str:
        """Everything that is left of a notebook with this graded cell."""
        graded = new_code_cell(self.SOURCE, outputs=[new_output(**o) for o in outputs])
        student = new_code_cell("print(1)", outputs=[new_output("stream", **elsewhere)])
        notebook = new_notebook(cells=[student, graded])
        hidden, _ = HideHiddenTests().preprocess(notebook, {})
        return repr(hidden)

    def error(self, ename: str, evalue: str) -> dict:
        trace = [f"{ename}: {evalue}", "----> 3 secret_call(17, 'needle')"]
        return {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": trace}

    def test_message_is_given_without_its_values(self):
        """Of an f-string only the author's words: the value could be the expected answer."""
        page = self.page(self.error("AssertionError", "three squared: 12345"))
        assert "A hidden test failed: three squared" in page
        assert "12345" not in page

    def test_students_own_words_are_not_passed_off_as_ours(self):
        """A message that is no author's says nothing, whatever the student put into it."""
        page = self.page(self.error("AssertionError", "the answer is secret_call(17, 'needle')"))
        assert "A hidden test failed.'" in page
        assert "the answer is" not in page

    def test_visible_assertion_in_the_same_cell_is_told_apart(self):
        """The visible part of the cell failed: the student is told so."""
        page = self.page(self.error("AssertionError", "the visible one"))
        assert "A visible test failed: the visible one" in page

    def test_other_errors_are_named_only(self):
        """The kind of the error helps, its text could quote the test."""
        page = self.page(self.error("TypeError", "needle"))
        assert "stopped with TypeError" in page
        assert self.page(self.error("x" * 70, "needle")).count("stopped with error") == 2

    def test_timeout_is_told_although_it_comes_as_an_interrupt(self):
        """The interrupt is ours; the student hears that it took too long."""
        interrupt = self.error("KeyboardInterrupt", "")
        page = self.page(interrupt, self.error("CellTimeoutError", ""))
        assert "The hidden tests took too long." in page

    def test_warning_that_costs_points_is_told(self):
        """Points lost to the error stream do not look like a riddle."""
        page = self.page({"output_type": "stream", "name": "stderr", "text": "needle"})
        assert "costs the points of this cell" in page

    def test_passed_cell_says_nothing(self):
        """What a passing cell printed could be the test: it is not shown."""
        page = self.page({"output_type": "stream", "name": "stdout", "text": "needle"})
        assert "needle" not in page
        assert "HiddenTest" not in page

    @pytest.mark.parametrize(
        "line",
        [
            "secret_call(17, 'needle')",
            "xsecret_call(17, 'needle')x",
            "----> 3 secret_call(17, 'needle')",
            "secret_call(\x1b[32m17\x1b[39m, \x1b[33m'needle'\x1b[39m)",
        ],
    )
    def test_line_that_code_managed_to_print_is_blanked(self, line: str):
        """A hidden line in any other cell's output, coloured or not, is taken out."""
        page = self.page(name="stdout", text=f"mine\n{line}\nmine too")
        assert "needle" not in page
        assert "mine\\n" in page
        assert "mine too" in page

    def test_blanks_every_place_of_an_output(self):
        """Names, values, tracebacks and every kind of data can carry a line."""
        line = "secret_call(17, 'needle')"
        outputs = [
            new_output("error", ename=line, evalue=line, traceback=[line]),
            new_output("display_data", data={"text/html": line, "application/json": {"a": line}}),
        ]
        cells = [new_code_cell("x", outputs=outputs), new_code_cell(self.SOURCE)]
        hidden, _ = HideHiddenTests().preprocess(new_notebook(cells=cells), {})
        assert "needle" not in repr(hidden)

    def test_hints_are_found_wherever_an_author_writes_them(self):
        """In assert and in raise AssertionError, nested or indented; not in other calls."""
        lines = [
            "    for x in y:",
            "        assert x, 'one'",
            "        raise AssertionError(f'two {x}')",
            "    raise ValueError('three')",
            "    assert x, f'{x} four'",
            "    assert x, name",
            "    assert x",
        ]
        assert hints(lines) == ["one", "two "]
        assert hints(["def broken("]) == []

    def test_region_is_replaced_at_its_place(self):
        """The visible lines stay in order, the region becomes one comment."""
        shown, hidden = split_hidden("a\n  ### BEGIN X\n  b\n  ### END X\nc", "BEGIN X", "END X")
        assert shown == "a\n  # (hidden tests ran here)\nc"
        assert hidden == ["  b"]
