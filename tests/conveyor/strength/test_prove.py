"""The proof of a whole module: what it finds, what it demands, what it keeps."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from conveyor.build import build
from conveyor.cli import cli
from conveyor.errors import ConveyorError, UsageError
from conveyor.layout import Course
from conveyor.strength import StrengthReport, prove_strength
from conveyor.strength.report import from_json
from tests.conveyor.strength.small import (
    LESSON,
    code,
    function,
    graded,
    hidden,
    small_course,
)

MEAN = function("mean", "return a.sum() / a.size", parameters="a")
SCALE = function("scale", "return a * 2.0 - mean(a)", parameters="a")
SETUP = code("given", "setup", "import numpy as np\nX = np.array([1.0, 2.0, 6.0])")
STRONG = [
    SETUP,
    MEAN,
    graded("test_mean", "assert mean(X) == 3.0 and mean(X[:2]) == 1.5"),
    graded(
        "hidden_mean",
        hidden(
            "Y = np.array([[0.0, -4.0]])\nassert mean(Y) == -2.0\n"
            "assert Y.tolist() == [[0.0, -4.0]]\n"
            "Z = np.ones(2, 'f')\nassert mean(Z) == 1 and mean(Z).dtype == np.float32\n"
            "assert mean(np.array(5.0)) == 5.0"
        ),
    ),
    SCALE,
    graded(
        "test_scale",
        "assert scale(X).tolist() == [-1.0, 1.0, 9.0]\nassert X.tolist() == [1.0, 2.0, 6.0]\n"
        "assert scale(X).dtype == np.float64\nassert scale(X - 3).tolist() == [-4, -2, 6]",
    ),
]
WEAK = [
    SETUP,
    MEAN,
    graded("test_mean", "mean(X);"),
    graded("hidden_mean", hidden("mean(X + 1);")),
]


def prove(root: Path, cells: list[str], answers: str = "", **more: object) -> StrengthReport:
    return prove_strength(small_course(root, cells, answers), "01", **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def strong(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return small_course(tmp_path_factory.mktemp("strong"), STRONG)


@pytest.fixture(scope="module")
def report(strong: Course) -> StrengthReport:
    return prove_strength(strong, "01")


def test_strong_tests_are_proven(report: StrengthReport):
    """Every mutant is noticed and every stub loses points: nothing is to mend."""
    assert report.survivors == ()
    assert report.problems == ()
    assert report.proven
    assert report.score == 1.0
    assert report.mutants > 20
    assert report.killed_visible + report.killed_hidden == report.mutants


def test_counts_add_up(report: StrengthReport):
    """The rows of the solutions are the sums of the whole."""
    assert sum(s.mutants for s in report.solutions) == report.mutants
    assert sum(s.visible for s in report.solutions) == report.killed_visible
    assert sum(s.hidden for s in report.solutions) == report.killed_hidden
    for solution in report.solutions:
        parts = solution.visible + solution.hidden + solution.survived + solution.excused
        assert parts == solution.mutants
    hidden_mean = next(t for t in report.tests if t.cell == "hidden_mean")
    assert hidden_mean.visible == 0
    assert hidden_mean.hidden >= hidden_mean.alone > 0


def test_same_module_has_the_same_report(tmp_path: Path, report: StrengthReport):
    """Nothing in it comes from chance, except how long it took."""
    again = prove(tmp_path, STRONG)
    assert [s.mutants for s in again.solutions] == [s.mutants for s in report.solutions]
    assert (again.killed_visible, again.killed_hidden) == (
        report.killed_visible,
        report.killed_hidden,
    )
    assert [t.silent for t in again.tests] == [t.silent for t in report.tests]


def test_tests_that_assert_nothing_are_found_out(tmp_path: Path):
    """The report names what survived, with its diff and the tests that should have noticed."""
    report = prove(tmp_path, WEAK)
    assert not report.proven
    assert report.score < 0.5
    survivor = next(s for s in report.survivors if ":arithmetic:" in s.id)
    assert survivor.cell == "mean"
    assert survivor.tests == ("test_mean", "hidden_mean")
    lines = [line for line in survivor.diff.split("\n")[2:] if line[0] in "+-"]
    assert lines == ["-    return a.sum() / a.size", "+    return a.sum() * a.size"]
    said = [str(problem) for problem in report.problems]
    assert said[0].startswith(f"{LESSON}:")
    assert "95% are asked for; most survive in mean" in said[0]
    assert any(
        "the stub 'mean:constant' loses no point in test_mean, hidden_mean" in s for s in said
    )
    lesson = (tmp_path / LESSON).read_text(encoding="utf-8").split("\n")
    assert lesson[survivor.line - 1] == "    return a.sum() / a.size"


def test_goal_is_what_is_asked_for(tmp_path: Path):
    """A lower goal is met by weaker tests, and the verdict is not kept for another goal."""
    cells = [SETUP, MEAN, graded("test_mean", "assert mean(X) == 3.0")]
    course = small_course(tmp_path, cells)
    strict = prove_strength(course, "01", goal=1.0)
    assert 0.5 < strict.score < 1
    assert any("100% are asked for" in p.what for p in strict.problems)
    assert not any("asked for" in p.what for p in prove_strength(course, "01", goal=0.5).problems)


WRONG = """\
WRONG_ANSWERS = [
    {"name": "sum", "why": "the division is missing",
     "replace": {"mean": "    return a.sum()"}, "loses": ["test_mean", "hidden_mean"]},
    {"name": "mean-of-rows", "why": "an axis is named",
     "replace": {"mean": "    return a.sum(axis=0) / a.shape[0]"}, "loses": ["hidden_mean"]},
    {"name": "twice", "why": "it is a mistake in scale",
     "replace": {"scale": "    return a * 2.0"}, "loses": ["test_scale"]},
]
"""


def test_wrong_answers_lose_where_they_must(tmp_path: Path):
    """A mistake in `mean` may cost the points of `scale`, which is built on it."""
    report = prove(tmp_path, STRONG, WRONG)
    assert report.problems == ()
    by_name = {answer.name: answer for answer in report.wrong_answers}
    assert {loss.cell for loss in by_name["sum"].losses} == {
        "test_mean",
        "hidden_mean",
        "test_scale",
    }
    assert {loss.cell for loss in by_name["mean-of-rows"].losses} == {"hidden_mean"}


def test_wrong_answer_that_is_not_noticed_is_a_problem(tmp_path: Path):
    """With the line in wrong_answers.py, and the author's own words for what to assert."""
    report = prove(tmp_path, STRONG, WRONG.replace('["hidden_mean"]', '["test_mean"]'))
    (problem,) = report.problems
    assert problem.file == "modules/01_small/wrong_answers.py"
    assert problem.line == 4
    assert problem.what == "the wrong answer 'mean-of-rows' loses no point in test_mean"
    assert "an axis is named" in problem.cure


def test_test_that_needs_another_solution_is_a_problem(tmp_path: Path):
    """`count` has nothing to do with `mean`, and its test should not either."""
    cells = [
        *STRONG,
        function("count", "return a.size", parameters="a"),
        graded("test_count", "assert count(X) == 3 and count(X[:1]) == 1 and mean(X) == 3.0"),
    ]
    course = small_course(tmp_path, cells, WRONG)
    report = prove_strength(course, "01")
    found = {p.what.split("(")[0]: p.cure for p in report.problems}
    what = (
        "the wrong answer 'sum' loses points in test_count, too, "
        "which tests nothing that is built on it "
    )
    assert list(found) == [what]
    assert found[what] == ("let test_count do without the changed code, or list it in may_lose")
    allowed = WRONG.replace(
        '"loses": ["test_mean", "hidden_mean"]',
        '"loses": ["test_mean", "hidden_mean"], "may_lose": ["test_c*"]',
    )
    assert prove(tmp_path, cells, allowed).problems == ()


def test_excuses_count_and_must_be_needed(tmp_path: Path):
    """An excused survivor is out of the score; an excuse for anything else is to be deleted."""
    half = function("half", "return a / 2.0", parameters="a")
    cells = [SETUP, MEAN, graded("test_mean", "assert mean(X) == 3.0")]
    cells += [half, graded("test_half", "assert half(4.0) == 2.0")]
    course = small_course(tmp_path, cells)
    before = prove_strength(course, "01")
    excused, *others = before.survivors
    assert others
    runs = course.strength_runs("01_small").read_text(encoding="utf-8")
    killed = next(word for word in runs.split('"') if word.startswith("mean:arithmetic:"))
    answers = (
        f'EXCUSED = {{\n"{excused.id}": "fine",\n"gone:sign:123456": "old",\n"{killed}": "no"}}'
    )
    after = prove(tmp_path, cells, answers)
    assert [(e.id, e.reason, e.line) for e in after.excused] == [(excused.id, "fine", 2)]
    assert after.counted == before.counted - 1
    assert after.score > before.score
    said = {(p.line, p.what) for p in after.problems if p.file.endswith("wrong_answers.py")}
    assert said == {
        (3, "there is no mutant 'gone:sign:123456' any more"),
        (4, f"'{killed}' needs no excuse: it loses points in test_mean"),
    }


@pytest.mark.parametrize(
    ("cells", "where", "what"),
    [
        (
            [SETUP, MEAN, graded("test_mean", "x = 1\nassert mean(X) == 4")],
            "assert mean(X) == 4",
            "the reference loses points in test_mean: AssertionError",
        ),
        (
            [SETUP, MEAN, graded("test_mean", "mean(X / 0)")],
            '# %% nbgrader={"grade_id": "test_mean", "role": "test", "points": 2}',
            "the reference loses points in test_mean: text on stderr: ",
        ),
        (
            ["# %%\nimport no_such_thing\n", MEAN, graded("test_mean", "no_such_thing")],
            "# %%",
            "the reference loses points in test_mean: this cell fails, ModuleNotFoundError",
        ),
        ([SETUP, MEAN], None, "it has no test cell"),
        ([SETUP, graded("test", "1")], None, "it has no solution cell"),
    ],
)
def test_lesson_that_cannot_be_proven_is_refused(
    tmp_path: Path, cells: list[str], where: str | None, what: str
):
    """The first cell that fails is named, with its line and the reason."""
    with pytest.raises(ConveyorError) as error:
        prove(tmp_path, cells)
    line = "\n".join(cells).split("\n").index(where) + 1 if where else None
    assert error.value.where == (f"{LESSON}:{line}" if line else LESSON)
    assert error.value.what.startswith(what)
    assert error.value.cure


def test_assignment_without_a_module_cannot_be_proven(strong: Course):
    """Mutants are made from lessons."""
    (strong.root / "source" / "99_loose").mkdir()
    with pytest.raises(UsageError, match="no module"):
        prove_strength(Course(strong.root), "99_loose")


# What is kept.
def test_unchanged_module_is_not_run_again(strong: Course, report: StrengthReport):
    """The report is the same, and says that it was known."""
    said: list[str] = []
    again = prove_strength(strong, "01", say=said.append)
    assert again == report
    assert again.cached
    assert not report.cached
    assert said == []


def test_report_survives_json(report: StrengthReport, strong: Course):
    """What is kept on disk is the whole report."""
    kept = json.loads(strong.strength_report("01_small").read_text(encoding="utf-8"))["report"]
    assert from_json(kept) == report


def test_only_what_changed_is_run(tmp_path: Path):
    """Words and excuses change nothing, a new wrong answer is a run, a new test is all runs.

    Of the wrong answers here two are mutants, too: these have been run.
    """
    course = small_course(tmp_path, STRONG)
    first = prove_strength(course, "01")
    words = [*STRONG[:2], "# %% [markdown]\n# A word on tests.\n", *STRONG[2:]]
    assert prove(tmp_path, words).ran == 0
    assert prove(tmp_path, words, WRONG).ran == 1
    stronger = [*words, graded("more", "assert mean(X) > 0")]
    assert prove(tmp_path, stronger, WRONG).ran > first.ran


def test_forgotten_results_are_tidied_away(tmp_path: Path):
    """The file holds what the last proof used, once."""
    course = small_course(tmp_path, STRONG)
    prove_strength(course, "01")
    file = course.strength_runs("01_small")
    many = file.read_text(encoding="utf-8").splitlines()
    report = prove(tmp_path, WEAK)
    few = file.read_text(encoding="utf-8").splitlines()
    assert len(few) <= report.ran + 1 < len(many)  # one is the reference
    assert not set(few) & set(many)


def test_interrupted_proof_goes_on_where_it_was(tmp_path: Path):
    """What was finished is not run again, also when the last line was cut off."""
    course = small_course(tmp_path, STRONG)

    def stop(name: str, done: int, every: int, news: str) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prove_strength(course, "01", progress=stop)
    file = course.strength_runs("01_small")
    file.write_text(file.read_text(encoding="utf-8")[:-10], encoding="utf-8")
    report = prove_strength(course, "01")
    assert report.proven
    assert report.ran == report.mutants + len(report.stubs) - 19


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_killed_proof_leaves_nothing_running(tmp_path: Path, how: signal.Signals):
    """Its children see that nobody waits for them any more."""
    slow = function("slow", "time.sleep(3)", "return a", parameters="a")
    cells = ["# %%\nimport time\n", slow]
    cells += [graded(f"test_{n}", f"assert slow({n}) == {n}") for n in range(20)]
    course = small_course(tmp_path / "course", cells)
    mark = str(tmp_path / "temporary")
    Path(mark).mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "conveyor", "--course", str(course.root)]
        + ["rehearse", "01", "--strength"],
        env={**os.environ, "TMPDIR": mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _until(lambda: len(_working_in(mark)) >= 3)
    process.send_signal(how)
    assert process.wait(20) in (130, -signal.SIGKILL)
    _until(lambda: not _working_in(mark), seconds=10)


def _working_in(folder: str) -> list[str]:
    """The processes whose working folder is, or was, in `folder`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str((process / "cwd").readlink()).startswith(folder):
                found.append(process.name)
        except OSError:
            continue
    return found


def _until(true: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


# The command.
def test_command_says_what_to_mend(tmp_path: Path):
    """Survivors with diffs, problems with cures, the score, the page; exit code 1."""
    cells = [SETUP, MEAN, graded("test_mean", "assert mean(X) == 3.0")]
    course = small_course(tmp_path, cells)
    call = ["--course", str(course.root), "rehearse", "01", "--strength", "--workers", "2"]
    result = CliRunner().invoke(cli, call)
    assert result.exit_code == 1
    assert "survived  mean:arithmetic:" in result.output
    assert "+    return a.sum() // a.size" in result.output
    assert "% of" in result.output
    assert f"not proven: {course.strength_page('01_small')}" in result.output
    assert course.strength_page("01_small").is_file()


def test_command_answers_in_json(strong: Course, report: StrengthReport):
    """The whole report, and nothing else on stdout; exit code 0 when proven."""
    call = ["--course", str(strong.root), "rehearse", "01", "--strength", "--json"]
    result = CliRunner().invoke(cli, call)
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["score"] == 1.0
    assert answer["problems"] == []
    assert [s["cell"] for s in answer["solutions"]] == ["mean", "scale"]


# The golden modules.
def test_golden_modules_are_weak_where_they_are(course: Course):
    """Two tests of theirs have a single example: the stub that knows the answer shows it."""
    build(course)
    for module, cell, test in (
        ("01", "number_add", "test_number_add"),
        ("02", "times", "test_times"),
    ):
        report = prove_strength(course, module)
        said = [p.what for p in report.problems if "first-answer" in p.what]
        assert said == [f"the stub '{cell}:first-answer' loses no point in {test}"]


def test_own_module_cannot_be_imported(course: Course):
    """The view has no solution of the module under work: both imports get nothing."""
    build(course)
    report = prove_strength(course, "02")
    imports = [stub for stub in report.stubs if ":import-" in stub.name]
    assert len(imports) == 4
    assert all(stub.as_expected for stub in imports)
    assert any(
        "is not open here" in loss.reason or "not defined" in loss.reason
        for stub in imports
        for loss in stub.losses
    )
