"""A module that was begun builds, runs and grades, and says what is left to write."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from conveyor.build import build
from conveyor.check import check
from conveyor.cli import cli
from conveyor.errors import UsageError
from conveyor.layout import Course
from conveyor.new import SKELETON, TODO, new
from conveyor.strength import prove_strength
from tests.conftest import ROOT

NAME = "07_training_loops"
# What is left, and where: the rules that find nothing to read at a TODO.
LEFT = {
    "CV007": ["README.md"],
    "CV011": ["learning objectives"],
    "CV012": ["opening"],
    "CV040": ["opening"],
    "CV043": ["complexity", "production"],
    "CV044": ["thinking"],
    "CV050": ["complexity"],
    "CV053": ["production"],
    "CV054": ["production"],
    "CV062": ["answer", "answer", "answer"],
}


def modules_of(course: Course) -> list[str]:
    return sorted(path.name for path in course.modules_dir.iterdir())


@pytest.mark.slow
def test_what_is_begun_lacks_only_what_has_to_be_written(course: Course):
    """Every finding of `conveyor check` lies in a cell, or a file, that has a TODO."""
    new(course, NAME)
    report = check(Course(course.root), [NAME])
    assert {code: len(places) for code, places in LEFT.items()} == {
        code: sum(f.code == code for f in report.findings)
        for code in {f.code for f in report.findings}
    }
    assert report.skipped == []
    for finding in report.findings:
        assert TODO in _place(course.root / finding.file, finding.line), str(finding)


def _place(file: Path, line: int) -> str:
    """The cell of a lesson that a line is in; all of another file."""
    text = file.read_text(encoding="utf-8")
    if not file.name.endswith("_dev.py"):
        return text
    rows = text.split("\n")
    starts = [n for n, row in enumerate(rows, start=1) if row.startswith("# %%")]
    first = max(n for n in starts if n <= line)
    last = min((n for n in starts if n > line), default=len(rows) + 1)
    return "\n".join(rows[first - 1 : last - 1])


def test_what_is_begun_can_be_built(course: Course):
    """Its notebook and its part of the package are made at once."""
    made = new(course, NAME)
    assert made.files == [
        f"modules/{NAME}/README.md",
        f"modules/{NAME}/training_loops_dev.py",
        f"modules/{NAME}/wrong_answers.py",
    ]
    report = build(Course(course.root))
    assert f"source/{NAME}/training_loops_dev.ipynb" in report.written
    assert "tinytorch/training_loops.py" in report.written


@pytest.mark.slow
def test_tests_of_what_is_begun_are_proven(course: Course):
    """The exercise in it shows how it is done: mutants and its wrong answer are noticed."""
    new(course, NAME)
    build(Course(course.root))
    report = prove_strength(Course(course.root), NAME)
    assert report.proven, report.problems
    assert [answer.name for answer in report.wrong_answers] == ["writes-over-its-argument"]


def test_title_is_that_of_the_call_or_the_name(course: Course):
    """It stands in lesson and README; without one, the name is made readable."""
    assert new(course, NAME).title == "Training loops"
    made = new(Course(course.root), "08_data", title="Data, in batches")
    for file in (f for f in made.files if not f.endswith("answers.py")):
        assert "# Module 08: Data, in batches\n" in (course.root / file).read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("training", "no name of a module"),
        ("7_training", "no name of a module"),
        ("07_Training", "no name of a module"),
        ("07_training\n", "no name of a module"),
        ("../07_training", "no name of a module"),
        ("07_class", "a word of Python"),
        ("01_number", "exists already"),
        ("01_tensor", "has the number 01"),
        ("07_number", "is called 'number' too"),
    ],
)
def test_names_that_cannot_be_are_refused(course: Course, name: str, what: str):
    """No module name, a folder, number or lesson that is there: nothing is made."""
    before = modules_of(course)
    with pytest.raises(UsageError, match=what):
        new(course, name)
    assert modules_of(course) == before


def test_empty_folders_and_assignments_without_a_module_count(course: Course):
    """A folder is not taken over, and the number of what only nbgrader knows is taken."""
    (course.modules_dir / NAME).mkdir()
    with pytest.raises(UsageError, match="exists already"):
        new(course, NAME)
    course.source("09_essay").mkdir(parents=True)
    with pytest.raises(UsageError, match="09_essay has the number 09"):
        new(course, "09_attention")


@pytest.mark.parametrize("title", ['a """ b', "a\nb", "back\\slash", "$name"])
def test_titles_that_would_spoil_the_lesson_are_refused(course: Course, title: str):
    """Whatever ends the text of a cell, or is not one line."""
    with pytest.raises(UsageError, match="lesson's title"):
        new(course, NAME, title=title)


def test_nothing_is_left_of_a_module_that_could_not_be_written(
    course: Course, monkeypatch: pytest.MonkeyPatch
):
    """Neither the folder nor a half of it."""
    before = modules_of(course)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        new(course, NAME)
    assert modules_of(course) == before


def test_command_says_what_to_do_next(course: Course):
    """What was written, how to find what is left, and how to watch it become less."""
    run = CliRunner().invoke(cli, ["--course", str(course.root), "new", NAME])
    assert run.exit_code == 0, run.output
    assert f"written  modules/{NAME}/training_loops_dev.py" in run.output
    assert "conveyor check 07 --watch" in run.output
    texts = [path.read_text("utf-8") for path in (course.modules_dir / NAME).iterdir()]
    assert f"{sum(text.count(TODO) for text in texts)} places to write" in run.output
    run = CliRunner().invoke(cli, ["--course", str(course.root), "new", "08_data", "--json"])
    assert json.loads(run.output)["module"] == "08_data"


def test_skeleton_is_in_an_installation():
    """Its files are package data."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    files = {p for glob in data["package-data"]["conveyor"] for p in ROOT.glob(f"conveyor/{glob}")}
    assert files == set(SKELETON.iterdir())
