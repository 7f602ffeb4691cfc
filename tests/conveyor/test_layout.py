"""Finding the course, and modules by the names that people give them."""

from __future__ import annotations

from pathlib import Path

import pytest

from conveyor.errors import UsageError
from conveyor.layout import CONFIG, Course


def test_course_is_found_from_below(course: Course, monkeypatch: pytest.MonkeyPatch):
    """Any folder inside the course will do, and $CONVEYOR_COURSE from anywhere."""
    deep = course.modules_dir / "01_number" / "data"
    monkeypatch.chdir(deep)
    assert Course.find().root == course.root
    monkeypatch.chdir("/")
    monkeypatch.setenv("CONVEYOR_COURSE", str(deep))
    assert Course.find().root == course.root


def test_no_course_and_no_folder_are_named(tmp_path: Path, course: Course):
    """A wrong folder is an error; it is never taken for the course above it."""
    with pytest.raises(UsageError, match=f"neither {tmp_path} nor a folder above it"):
        Course.find(tmp_path)
    with pytest.raises(UsageError, match="there is no folder .*typo"):
        Course.find(course.root / "typo")


@pytest.mark.parametrize("name", ["01_number", "01", "1", "0001", "number"])
def test_module_has_several_names(course: Course, name: str):
    """A module is called by its folder, its number or its name."""
    assert course.assignment(name) == "01_number"


@pytest.mark.parametrize(
    "name", ["", "3", "²", "..", "../01_number", "01_number/", "*", "-1", "num"]
)
def test_other_names_are_refused(course: Course, name: str):
    """Anything else is answered with the modules that exist."""
    with pytest.raises(UsageError, match="one of: 01_number, 02_double"):
        course.assignment(name)


def test_ambiguous_name_is_answered_with_its_candidates(course: Course):
    """A number that two folders share is not guessed."""
    (course.modules_dir / "01_other").mkdir()
    with pytest.raises(UsageError, match="several modules match '1'.*\n.*01_number, 01_other"):
        Course(course.root).assignment("1")


def test_hidden_folders_are_no_assignments(course: Course):
    """What Jupyter leaves beside the assignments is not one of them."""
    for name in (".ipynb_checkpoints", "ps1"):
        course.source(name).mkdir(parents=True)
    assert course.assignments == ["01_number", "02_double", "ps1"]


def test_broken_configuration_is_named(course: Course):
    """An error in nbgrader_config.py is the user's to mend, so it comes without a traceback."""
    (course.root / CONFIG).write_text("c = get_config(\n")
    with pytest.raises(UsageError, match=f"{CONFIG}: it cannot be read: SyntaxError"):
        _ = Course(course.root).course_id
