"""The command line: help, exit codes, JSON, and no traceback for a user's mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from conveyor import cli as module
from conveyor.build import build
from conveyor.cli import cli, main
from conveyor.layout import Course
from conveyor.states import Submission
from conveyor.status import AssignmentStatus
from tests.conftest import ROOT
from tests.conveyor.term import MODULE, STUDENTS, Term


def leaves(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """("roster show", command) of each command that does something."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from leaves(command, f"{before}{name} ")
        else:
            yield before + name, command


COMMANDS = list(leaves(cli))
OF_A_MODULE = ("release", "collect", "grade", "feedback", "status", "rehearse")


class Answer:
    """What a call said and returned."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Conveyor = Callable[..., Answer]


@pytest.fixture
def conveyor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Conveyor:
    """Calls `conveyor` as the shell does, in this process."""

    def call(*words: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["conveyor", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as leave:
            main()
        out, err = capsys.readouterr()
        return Answer(leave.value.code, out, err)

    return call


@pytest.fixture
def at(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The course that the shell is in."""
    build(course)
    monkeypatch.chdir(course.root)
    return course


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_every_command_has_help_and_is_documented(
    conveyor: Conveyor, name: str, command: click.Command
):
    """Each command and each option says what it is for, and README or docs name the command."""
    answer = conveyor(*name.split(), "--help")
    assert answer.code == 0
    assert len(command.help or "") > 20
    assert all(p.help for p in command.params if isinstance(p, click.Option))
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert any(f"conveyor {name.split()[0]}" in page.read_text("utf-8") for page in pages)


def test_commands_come_in_the_order_of_the_work(conveyor: Conveyor):
    """The overview reads like a term."""
    overview = conveyor("--help").out
    verbs = ("build", "release", "collect", "grade", "feedback", "status")
    places = [overview.index(f"\n  {verb} ") for verb in verbs]
    assert places == sorted(places)


def test_exit_codes_are_documented(conveyor: Conveyor):
    """The help lists every code that is returned."""
    overview = conveyor("--help").out
    for code in ("0    done", "1    the work", "2    the command", "130  interrupted"):
        assert code in overview


@pytest.mark.parametrize(("name", "command"), [c for c in COMMANDS if c[0] not in ("up", "new")])
def test_every_answer_can_be_json(name: str, command: click.Command):
    """Every verb that answers can do it in JSON; `up` runs until it is stopped."""
    options = {option for param in command.params for option in param.opts}
    assert "--json" in options


@pytest.mark.parametrize("verb", OF_A_MODULE)
@pytest.mark.parametrize("name", ["03", "tensor", "../01_number", "²", "*"])
def test_wrong_module_is_answered_with_those_that_exist(
    conveyor: Conveyor, at: Course, verb: str, name: str
):
    """Whatever is given for a module, there is no traceback: the call was wrong."""
    answer = conveyor(verb, name)
    assert answer.code == 2
    assert answer.err.startswith(f"conveyor: there is no module {name!r}\n")
    assert "cure: one of: 01_number, 02_double" in answer.err


def break_lesson(course: Course) -> None:
    lesson = course.modules[0].lesson
    lesson.write_text(lesson.read_text() + "\n# %%\n(\n")


def break_config(course: Course) -> None:
    course.config_file.write_text("c = (\n")


def remove_contents(course: Course) -> None:
    (course.package / "_contents.py").unlink()


def break_gradebook(course: Course) -> None:
    course.gradebook.write_bytes(b"this is no database at all" * 99)


def hide_lesson(course: Course) -> None:
    course.modules[0].lesson.unlink()
    course.modules[0].lesson.mkdir()


@pytest.mark.parametrize(
    ("words", "damage", "code", "says"),
    [
        (("build",), break_lesson, 1, "number_dev.py:92: Python cannot read this"),
        (("build", "--check"), break_lesson, 1, "the old build is kept"),
        (("release", "01"), break_lesson, 1, "the old build is kept"),
        (("build",), hide_lesson, 1, "it cannot be read: Is a directory"),
        (("status",), break_config, 2, "nbgrader_config.py: it cannot be read: SyntaxError"),
        (("grade", "01"), break_config, 1, "no submission to grade"),
        (("collect", "01"), None, 1, "cure: conveyor release 01_number"),
        (("grade", "01"), None, 1, "cure: conveyor collect 01_number"),
        (("feedback", "01"), None, 1, "cure: conveyor grade 01_number"),
        (("feedback", "01", "zoe"), None, 1, "no submission of zoe"),
        (("status",), break_gradebook, 1, "gradebook.db: the gradebook cannot be read"),
        (("release",), None, 2, "Missing argument"),
        (("build", "--chekc"), None, 2, "No such option"),
        (("bild",), None, 2, "No such command"),
        (("build", "--watch", "--check"), None, 2, "use one of them"),
        (("--course", "/no/such/folder", "status"), None, 2, "there is no folder"),
        (("--course", "/", "status"), None, 2, "no course here"),
    ],
)
def test_mistake_is_answered_without_a_traceback(
    conveyor: Conveyor,
    at: Course,
    words: tuple[str, ...],
    damage: Callable[[Course], None] | None,
    code: int,
    says: str,
):
    """Each mistake says what is wrong and what to do, and has its documented code."""
    if damage:
        damage(at)
    answer = conveyor(*words)
    assert says in answer.err
    assert answer.code == code
    assert "Traceback" not in answer.out + answer.err


def test_error_in_json_is_json(conveyor: Conveyor, at: Course):
    """A program that reads the answer gets the error in the same way, and the code as well."""
    answer = conveyor("grade", "tensor", "--json")
    assert answer.code == 2
    assert answer.json == {
        "error": "there is no module 'tensor'",
        "where": "",
        "cure": "one of: 01_number, 02_double",
    }
    break_lesson(at)
    problems = conveyor("build", "--json").json["problems"]
    assert [(p["file"], p["line"]) for p in problems] == [("modules/01_number/number_dev.py", 92)]


def test_drift_is_an_exit_code(conveyor: Conveyor, at: Course):
    """`build --check` is for scripts: 0 when all is as it should be, 1 when not."""
    assert conveyor("build", "--check").code == 0
    (at.package / "number.py").write_text("x = 1\n")
    answer = conveyor("build", "--check")
    assert answer.code == 1
    assert answer.out.splitlines()[0] == "drifted  tinytorch/number.py"
    assert conveyor("build").code == 0
    (at.source(MODULE) / "stray.txt").touch()
    assert conveyor("build").code == 1


def test_shape_of_the_builds_json(conveyor: Conveyor, at: Course):
    """Names that other programs may rely on."""
    assert conveyor("build", "--json").json == {
        "modules": ["01_number", "02_double"],
        "written": [],
        "removed": [],
        "strays": [],
        "unchanged": 6,
    }


SUBMISSION = {"assignment", "student", "state", "reason", "score", "max_score", "notes"}


def test_shape_of_the_verbs_json(conveyor: Conveyor, term: Term):
    """Names that other programs may rely on, and points as numbers or null."""
    course = ("--course", str(term.course.root))
    graded = conveyor(*course, "grade", "01", "--json")
    assert graded.code == 1  # half a file needs a look
    report = graded.json
    assert set(report) == {"assignment", "submissions", "graded", "skipped"}
    assert {frozenset(s) for s in report["submissions"]} == {frozenset(SUBMISSION)}
    scores = {s["student"]: s["score"] for s in report["submissions"]}
    assert (scores["ada"], scores["eve"]) == (10.0, None)
    (row,) = conveyor(*course, "status", "01", "--json").json
    assert set(row) == {"assignment", "lesson", "due", "counts", "submissions"}
    assert len(row["submissions"]) == len(STUDENTS)
    collected = conveyor(*course, "collect", "01", "--json").json
    assert set(collected) == {"assignment", "submissions", "new", "refused"}
    told = conveyor(*course, "feedback", "01", "ben", "--json").json
    assert set(told) == {"assignment", "made", "released", "waiting"}
    released = conveyor(*course, "release", "01", "--json").json
    wanted = {"assignment", "changed", "verdict", "open_modules", "warnings"}
    assert wanted <= set(released)


def test_table_has_a_line_for_each_student(conveyor: Conveyor, term: Term):
    """In a pipe nothing is folded: one submission, one line, whatever there is to say."""
    lines = conveyor("--course", str(term.course.root), "status", "01").out.splitlines()
    assert [line.split()[0] for line in lines] == ["student", *sorted(STUDENTS)]
    assert "hidden_number_class was missing, restored; 2 added cells kept" in lines[2]


def test_what_a_student_wrote_is_neither_markup_nor_a_command(
    conveyor: Conveyor, at: Course, monkeypatch: pytest.MonkeyPatch
):
    """Brackets stay, and what would steer the terminal is left out."""
    odd = Submission(MODULE, "[/red]x", "needs a look", "\x1b]0;pwned\x07[bold]bad")
    row = AssignmentStatus(MODULE, "built", None, {}, [odd])
    monkeypatch.setattr("conveyor.status.status", lambda *_: [row])
    out = conveyor("status", "01").out
    assert "[/red]x" in out
    assert "[bold]bad" in out
    assert "\x1b" not in out


def test_interrupt_says_that_the_work_goes_on(
    conveyor: Conveyor, at: Course, monkeypatch: pytest.MonkeyPatch
):
    """Ctrl-C is no error, and has the code that shells give it."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("conveyor.status.status", interrupted)
    answer = conveyor("status")
    assert answer.code == 130
    assert "goes on where it was" in answer.err


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            OSError(28, "No space left on device", "/course/x"),
            "/course/x: No space left on device",
        ),
        (PermissionError(13, "Permission denied", "x"), "x: Permission denied"),
        (OSError("odd"), "conveyor: OSError"),
    ],
)
def test_trouble_of_the_machine_is_named(
    conveyor: Conveyor, at: Course, monkeypatch: pytest.MonkeyPatch, error: OSError, says: str
):
    """A full disk or a missing right is the operator's to mend, so there is no traceback."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("conveyor.status.status", fail)
    answer = conveyor("status")
    assert answer.code == 1
    assert says in answer.err
    assert "cure: conveyor doctor" in answer.err


def test_reader_that_goes_away_is_no_error(at: Course):
    """`conveyor ... | head` ends quietly."""
    command = f"{sys.executable} -m conveyor build --json | true"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert run.stderr == ""


def test_watch_in_json_answers_a_line_a_build(
    conveyor: Conveyor, at: Course, monkeypatch: pytest.MonkeyPatch
):
    """Each save is one document on one line, a mistake as well."""
    report = build(at)

    def saves(*_: object) -> list[object]:
        return [report, module.ConveyorError("broken")]

    monkeypatch.setattr("conveyor.build.watch", saves)
    lines = conveyor("build", "--watch", "--json").out.splitlines()
    assert json.loads(lines[0])["modules"] == ["01_number", "02_double"]
    assert json.loads(lines[1]) == {"error": "broken"}


def test_python_m_is_the_same_program(tmp_path: Path):
    """`python -m conveyor` works where the script is not on the path."""
    run = subprocess.run(
        [sys.executable, "-m", "conveyor", "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert run.stdout.startswith("conveyor, version ")
