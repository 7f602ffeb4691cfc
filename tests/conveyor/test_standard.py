"""The gate's second half: the standard, the strength of the tests, and the way round them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from conveyor.build import build
from conveyor.errors import ConveyorError, UsageError
from conveyor.files import read_json
from conveyor.layout import CONFIG, Course
from conveyor.standard import admit, demands, not_released_because

MODULE = "01_number"


def gated(course: Course, *parts: str) -> Course:
    """`course` with a gate that demands `parts`, and built."""
    with (course.root / CONFIG).open("a", encoding="utf-8") as config:
        config.write(f"\nc.Conveyor.gate = {list(parts)}\n")
    fresh = Course(course.root)
    build(fresh)
    return fresh


@pytest.fixture
def weak(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A strength proof that finds what is in this list; nothing is run."""
    problems: list[str] = []
    report = SimpleNamespace(problems=problems)
    monkeypatch.setattr("conveyor.strength.prove_strength", lambda *_, **__: report)
    return problems


def test_lesson_against_the_standard_is_refused_with_its_findings(course: Course):
    """The error has file, line and code of what is wrong, and says how to go on."""
    course = gated(course, "check")
    with pytest.raises(ConveyorError) as raised:
        admit(course, MODULE)
    assert "modules/01_number/number_dev.py:" in str(raised.value)
    assert "error:" in str(raised.value)
    assert f"conveyor release {MODULE} --force" in raised.value.cure
    assert not_released_because(course, MODULE)


def test_weak_tests_are_refused(course: Course, weak: list[str]):
    """What the strength proof finds stands in the error."""
    weak.append("number_dev.py:12: 3 of 9 mutants survive")
    course = gated(course, "strength")
    with pytest.raises(ConveyorError, match="3 of 9 mutants survive"):
        admit(course, MODULE)


def test_reason_lets_it_through_and_is_kept(course: Course, weak: list[str]):
    """With a reason the module passes; who, when, why and against what are recorded."""
    weak.append("number_dev.py:12: 3 of 9 mutants survive")
    course = gated(course, "strength")
    standing = admit(course, MODULE, force="first week, mended on Friday")
    assert standing.forced == "first week, mended on Friday"
    (entry,) = read_json(course.forced(MODULE))
    assert entry["reason"] == "first week, mended on Friday"
    assert entry["problems"] == weak
    assert entry["by"]
    admit(course, MODULE, force="again")
    assert [e["reason"] for e in read_json(course.forced(MODULE))][1:] == ["again"]


@pytest.mark.parametrize("blank", ["", "   "])
def test_reason_must_be_words(course: Course, weak: list[str], blank: str):
    """An empty reason is none."""
    weak.append("a survivor")
    with pytest.raises(ConveyorError):
        admit(gated(course, "strength"), MODULE, force=blank)


def test_strong_module_needs_no_reason(course: Course, weak: list[str]):
    """Without problems nothing is recorded, also when a reason was given."""
    course = gated(course, "strength")
    assert admit(course, MODULE, force="to be safe").forced == ""
    assert not course.forced(MODULE).exists()


def test_nbgraders_own_release_cannot_go_round(course: Course, weak: list[str]):
    """A module that changed after the gate is not handed out by nbgrader either."""
    course = gated(course, "strength")
    assert f"conveyor release {MODULE}" in not_released_because(course, MODULE)
    admit(course, MODULE)
    assert not_released_because(course, MODULE) == ""
    notebook = next(course.source(MODULE).glob("*.ipynb"))
    notebook.write_text(notebook.read_text().replace("is three", "is four"))
    assert not_released_because(course, MODULE)


def test_what_is_no_module_is_not_gated(course: Course):
    """nbgrader's own assignments, without a lesson, are released as nbgrader does."""
    course = gated(course, "check", "strength")
    assert not_released_because(course, "ps1") == ""


def test_gate_that_demands_nothing(course: Course):
    """[] leaves the standard to the authors."""
    course = gated(course)
    assert admit(course, MODULE).demanded == []
    assert not_released_because(course, MODULE) == ""


def test_unknown_demand_is_named(course: Course):
    """A word that is no part of the gate is an error with the words that are."""
    with pytest.raises(UsageError, match="'strenght'"):
        demands(gated(course, "strenght"))


def test_this_course_demands_both(tmp_path: Path):
    """The configuration that ships asks for the standard and for strong tests."""
    assert demands(Course(Path(__file__).parents[2])) == ["check", "strength"]
