"""``conveyor status``: the one state of each module and each submission."""

from __future__ import annotations

import pytest

from conveyor.build import build
from conveyor.layout import Course
from conveyor.states import STATES
from conveyor.status import status
from tests.conveyor.term import MODULE, STUDENTS, Term


def test_states_of_a_term(term: Term):
    """Each submission has one state at each step, and all of them are known ones."""
    (waiting, _) = term.reports["waiting"]
    assert waiting.counts == {"submitted": len(STUDENTS)}
    assert term.states["grade"] == {
        "ada": "needs grading by hand",
        "ben": "graded",
        "cem": "needs grading by hand",
        "dot": "needs grading by hand",
        "eve": "needs a look",
        "fay": "graded",
        "gus": "needs grading by hand",
        "hal": "needs grading by hand",
    }
    assert term.states["feedback"]["ben"] == "feedback out"
    assert {s for states in term.states.values() for s in states.values()} <= set(STATES)


def test_counts_come_in_the_order_of_the_work(term: Term):
    """The row of a module counts its submissions, the states in their order."""
    row = status(term.course, MODULE)[0]
    assert list(row.counts) == sorted(row.counts, key=STATES.index)
    assert sum(row.counts.values()) == len(row.submissions) == len(STUDENTS)
    assert row.lesson == "released"


def test_lesson_goes_from_written_to_released(course: Course):
    """The state of a lesson tells what is to be done with it next."""

    def states() -> list[str]:
        return [row.lesson for row in status(Course(course.root))]

    assert states() == ["written", "written"]
    build(course)
    assert states() == ["built", "built"]
    lesson = course.modules[0].lesson
    text = lesson.read_text()
    lesson.write_text(text.replace("one value", "a value"))
    assert states() == ["changed since the build", "built"]
    lesson.write_text(text + "\n# %%\n(\n")
    assert states() == ["broken", "built"]
    lesson.write_text(text)
    (course.package / "double.py").write_text("# edited by hand\n")
    assert states() == ["built", "changed since the build"]
    build(course)
    (course.outbound / "02_double").mkdir(parents=True)
    assert states() == ["built", "released"]


def test_one_module_can_be_asked_for(course: Course):
    """With a name there is one row."""
    assert [row.assignment for row in status(course, "2")] == ["02_double"]


@pytest.mark.parametrize("damage", [b"", b"not a database, but long enough to look like one" * 9])
def test_gradebook_that_is_no_database(course: Course, damage: bytes):
    """An empty gradebook is one without scores; a broken one is named with its cure."""
    build(course)
    course.gradebook.write_bytes(damage)
    if damage:
        with pytest.raises(Exception, match="gradebook.db: .*cannot be read"):
            status(course)
    else:
        assert [row.counts for row in status(course)] == [{}, {}]
