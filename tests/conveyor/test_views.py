"""Views of the package: who can import what."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conveyor.build import build
from conveyor.errors import ConveyorError
from conveyor.layout import Course
from conveyor.views import grading_view, student_view, write_view


def python(view: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run `code` where `view` is the only way to a tinytorch."""
    environment = {**os.environ, "PYTHONPATH": str(view), "PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=view, capture_output=True, text=True
    )


@pytest.fixture
def built(course: Course) -> Course:
    build(course)
    return course


@pytest.mark.parametrize(
    "code",
    [
        "import tinytorch.number",
        "from tinytorch.number import Number",
        "from tinytorch import Number",
        "from tinytorch import number",
        "import tinytorch; tinytorch.Number",
        "import tinytorch; tinytorch.number",
    ],
)
def test_module_under_work_cannot_be_imported_and_says_why(built: Course, code: str):
    """In the environment of module 01, its own solution is not there; the error explains it."""
    run = python(grading_view(built, "01_number"), code)
    assert run.returncode != 0
    error = run.stderr.strip().splitlines()[-1]
    assert error.startswith("ModuleNotFoundError: tinytorch.number is not open here")
    assert "what students build in module 01" in error


def test_modules_before_it_can_be_imported(built: Course):
    """In the environment of module 02, module 01 works, by module and by name."""
    view = grading_view(built, "02_double")
    code = (
        "import tinytorch.number\n"
        "from tinytorch import Number, add, number\n"
        "assert add(Number(1), Number(2)).value == 3\n"
        "assert number is tinytorch.number\n"
        "try:\n    from tinytorch import twice\n"
        "except ModuleNotFoundError as error:\n    print(error)\n"
    )
    run = python(view, code)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("tinytorch.double is not open here")


def test_importing_the_package_loads_no_module(built: Course):
    """The package is lazy: nothing is imported, and so nothing patched, before it is asked for."""
    code = (
        "import sys, tinytorch\nfrom tinytorch import *\ndir(tinytorch)\n"
        "loaded = [m for m in sys.modules if m.startswith('tinytorch.')]\n"
        "assert loaded == ['tinytorch._contents'], loaded\n"
        "assert {'Number', 'twice', 'number', 'double'} <= set(dir(tinytorch))\n"
        "try:\n    tinytorch.nothing\nexcept AttributeError as error:\n    print(error)\n"
    )
    run = python(built.root, code)
    assert run.returncode == 0, run.stderr
    assert run.stdout == "module 'tinytorch' has no attribute 'nothing'\n"


def test_view_holds_nothing_of_closed_modules(built: Course, tmp_path: Path):
    """No line of a solution is in a view that does not open it, after it was open, too."""
    view = write_view(built, tmp_path / "view", ["01_number", "02_double"])
    python(view, "import tinytorch.number, tinytorch.double")
    assert list((view / "tinytorch").glob("__pycache__/number.*"))
    (view / "tinytorch" / ".number.py.x.half-written").write_text("math.isfinite")
    (view / "tinytorch" / "gone.py").write_text("math.isfinite")
    write_view(built, view, ["02_double"])
    left = {p.name: p.read_bytes() for p in view.rglob("*") if p.is_file()}
    assert set(left) == {"__init__.py", "_contents.py", "number.py", "double.py"}
    assert not [name for name, content in left.items() if b"isfinite" in content]


def test_view_is_written_once(built: Course, tmp_path: Path):
    """Writing the same view again touches no file."""
    view = write_view(built, tmp_path / "view", ["01_number"])
    stamps = {p: p.stat().st_mtime_ns for p in view.rglob("*")}
    write_view(built, view, ["01_number"])
    assert {p: p.stat().st_mtime_ns for p in view.rglob("*")} == stamps


def test_module_without_exports_is_no_obstacle(built: Course):
    """A module that gives nothing to the package is absent from every view."""
    lesson = built.modules[0].lesson
    lesson.write_text(lesson.read_text().replace("#| export\n", ""))
    build(built)
    run = python(grading_view(built, "02_double"), "import tinytorch.number")
    assert "ModuleNotFoundError: No module named 'tinytorch.number'" in run.stderr


def test_assignment_without_a_module_has_no_view(built: Course):
    """nbgrader's own assignments need no tinytorch."""
    assert grading_view(built, "ps1") is None


def test_course_without_modules_has_no_student_view(tmp_path: Path):
    """A course of nbgrader assignments only has nothing to import."""
    assert student_view(Course(tmp_path), []) is None


def test_package_that_was_not_built_is_named(course: Course):
    """A view cannot be made of nothing; the error says what to run."""
    with pytest.raises(ConveyorError, match="tinytorch: .*_contents.py\n.*conveyor build"):
        grading_view(course, "01_number")
