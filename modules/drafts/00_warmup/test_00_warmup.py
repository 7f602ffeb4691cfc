"""Module 00 as a lesson: ten minutes, five points, nothing exported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conveyor.layout import Course
from conveyor.lesson import Lesson, read_lesson
from tests.conftest import ROOT
from tests.modules.marking import blank, graded_tests, lost, replaced, wrong_answers

FOLDER = ROOT / "modules" / "00_warmup"
# Other solutions that are just as right; a test that refuses one of them asks for too much.
RIGHT_ANSWERS: dict[str, dict[str, str | list[str]]] = {
    "numpy-and-not": {
        "average": """\
    if not numbers:
        raise ValueError("nothing")
    return float(np.mean(numbers))
""",
        "shares": "    return counts / max(counts.sum(), np.finfo(float).tiny)",
    },
    "loops": {
        "average": """\
    total, count = 0.0, 0
    for number in numbers:
        total, count = total + number, count + 1
    if count == 0:
        raise ValueError
    return total / count
""",
        "shares": """\
    total = sum(counts.tolist())
    return np.array([count / total if total else 0.0 for count in counts.tolist()])
""",
    },
}


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(FOLDER / "warmup_dev.py")


def test_it_runs_as_a_script(tmp_path: Path) -> None:
    """It runs every test, and writes no warning."""
    done = subprocess.run(
        [sys.executable, str(FOLDER / "warmup_dev.py")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        timeout=60,
        text=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().endswith("ready for module 01")


def test_it_has_five_points_and_nobody_has_to_read_an_answer(lesson: Lesson) -> None:
    """Feedback can go out as soon as the machine has graded."""
    assert sum(cell.points or 0 for cell in lesson.cells) == 5
    assert "5 points" in lesson.cells[0].source
    assert not [cell for cell in lesson.cells if cell.role == "answer"]


def test_nothing_of_it_can_be_imported(lesson: Lesson) -> None:
    """It may be open at any time, since the package has nothing of it."""
    assert not [cell for cell in lesson.cells if cell.exported]
    assert not (ROOT / "tinytorch" / "warmup.py").exists()


def test_the_course_begins_with_it_and_module_01() -> None:
    """What `conveyor up` hands out at the first start."""
    assert [m.id for m in Course(ROOT).first_modules] == ["00_warmup", "01_tensor"]


def test_the_reference_passes_every_test_and_a_blank_copy_none(lesson: Lesson) -> None:
    """Full marks for the solution, nothing for the notebook as it was handed out."""
    assert lost(lesson, {}) == {}
    assert set(lost(lesson, blank(lesson))) == graded_tests(lesson)


@pytest.mark.parametrize("answer", wrong_answers(FOLDER), ids=lambda answer: answer["name"])
def test_a_wrong_answer_loses_points_where_it_should(lesson: Lesson, answer: Any) -> None:
    """Every mistake in wrong_answers.py is noticed by the tests that it names."""
    assert set(answer["loses"]) <= set(lost(lesson, replaced(lesson, answer["replace"])))


@pytest.mark.parametrize("name", RIGHT_ANSWERS)
def test_another_right_answer_loses_nothing(lesson: Lesson, name: str) -> None:
    """A student who solves it in another way gets all points."""
    assert lost(lesson, replaced(lesson, RIGHT_ANSWERS[name])) == {}


def test_the_warning_that_the_text_speaks_of_is_printed(lesson: Lesson) -> None:
    """0 divided by 0 costs the point because numpy writes to the error stream."""
    careless = replaced(lesson, {"shares": "    return np.nan_to_num(counts / counts.sum())"})
    assert "RuntimeWarning" in lost(lesson, careless)["test_shares"]
