"""Lessons are executed with limits, alone, and with what students have."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from conveyor.check import all_rules, execution
from conveyor.check.bounded import bounded
from conveyor.check.page import Page, Shelf
from conveyor.check.rule import NOTEBOOK
from conveyor.check.run import Run
from conveyor.layout import Course
from tests.conveyor.check.examples import course_with

pytestmark = pytest.mark.slow


def course_of(tmp_path: Path, *cells: str) -> Course:
    """A course whose module 08_scale has these code cells."""
    course = course_with(tmp_path / "course")
    lesson = course.modules_dir / "08_scale" / "scale_dev.py"
    lesson.parent.mkdir()
    lesson.write_text("".join(f"# %%\n{cell}\n\n" for cell in cells), encoding="utf-8")
    return course


def run(course: Course, kind: str = NOTEBOOK) -> tuple[Page, Run]:
    shelf = Shelf(course)
    (page,) = (page for page in shelf.pages if page.module.id == "08_scale")
    rules = [rule for rule in all_rules() if rule.needs == kind][:1]
    return page, execution.execute(shelf, [page], rules)["08_scale"][kind]


def errors(course: Course) -> list[str]:
    _, seen = run(course)
    return [cell.error for cell in seen.cells]


def test_a_cell_that_does_not_end_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the grader would; the cells after it still run."""
    monkeypatch.setattr(execution, "CELL_SECONDS", 1)
    first, second = errors(course_of(tmp_path, "while True: pass", "x = 1"))
    assert "TimeoutError" in first
    assert second == ""


def test_a_notebook_that_does_not_end_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even one that refuses to be interrupted, and the cell is named."""
    monkeypatch.setattr(execution, "SECONDS", 2)
    stubborn = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass"
    page, seen = run(course_of(tmp_path, "x = 1", stubborn, "y = 1"))
    assert "stopped after 2 s" in seen.error
    assert seen.line == page.blocks[1].line
    assert len(seen.cells) == 1


def test_memory_is_limited(tmp_path: Path) -> None:
    """A lesson that asks for a terabyte gets an error, and the machine is left alone."""
    (error,) = errors(course_of(tmp_path, "import numpy as np\nnp.ones(1 << 37)"))
    assert "MemoryError" in error


def test_what_a_lesson_starts_ends_with_it(tmp_path: Path) -> None:
    """A process that it left behind is gone when the check is done."""
    mark = tmp_path / "alive"
    code = f"import time\nwhile True:\n    open({str(mark)!r}, 'a').write('.'); time.sleep(0.02)"
    starts = f"import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', {code!r}])"
    assert errors(course_of(tmp_path, f"{starts}\ntime.sleep(0.5)")) == [""]
    length = mark.stat().st_size
    time.sleep(0.2)
    assert mark.stat().st_size == length


def test_no_secret_of_the_author_is_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token, the home folder, and the path of the course's own tools stay outside."""
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "secret")
    monkeypatch.setenv("PYTHONPATH", os.fspath(tmp_path))
    code = (
        "import os\n"
        "assert not [v for v in os.environ.values() if v == 'secret']\n"
        f"assert {os.fspath(tmp_path)!r} not in os.environ['PYTHONPATH'].split(':')\n"
        f"assert os.environ['HOME'] != {os.environ['HOME']!r}\n"
        "assert os.listdir() == []"
    )
    assert errors(course_of(tmp_path, code)) == [""]


def test_only_earlier_modules_can_be_imported(tmp_path: Path) -> None:
    """The module itself and later ones are closed, however they are asked for."""
    assert errors(course_of(tmp_path, "import tinytorch.autograd, tinytorch.optimizers")) == [""]
    course = course_of(tmp_path / "own", "#| export\nx = 1", "import tinytorch.scale")
    assert "not open here" in errors(course)[1]


def test_each_error_is_at_its_line_of_the_lesson(tmp_path: Path) -> None:
    """Where it happened, in whichever cell that function stands."""
    page, seen = run(course_of(tmp_path, "\n\ndef f():\n    return missing", "x = 1\nf()"))
    assert [cell.line for cell in seen.cells] == [0, page.blocks[0].cell.first_line + 1]


def test_stderr_and_values_are_kept_apart_by_cell(tmp_path: Path) -> None:
    """Also what a library writes past Python's own stderr."""
    page, seen = run(
        course_of(tmp_path, "import os\nos.write(2, b'deep')", "7", "'text'", "print(1)", "1;")
    )
    assert [cell.stderr for cell in seen.cells] == ["deep", "", "", "", ""]
    assert [(cell.value, cell.number) for cell in seen.cells[1:]] == [
        ("7", 7.0),
        ("'text'", None),
        ("", None),
        ("", None),
    ]


def test_a_program_that_is_too_slow_has_no_exit_code(tmp_path: Path) -> None:
    """And what it said until then is kept."""
    (tmp_path / "work").mkdir()
    code = "import sys, time; print('so far', file=sys.stderr, flush=True); time.sleep(60)"
    ended = bounded(["-c", code], tmp_path, tmp_path, 1)
    assert ended.code is None
    assert ended.last_words == "so far"
    assert ended.seconds < 20


def test_whoever_interrupts_does_not_wait(tmp_path: Path) -> None:
    """A lesson that runs is ended when the check is."""
    (tmp_path / "work").mkdir()
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    ended = bounded(["-c", "import time; time.sleep(60)"], tmp_path, tmp_path, 50, stop)
    assert ended.code is None
    assert ended.seconds < 20
