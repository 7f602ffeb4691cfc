"""What `conveyor up` does before the hub runs: it builds, and hands out where a course begins."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from click.testing import CliRunner

from conveyor.cli import cli
from conveyor.gate import Verdict
from conveyor.layout import Course
from conveyor.release import release

LESSON = '''\
# %% [markdown]
"""
# Module 00: Hello
"""

# %% nbgrader={"grade_id": "hello", "role": "solution"}
def hello():
    """A greeting."""
    ### BEGIN SOLUTION
    return "hello"
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_hello", "role": "test", "points": 5}
assert hello() == "hello"
'''


@pytest.fixture
def warm(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course with a warm-up before its modules 01 and 02; no kernel and no hub is started."""
    verdict = Verdict("any", 1.0, 0.0, 1.0, cached=True)
    monkeypatch.setattr("conveyor.release.prove", lambda *_, **__: verdict)
    monkeypatch.setattr("conveyor.up.run", lambda *_, **__: 0)
    folder = course.modules_dir / "00_hello"
    folder.mkdir()
    (folder / "hello_dev.py").write_text(LESSON)
    return Course(course.root)


def up(course: Course) -> Any:
    answer = CliRunner().invoke(cli, ["--course", str(course.root), "up"])
    assert answer.exit_code == 0, answer.output
    return answer


def handed_out(course: Course) -> list[str]:
    return sorted(path.name for path in course.outbound.glob("[!.]*"))


def test_first_start_hands_out_the_warm_up_and_the_first_module(warm: Course) -> None:
    """The second module waits for the instructor."""
    up(warm)
    assert handed_out(warm) == ["00_hello", "01_number"]


def test_first_start_opens_no_reference(warm: Course) -> None:
    """Both can be worked on: what students import has the solution of neither."""
    up(warm)
    view = warm.student_view / "tinytorch"
    assert "is not open" in (view / "number.py").read_text()
    assert "is not open" in (view / "double.py").read_text()
    assert not (view / "hello.py").exists()
    assert release(warm, "01").warnings == []


def test_start_that_was_killed_between_two_releases_is_made_whole(warm: Course) -> None:
    """The next start hands out what is missing."""
    up(warm)
    shutil.rmtree(warm.outbound / "01_number")
    up(warm)
    assert handed_out(warm) == ["00_hello", "01_number"]


def test_later_start_hands_out_nothing(warm: Course) -> None:
    """What is out is the instructor's decision from then on."""
    release(warm, "02")
    up(warm)
    assert handed_out(warm) == ["02_double"]


def test_course_without_a_warm_up_begins_with_its_first_module(warm: Course) -> None:
    """Number 00 is a habit, not a duty."""
    shutil.rmtree(warm.modules_dir / "00_hello")
    up(warm)
    assert handed_out(warm) == ["01_number"]
