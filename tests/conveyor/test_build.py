"""``conveyor build``: what it writes, to the byte, and what it leaves alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from conveyor.build import build, watch
from conveyor.errors import ConveyorError, UsageError
from conveyor.layout import Course
from conveyor.lesson import LessonError
from tests.conftest import GOLDEN, ROOT, make_course

MADE = ("source", "tinytorch")


def test_golden_folders_are_made_to_the_byte(course: Course):
    """The lessons in tests/golden build to exactly the files that lie beside them."""
    build(course)
    assert _tree(course.root) == _tree(GOLDEN)


def test_second_build_writes_nothing(course: Course):
    """A build of a build changes nothing, and says so."""
    first = build(course)
    stamps = {p: p.stat().st_mtime_ns for p in course.root.rglob("*") if p.is_file()}
    again = build(course)
    assert first.written
    assert (again.written, again.removed, again.strays) == ([], [], [])
    assert again.unchanged == len(first.written)
    assert {p: p.stat().st_mtime_ns for p in stamps} == stamps


def test_build_does_not_depend_on_the_process(course: Course, tmp_path: Path):
    """Another process, with another hash seed and locale, writes the same bytes."""
    build(course)
    other = make_course(tmp_path / "other")
    environment = {"PYTHONHASHSEED": "7", "LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "conveyor", "--course", str(other.root), "build"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    assert _tree(other.root) == _tree(course.root)


def test_check_names_every_drift_and_writes_nothing(course: Course):
    """A file that was edited, is missing, or has no module is named, and stays as it is."""
    build(course)
    (course.package / "number.py").write_text("# edited by hand\n")
    (course.source("02_double") / "double_dev.ipynb").unlink()
    (course.package / "gone.py").write_text('"""Made by `conveyor build` once."""\n')
    (course.source("01_number") / "notes.txt").write_text("an instructor's\n")
    before = _tree(course.root)
    report = build(course, check=True)
    assert report.drifted == [
        "source/01_number/notes.txt",
        "source/02_double/double_dev.ipynb",
        "tinytorch/gone.py",
        "tinytorch/number.py",
    ]
    assert report.strays == ["source/01_number/notes.txt"]
    assert _tree(course.root) == before


def test_build_mends_drift_and_leaves_strays(course: Course):
    """Made files are made again; a file of unknown origin is never deleted."""
    build(course)
    before = _tree(course.root)
    (course.package / "number.py").write_text("# edited by hand\n")
    stray = course.source("01_number") / "notes.txt"
    stray.write_text("an instructor's\n")
    report = build(course)
    assert report.written == ["tinytorch/number.py"]
    assert report.strays == ["source/01_number/notes.txt"]
    assert stray.read_text() == "an instructor's\n"
    stray.unlink()
    assert _tree(course.root) == before


def test_one_module_can_be_built_by_any_of_its_names(course: Course):
    """Building one module leaves the files of the others alone."""
    for name in ("02_double", "02", "2", "double"):
        shutil.rmtree(course.root / "source", ignore_errors=True)
        report = build(course, [name])
        assert report.modules == ["02_double"]
        assert [p.name for p in (course.root / "source").iterdir()] == ["02_double"]


def test_package_table_keeps_the_modules_that_are_not_built_now(course: Course):
    """Building one module does not make the package forget the others."""
    build(course)
    assert build(course, ["02"]).written == []


def test_data_files_travel_along_without_litter(course: Course):
    """Files in data/ go beside the notebook, byte for byte; hidden ones and caches do not."""
    data = course.modules[0].folder / "data"
    (data / "deep").mkdir()
    (data / "deep" / "raw.bin").write_bytes(bytes(range(256)))
    (data / ".DS_Store").write_bytes(b"litter")
    (data / "__pycache__").mkdir()
    (data / "__pycache__" / "x.pyc").write_bytes(b"litter")
    build(course)
    made = course.source("01_number") / "data"
    assert (made / "deep" / "raw.bin").read_bytes() == bytes(range(256))
    assert sorted(p.name for p in made.rglob("*") if p.is_file()) == ["raw.bin", "readme.txt"]


def test_module_without_exports_has_no_file_in_the_package(course: Course):
    """A lesson that exports nothing makes a notebook only, and its old file goes."""
    build(course)
    lesson = course.modules[1].lesson
    lesson.write_text(lesson.read_text().replace("#| export\n", ""))
    report = build(course)
    assert report.removed == ["tinytorch/double.py"]
    assert "double" not in (course.package / "_contents.py").read_text()


def test_module_that_is_gone_takes_its_package_file_along(course: Course):
    """A removed module leaves no reference solution in the package."""
    build(course)
    shutil.rmtree(course.modules[1].folder)
    report = build(Course(course.root))
    assert report.removed == ["tinytorch/double.py"]


def test_handwritten_files_in_the_package_stay(course: Course):
    """Only files that say that a build made them are ever removed."""
    helper = course.package / "helper.py"
    helper.write_text("X = 1\n")
    build(course)
    assert helper.read_text() == "X = 1\n"


def test_halves_of_a_killed_build_are_cleared_away(course: Course):
    """What a killed build was writing is neither handed to students nor left for ever."""
    build(course)
    half = course.source("01_number") / ".number_dev.ipynb.abc.half-written"
    half.write_text("{")
    assert build(course, check=True).drifted == [f"source/01_number/{half.name}"]
    build(course)
    assert not half.exists()
    assert build(course, check=True).drifted == []


def test_two_modules_of_one_name_are_refused(course: Course):
    """Two modules that would write one file of the package are an error that names both."""
    shutil.copytree(course.modules[0].folder, course.modules_dir / "03_number")
    with pytest.raises(LessonError, match="modules/03_number.*also that of 01_number"):
        build(Course(course.root))


def test_lesson_in_a_folder_of_another_form_is_not_passed_over(course: Course):
    """A folder that is not called like a module is an error, not a module less."""
    shutil.copytree(course.modules[0].folder, course.modules_dir / "3-number")
    with pytest.raises(LessonError, match="modules/3-number/number_dev.py:1: .*never built"):
        build(Course(course.root))


def test_unknown_module_is_a_mistake_of_the_call(course: Course):
    """A name that is no module is answered with those that exist."""
    with pytest.raises(UsageError, match="there is no module 'tensor'.*\n.*01_number, 02_double"):
        build(course, ["tensor"])


def test_assignment_without_a_module_has_nothing_to_build(course: Course):
    """An assignment that was made without a module is left to nbgrader."""
    course.source("ps1").mkdir(parents=True)
    with pytest.raises(UsageError, match="ps1 has a source folder but no module"):
        build(course, ["ps1"])


def test_package_file_that_was_broken_by_hand_is_named(course: Course):
    """Building another module cannot read a broken package file, and says how to get it back."""
    build(course)
    (course.package / "number.py").write_text("<<<<<<< mine\n")
    with pytest.raises(
        ConveyorError, match="tinytorch/number.py: .*not Python.*\n.*makes the file"
    ):
        build(course, ["02"])
    build(course)
    assert build(course, check=True).drifted == []


@pytest.mark.parametrize("folder", [GOLDEN / "tinytorch", ROOT / "tinytorch"], ids=str)
def test_package_is_formatted(folder: Path):
    """What a build writes needs no formatter: ruff finds nothing to change or to object to."""
    ruff = [sys.executable, "-m", "ruff"]
    config = ["--config", str(ROOT / "pyproject.toml"), "--no-cache", "--no-force-exclude"]
    for command in (["format", "--diff"], ["check"]):
        run = subprocess.run(
            [*ruff, *command, *config, *map(str, folder.glob("*.py"))],
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stdout + run.stderr


def test_watch_goes_on_after_a_mistake(course: Course):
    """A save with a mistake is reported, the next one without it is built."""
    outcomes = watch(course, ["01"])
    assert next(outcomes).modules == ["01_number"]
    lesson = course.modules[0].lesson
    text = lesson.read_text()
    for content, broken in ((text.replace("import math", "import ("), True), (text, False)):
        lesson.write_text(content)
        assert isinstance(next(outcomes), LessonError) == broken
    outcomes.close()


def test_watch_of_nothing_is_a_mistake_of_the_call(course: Course):
    """Watching a module that does not exist ends at once."""
    with pytest.raises(UsageError, match="no module 'tensor'"):
        next(watch(course, ["tensor"]))


def _tree(root: Path) -> dict[str, bytes]:
    """What a build makes: {path: content} below source/ and tinytorch/."""
    files = (p for name in MADE for p in (root / name).rglob("*") if p.is_file())
    skip = {"__init__.py"}
    return {
        p.relative_to(root).as_posix(): p.read_bytes()
        for p in files
        if p.name not in skip and "__pycache__" not in p.parts
    }


def regenerate() -> None:
    """Make the golden folders anew from tests/golden/modules."""
    with tempfile.TemporaryDirectory() as folder:
        course = make_course(Path(folder) / "course")
        build(course)
        for name in MADE:
            shutil.rmtree(GOLDEN / name, ignore_errors=True)
        for path, content in _tree(course.root).items():
            target = GOLDEN / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


if __name__ == "__main__":
    regenerate()
