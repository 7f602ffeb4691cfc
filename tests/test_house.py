"""The house rules: what is in the repository, and what the pages say, is true."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from conveyor.cli import cli
from conveyor.doctor import CHECKS, doctor
from conveyor.doctor.check import OK
from conveyor.layout import Course
from tests.conftest import ROOT, make_course

STAGES = ("source", "release", "submitted", "autograded", "feedback")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")])
LARGEST = 400_000  # bytes
MACHINE = re.compile(r"(?<![\w.:/-])/(?:work|root|(?:home|Users)/(?!jovyan)\w+)/\w")

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def shown(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def repository_files() -> list[Path]:
    """What git has, and what the next `git add .` would add."""
    command = ["git", "-C", str(ROOT), "-c", "safe.directory=*", "ls-files", "-z"]
    options = ["--cached", "--others", "--exclude-standard"]
    done = subprocess.run([*command, *options], capture_output=True, text=True)
    if done.returncode:
        pytest.skip("not a clone")
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def commands(text: str, program: str) -> Iterator[list[str]]:
    """The words after `program` in each command that a page shows as code."""
    code = [line for block in _FENCE.findall(text) for line in block.split("\n")]
    code += [" ".join(span.split()) for span in _CODE.findall(_FENCE.sub("", text))]
    for line in code:
        for part in re.split(r"&&|;|\|", line.split(" # ")[0]):
            words = part.split()
            if words and words[0].split("/")[-1] == program:
                yield words[1:]


# Student data.


def test_no_student_data_is_in_git() -> None:
    """Neither tracked nor about to be: the same look that `conveyor doctor` takes."""
    (check,) = (check for check in CHECKS if check.code == "CD206")
    troubles = [f.seen for f in doctor(Course(ROOT), (check,)).findings if f.severity != OK]
    assert troubles == []


def test_git_ignores_student_data_wherever_it_lies(tmp_path: Path) -> None:
    """Of the stages only the READMEs and the instructor's source are taken by `git add .`."""
    shutil.copy(ROOT / ".gitignore", tmp_path)
    private = [f"{stage}/ada/01_tensor/tensor_dev.ipynb" for stage in STAGES]
    private += [f"{stage}/loose.zip" for stage in STAGES[1:]]
    private += ["submitted/ada/README.md", "roster.csv", "gradebook.db", "gradebook.db-journal"]
    private += ["grades.csv", "var/hub/passwords.json", "var/README.md", "downloaded/x.zip"]
    for name in (*private, "modules/01_tensor/README.md", *(f"{s}/README.md" for s in STAGES)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    listed = [*git, "ls-files", "--others", "--exclude-standard"]
    taken = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split()
    assert set(taken) == {
        ".gitignore",
        "modules/01_tensor/README.md",
        "source/ada/01_tensor/tensor_dev.ipynb",
        *(f"{stage}/README.md" for stage in STAGES),
    }


# The stages.


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_says_what_lies_in_it(stage: str) -> None:
    """Five lines: title, what, which verb from where, for whom, whether it can be deleted."""
    title, what, made, who, delete = read(ROOT / stage / "README.md").splitlines()
    assert title == f"# {stage}"
    assert what.startswith("- Here: ")
    assert re.match(r"- Made by `conveyor \w+` from .*`\w+/`?", made)
    assert re.match(r"- For (staff|everybody)", who)
    assert re.match(r"- Safe to delete\? \w+", delete)


def test_nbgrader_does_not_mind_the_readmes(tmp_path: Path) -> None:
    """It sees the same assignments and students with them as without."""
    from conveyor.nbgrader_api import nbgrader

    course = make_course(tmp_path / "course")
    for stage in STAGES:
        (course.root / stage).mkdir(exist_ok=True)
        shutil.copy(ROOT / stage / "README.md", course.root / stage)
    for name in ("submitted/ada", "autograded/ada"):
        (course.root / name / "01_number").mkdir(parents=True)
    (course.source("01_number")).mkdir()
    with nbgrader(course) as api:
        assert api.get_source_assignments() == {"01_number"}
        assert api.get_submitted_students("*") == {"ada"}
        assert api.get_autograded_students("01_number") == set()
        assert [a["name"] for a in api.get_assignments()] == ["01_number"]


# The repository.


def test_packages_are_listed() -> None:
    """setuptools takes what is named in pyproject.toml, and nothing that is not."""
    listed = tomllib.loads(read(ROOT / "pyproject.toml"))["tool"]["setuptools"]["packages"]
    folders = {
        ".".join(init.parent.relative_to(ROOT).parts)
        for top in ("conveyor", "hub", "tinytorch")
        for init in (ROOT / top).rglob("__init__.py")
    }
    assert set(listed) == folders


def test_every_folder_of_python_is_a_package() -> None:
    """One without __init__.py would be missing from an installation."""
    for file in (ROOT / "conveyor").rglob("*.py"):
        assert (file.parent / "__init__.py").is_file(), shown(file.parent)


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    """What works there only would fail everywhere else."""
    for path in repository_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found = MACHINE.search(text)
        assert not found, f"{shown(path)}: {text[found.start() - 20 : found.end() + 20]!r}"


@pytest.mark.parametrize("text", ["see {}work/main", "open('{}root/x')", "{}home/ada/course"])
def test_such_a_path_would_be_found(text: str) -> None:
    """And neither a URL nor a folder of ours is taken for one."""
    assert MACHINE.search(text.format("/"))
    assert not MACHINE.search(text.format("https://example.org/"))
    assert not MACHINE.search(text.format("var/"))


def test_no_file_is_large() -> None:
    """A clone stays quick, and an archive or a model does not slip in."""
    assert [shown(p) for p in repository_files() if p.stat().st_size > LARGEST] == []


def test_the_ci_script_can_be_run() -> None:
    """It keeps its executable bit."""
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


# The pages.


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_relative_links_lead_somewhere(page: Path) -> None:
    """To a file that exists, and to a heading that it has."""
    assert dead_links(page) == []


def test_a_dead_link_would_be_found(tmp_path: Path) -> None:
    """A file that is missing, and a heading that is."""
    page = tmp_path / "page.md"
    page.write_text("# A heading, here\n[a](gone.md) [b](#a-heading-here) [c](page.md#other)")
    assert dead_links(page) == ["gone.md", "page.md#other"]


def dead_links(page: Path) -> list[str]:
    dead = []
    for target in _LINK.findall(_FENCE.sub("", read(page))):
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if re.match(r"[a-z]+:", target):
            continue
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(target)
    return dead


def anchors(page: Path) -> set[str]:
    """The names that a page's headings get."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", read(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_commands_of_conveyor_exist(page: Path) -> None:
    """Each verb that a page shows, with the options that it shows."""
    for words in commands(read(page), "conveyor"):
        check_command(words)


def check_command(words: list[str]) -> None:
    command: click.Command = cli
    for word in words:
        if word.startswith("-"):
            options = {o for p in command.params for o in p.opts} | {"--help", "-h"}
            assert word.split("=")[0] in options, f"{command.name} has no {word}"
        elif command is cli and not word.startswith(("<", "FOLDER", "[", ".")):
            assert word in cli.commands, f"there is no conveyor {word}"
            command = cli.commands[word]


@pytest.mark.parametrize("line", ["grad 01", "grade 01 --fast", "--corse x build"])
def test_a_wrong_command_would_be_found(line: str) -> None:
    """A verb, an option of a verb and an option before it."""
    with pytest.raises(AssertionError):
        check_command(line.split())


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_cures_name_commands_that_exist(check: object) -> None:
    """A cure that cannot be typed is none."""
    for verb in re.findall(r"conveyor ([a-z]+)", getattr(check, "cure")):  # noqa: B009
        assert verb in cli.commands


@pytest.mark.parametrize("name", list(cli.commands))
def test_every_verb_has_help_and_a_place_in_the_docs(name: str) -> None:
    """A verb that nobody can find does not exist."""
    assert cli.commands[name].help
    for option in cli.commands[name].params:
        assert isinstance(option, click.Argument) or getattr(option, "help", ""), option.name
    told = {words[0] for page in PAGES for words in commands(read(page), "conveyor") if words}
    assert name in told


@pytest.mark.parametrize("name", list(cli.commands))
def test_every_verb_has_a_test_file_of_its_name(name: str) -> None:
    """So that a reader of the one finds the other."""
    assert list((ROOT / "tests").rglob(f"test_{name}.py"))


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_make_targets_exist(page: Path) -> None:
    """Each `make target` that a page shows."""
    for words in commands(read(page), "make"):
        for word in words:
            assert "=" in word or word.startswith("-") or word in make_targets()


def test_make_explains_each_of_its_targets() -> None:
    """`make` alone says what can be done."""
    done = subprocess.run(["make", "-C", str(ROOT), "help"], capture_output=True, text=True)
    explained = {
        line.split()[0] for line in done.stdout.splitlines() if re.match(r"[a-z-]+ ", line)
    }
    assert explained == make_targets()


def test_decisions_are_numbered_and_listed() -> None:
    """In order without gaps, each of them half a page and in the list."""
    folder = ROOT / "docs" / "decisions"
    records = sorted(p for p in folder.glob("*.md") if p.name != "README.md")
    assert [p.name[:4] for p in records] == [f"{n:04d}" for n in range(1, len(records) + 1)]
    for record in records:
        text = read(record)
        assert f"]({record.name})" in read(folder / "README.md")
        assert text.startswith(f"# {record.name[:4]}: ")
        assert len(text.splitlines()) <= 40
        for part in ("Decision", "Why", "How", "What speaks against it"):
            assert f"**{part}.**" in text
