"""`conveyor check`: which modules and rules, what is allowed, what is run again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conveyor.check import CheckReport, all_rules, check, watch
from conveyor.check.allowances import NEVER
from conveyor.cli import Call, cli
from conveyor.errors import UsageError
from conveyor.layout import Course
from tests.conftest import ROOT, make_course
from tests.conveyor.check.examples import HERE, course_with

MODEL = HERE / "model" / "08_scale"
STATIC = [rule.code for rule in all_rules() if not rule.runs]


@pytest.fixture
def shop(tmp_path: Path) -> Course:
    """A course with a module that no rule has anything to say about."""
    return course_with(tmp_path / "course", MODEL)


def edit(course: Course, old: str, new: str, module: str = "08_scale") -> None:
    """Replace the one place where a lesson has `old`."""
    path = next(m.lesson for m in course.modules if m.id == module)
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def allow(course: Course, text: str, module: str = "08_scale") -> None:
    next(m.allowed for m in course.modules if m.id == module).write_text(text, encoding="utf-8")


def codes(course: Course, **options: object) -> list[str]:
    options = {"run": False, **options}
    return [f.code for f in check(course, ["08"], **options).findings]  # type: ignore[arg-type]


def conveyor(course: Course, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--course", str(course.root), "check", *words], obj=Call())


@pytest.mark.slow
def test_the_model_breaks_no_rule(shop: Course) -> None:
    """A whole module can satisfy all rules at once, without a single exception."""
    report = check(shop, ["scale"])
    assert report.findings == []
    assert report.allowed == []
    assert report.skipped == []
    assert report.rules == [rule.code for rule in all_rules()]


@pytest.mark.slow
def test_the_modules_of_this_course_have_no_error(tmp_path: Path) -> None:
    """What is released is as the standard wants it, or says why it is not."""
    root = tmp_path / "course"
    course = course_with(root)
    shutil.rmtree(course.modules_dir)
    if not (ROOT / "modules").is_dir():
        pytest.skip("no module is written yet")
    shutil.copytree(ROOT / "modules", course.modules_dir)
    report = check(Course(root))
    assert [str(f) for f in report.errors] == []


def test_a_broken_lesson_is_reported_like_everything_else(shop: Course) -> None:
    """With its line, beside what can still be said of the folder and of other modules."""
    edit(shop, "def run_all_tests():", "def run_all_tests(:")
    shop.modules[-1].readme.unlink()
    report = check(shop, ["06", "08"], run=False)
    found = {(f.module, f.code) for f in report.findings}
    assert {("08_scale", "CV001"), ("08_scale", "CV007"), ("06_optimizers", "CV014")} <= found
    assert not [f for f in report.findings if f.module == "08_scale" and f.code == "CV014"]
    assert report.skipped[-1].endswith("modules/08_scale/scale_dev.py")


def test_findings_come_in_the_order_of_the_lesson(shop: Course) -> None:
    """So that an author reads the lesson once."""
    edit(shop, "\nHow much is allocated", "\n┌─┐\n└─┘\n\nHow much is allocated")
    edit(shop, "# Module 08: Scale", "# Scale")
    edit(shop, '"points": 60', '"points": 61')
    lines = [f.line for f in check(shop, ["08"], run=False).findings]
    assert len(lines) == 3
    assert lines == sorted(lines)


def test_rules_are_chosen_by_the_beginning_of_their_code(shop: Course) -> None:
    """`select` takes some, `ignore` takes away; a beginning that no code has is a mistake."""
    assert check(shop, ["08"], select=["CV01"], run=False).rules == [
        code for code in STATIC if code.startswith("CV01")
    ]
    assert check(shop, ["08"], select=["cv01"], ignore=["CV010", " "], run=False).rules == [
        code for code in STATIC if code.startswith("CV01") and code != "CV010"
    ]
    assert check(shop, ["08"], select=["CV01"], run=False).skipped == []
    with pytest.raises(UsageError, match="no rule 'CV8888'"):
        check(shop, select=["CV8888"])
    with pytest.raises(UsageError, match="no rule 'X'"):
        check(shop, ignore=["X"])


def test_modules_are_named_as_everywhere(shop: Course) -> None:
    """By number, name or id; without a name it is all of them."""
    every = ["01_tensor", "05_autograd", "06_optimizers", "08_scale"]
    assert check(shop, run=False, select=["CV001"]).modules == every
    assert check(shop, ["1", "scale"], run=False, select=["CV001"]).modules == [every[0], every[3]]
    with pytest.raises(UsageError, match="no module '09'"):
        check(shop, ["09"])
    shop.source("20_essay").mkdir(parents=True)
    with pytest.raises(UsageError, match="no module"):
        check(shop, ["20"])


# What an author allows.


def test_an_allowed_finding_is_kept_apart_with_its_reason(shop: Course) -> None:
    """It is no error any more, and nobody can overlook why."""
    edit(shop, '"points": 60', '"points": 61')
    assert codes(shop) == ["CV060"]
    allow(shop, '[[allow]]\nrule = "CV060"\nbecause = "one point more, for luck"\n')
    report = check(shop, ["08"], run=False)
    assert report.findings == []
    assert [(a.finding.code, a.because) for a in report.allowed] == [
        ("CV060", "one point more, for luck")
    ]


@pytest.mark.parametrize(
    ("narrow", "left"),
    [
        ('cell = "hidden_scale"', []),
        ('cell = "test_scale"', ["CV026", "CV009"]),
        ('text = "[1, 2]"', []),
        ('text = "no message"', []),
        ('text = "[1, 3]"', ["CV026", "CV009"]),
        ('cell = "hidden_scale"\ntext = "[1, 3]"', ["CV026", "CV009"]),
    ],
)
def test_an_allowance_covers_no_more_than_it_says(
    shop: Course, narrow: str, left: list[str]
) -> None:
    """A cell by its grade_id, a line by its words or those of the message."""
    edit(shop, '== [1, 2], "the operand keeps its numbers"', "== [1, 2]")
    allow(shop, f'[[allow]]\nrule = "CV026"\n{narrow}\nbecause = "an example for a test"\n')
    assert codes(shop) == left


def test_an_allowance_that_nothing_needs_is_an_error(shop: Course) -> None:
    """But only when its rule was applied: without executing, nobody can know."""
    text = '[[allow]]\nrule = "{}"\nbecause = "it is slow on some machines"\n'
    allow(shop, text.format("CV070"))
    assert codes(shop) == ["CV009"]
    assert codes(shop, ignore=["CV070"]) == []
    assert codes(shop, ignore=["CV009"]) == []
    allow(shop, text.format("CV092"))
    assert codes(shop) == []


def test_an_allowance_may_name_the_cell_of_its_finding(shop: Course) -> None:
    """Also when what is found is the cell's header."""
    edit(shop, '"points": 60', '"points": 61')
    allow(shop, '[[allow]]\nrule = "CV060"\ncell = "think_alias"\nbecause = "it is the last"\n')
    assert codes(shop) == []


@pytest.mark.parametrize("code", sorted(NEVER))
def test_some_rules_cannot_be_allowed(shop: Course, code: str) -> None:
    """Without them there is nothing to check, or no reason to read."""
    allow(shop, f'[[allow]]\nrule = "{code}"\nbecause = "it is only for this week"\n')
    (found,) = check(shop, ["08"], run=False).findings
    assert found.what.startswith(f"{code} cannot be allowed")


def test_entries_may_be_written_as_a_list(shop: Course) -> None:
    """TOML has two ways to write them; without lines of their own they are at the first."""
    allow(shop, 'allow = [\n  {rule = "CV060", because = "no"},\n]\n')
    (found,) = check(shop, ["08"], run=False).findings
    assert (found.line, found.what) == (1, "it does not say why: because = a sentence")


# Executing.


@pytest.mark.slow
def test_what_has_not_changed_is_not_executed_again(shop: Course) -> None:
    """Until the lesson, its data, or the tinytorch before it changes; or when asked to."""
    said: list[str] = []

    def run_again(**options: bool) -> bool:
        said.clear()
        check(shop, ["08"], select=["CV091"], say=said.append, **options)
        return said == ["08_scale: running it"]

    assert run_again()
    assert not run_again()
    assert run_again(fresh=True)
    edit(shop, "You multiplied a Tensor", "You have multiplied a Tensor")
    assert run_again()
    edit(shop, "EPS = 1e-12", "EPS = 1e-13", module="01_tensor")
    assert run_again()
    (shop.modules[-1].folder / "data").mkdir()
    (shop.modules[-1].folder / "data" / "x.txt").write_text("7")
    assert run_again()
    assert not run_again()


@pytest.mark.slow
def test_what_is_known_of_a_run_is_used_for_each_rule(shop: Course) -> None:
    """An error that was found in a first check is found in the next one, too."""
    edit(shop, "    test_scale()\n\n\nif", "    test_scale(7)\n\n\nif")
    first = check(shop, ["08"], select=["CV09"])
    again = check(shop, ["08"], select=["CV09"])
    assert [f.code for f in first.findings] == ["CV090", "CV091"]
    assert first.findings == again.findings


@pytest.mark.slow
def test_a_module_is_run_against_the_lessons_as_they_are(shop: Course) -> None:
    """Not against a package that somebody built last week; and nothing of it is written."""
    shop.package.joinpath("tensor.py").write_text("raise RuntimeError('an old build')\n")
    before = {p: p.read_bytes() for p in shop.root.rglob("*") if p.is_file()}
    assert check(shop, ["08"], select=["CV09"]).findings == []
    after = {p: p.read_bytes() for p in shop.root.rglob("*") if p.is_file()}
    new = set(after) - set(before)
    assert new == {shop.module_runs("08_scale")}
    assert {p: after[p] for p in before} == before


def test_without_running_nothing_is_executed(shop: Course) -> None:
    """And the report says so."""
    edit(shop, "profile_memory()\n\n#", "raise SystemExit(3)\n\n#")
    report = check(shop, ["08"], run=False)
    assert report.findings == []
    assert report.skipped == [f"nothing was run: {len(all_rules()) - len(STATIC)} rules left out"]
    assert report.rules == STATIC
    assert not shop.module_runs("08_scale").exists()


# The command.


def test_the_exit_code_says_whether_there_is_an_error(shop: Course) -> None:
    """0 without, 1 with one; warnings count with --strict, and 2 is a wrong call."""
    assert conveyor(shop, "08", "--no-run").exit_code == 0
    edit(shop, '"points": 25', '"points": 10')
    edit(shop, '"points": 60', '"points": 75')
    edit(shop, "PyTorch multiplies", "It multiplies")
    answer = conveyor(shop, "08", "--no-run")
    assert answer.exit_code == 0
    assert "CV054 warning" in answer.output
    assert conveyor(shop, "08", "--no-run", "--strict").exit_code == 1
    edit(shop, '"points": 10', '"points": 9')
    assert conveyor(shop, "08", "--no-run").exit_code == 1
    assert conveyor(shop, "08", "--no-run", "--ignore", "CV06,CV05").exit_code == 0
    wrong = conveyor(shop, "08", "--select", "CV999")
    assert isinstance(wrong.exception, UsageError)
    assert wrong.exception.exit_code == 2


def test_each_finding_is_shown_with_place_and_cure(shop: Course) -> None:
    """One line that an editor can jump to, and what to do below it."""
    edit(shop, "# Module 08: Scale", "# Module 09: Scale")
    assert conveyor(shop, "08", "--no-run").output.splitlines()[:2] == [
        "modules/08_scale/scale_dev.py:3: CV010 error: the title says module 09, the folder 08",
        "    cure: make the first cell markdown that begins with '# Module NN: Name'",
    ]


def test_json_has_everything_that_is_shown(shop: Course) -> None:
    """Modules, rules, findings with their places, what is allowed and what was left out."""
    edit(shop, '"points": 60', '"points": 61')
    answer = conveyor(shop, "08", "--no-run", "--json")
    assert answer.exit_code == 1
    told = json.loads(answer.output)
    assert told["modules"] == ["08_scale"]
    assert told["rules"] == STATIC
    assert [(f["code"], f["level"], f["line"]) for f in told["findings"]] == [
        ("CV060", "error", 141)
    ]
    assert told["allowed"] == []
    assert "nothing was run" in told["skipped"][0]


def test_explaining_a_rule_needs_no_module(tmp_path: Path) -> None:
    """Not even a course."""
    answer = CliRunner().invoke(cli, ["check", "--explain", "cv021"], obj=Call())
    assert answer.exit_code == 0
    assert answer.output.startswith("CV021 tested-at-once (error)\n")
    assert "\ncure  " in answer.output
    told = CliRunner().invoke(cli, ["check", "--explain", "CV021", "--json"], obj=Call())
    assert json.loads(told.output)["code"] == "CV021"


def test_the_golden_modules_are_told_apart_from_complete_ones(tmp_path: Path) -> None:
    """They are made to be small, and lack what every module of the course has."""
    course = make_course(tmp_path / "course")
    found = {f.code for f in check(course, run=False).findings if f.module == "01_number"}
    assert {"CV007", "CV014", "CV015", "CV050", "CV051", "CV053", "CV055", "CV060"} <= found


@pytest.fixture
def in_time() -> Iterator[None]:
    """A watch that reports nothing waits for ever: fail instead."""

    def late(*_: object) -> None:
        raise TimeoutError("nothing was reported")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("in_time")
def test_watch_reads_at_once_and_runs_after(shop: Course) -> None:
    """After each save: the report of the rules that only read, then that of all rules."""
    reports = watch(shop, ["08"])
    quick, whole = next(reports), next(reports)
    assert isinstance(quick, CheckReport)
    assert isinstance(whole, CheckReport)
    assert (quick.rules, quick.findings) == (STATIC, [])
    assert (whole.rules, whole.findings) == ([rule.code for rule in all_rules()], [])
    edit(shop, "[3, 6]", "[3, 7]")
    quick, whole = next(reports), next(reports)
    assert isinstance(quick, CheckReport)
    assert isinstance(whole, CheckReport)
    assert quick.findings == []
    assert {"CV090", "CV091"} <= {finding.code for finding in whole.findings}
    reports.close()


@pytest.mark.usefixtures("in_time")
def test_watch_goes_on_when_a_module_has_gone(shop: Course) -> None:
    """It says so, and checks again when the module is back."""
    reports = watch(shop, ["08"], run=False)
    assert isinstance(next(reports), CheckReport)
    folder = shop.modules_dir / "08_scale"
    folder.rename(shop.root / "08_scale")
    assert isinstance(next(reports), UsageError)
    (shop.root / "08_scale").rename(folder)
    assert isinstance(next(reports), CheckReport)
    reports.close()


def test_watch_of_nothing_is_a_mistake_of_the_call(shop: Course) -> None:
    """A module or a rule that does not exist ends it at once."""
    with pytest.raises(UsageError, match="no module"):
        next(watch(shop, ["tensors"]))
    with pytest.raises(UsageError, match="no rule"):
        next(watch(shop, select=["XY"]))


def test_watch_ends_with_an_interrupt(shop: Course) -> None:
    """Ctrl-C ends it without a traceback, after it has told what it saw."""
    command = [sys.executable, "-m", "conveyor", "--course", str(shop.root)]
    process = subprocess.Popen(
        [*command, "check", "08", "--watch", "--no-run"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout
    assert "Ctrl-C" in process.stdout.readline()
    assert "read, not run: 0 errors, 0 warnings" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in said


def test_a_file_stands_for_its_module(shop: Course) -> None:
    """Git and its hooks name files: several of one module are that module, once."""
    files = ["modules/08_scale/README.md", "modules/08_scale/scale_dev.py"]
    assert check(shop, files, run=False).modules == ["08_scale"]
