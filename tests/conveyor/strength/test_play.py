"""Playing a notebook in forked processes: what costs points, and what cannot be escaped."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from conveyor.layout import Course
from conveyor.strength.runner import run_variants
from conveyor.strength.runs import Reference, Run
from conveyor.strength.script import Variant
from tests.conveyor.strength.small import (
    code,
    function,
    graded,
    hidden,
    reference_of,
    run_changed,
    script_of,
    small_course,
)

DOUBLE = "def double(a):\n    ### BEGIN SOLUTION\n{}\n    ### END SOLUTION"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Tests of every sort after one solution."""
    return small_course(
        tmp_path_factory.mktemp("play"),
        [
            code("given", "setup", "import os, sys, time\nimport numpy as np\nSEEN = []"),
            function("double", "return 2 * a", parameters="a"),
            graded("visible", "assert double(2) == 4, 'twice two'"),
            graded("mixed", f"assert double(3) == 6\n{hidden('assert double(-1) == -2')}"),
            graded("wholly", f"# Checked after you submit.\n{hidden('assert double(0) == 0')}"),
            code(text="SEEN.append(double(1))"),
            graded("late", "assert SEEN == [2]"),
            graded("part", "4.0 if double(5) == 10 else 1.5", 4),
            graded("shown", "double(6)", 12),
            graded("quiet", "double(7);", 3),
            code(text="raise SystemExit('after the last test nothing runs')"),
        ],
    )


@pytest.fixture(scope="module")
def reference(course: Course) -> Reference:
    return reference_of(course)


def lost(run: Run) -> dict[str, tuple[float, str]]:
    """{test: (points that were left, what noticed)}."""
    return {loss.cell: (loss.points, loss.seen) for loss in run.losses}


def test_reference_loses_nothing_and_is_measured(course: Course, reference: Reference):
    """Every step up to the last test was run and has its seconds."""
    _, script = script_of(course)
    assert reference.run.losses == ()
    assert reference.failed == ()
    assert len(reference.seconds) == len(script.steps) == 10


def test_it_is_seen_which_tests_call_the_solution(course: Course, reference: Reference):
    """(test, solution) for each test that calls it, and for no other."""
    _, script = script_of(course)
    solution = script.solutions[0].index
    calling = {script.steps[user].grade_id for user, used in reference.edges if used == solution}
    assert calling == {"visible", "mixed", "wholly", "part", "shown", "quiet", ""}


def at(value: int, *statements: str) -> str:
    """A solution that is right, and does something else first when it is called with `value`."""
    return "\n".join(
        [f"    if a == {value}:", *(f"        {s}" for s in statements), "    return 2 * a"]
    )


NOTICED = {
    "wrong": (
        "    return 3 * a",
        {
            "visible": (0.0, "visible"),
            "mixed": (0.0, "visible"),
            "late": (0.0, "visible"),
            "part": (1.5, "visible"),
            "shown": (0.0, "visible"),  # 18 of 12: nbgrader refuses that
        },
    ),
    "hidden part of a mixed test": ("    return 2 * abs(a)", {"mixed": (0.0, "hidden")}),
    "hidden test": ("    return 2 * a or 1", {"wholly": (0.0, "hidden")}),
    "partial credit": ("    return 2 * a - 1e-9 * (a == 5)", {"part": (1.5, "visible")}),
    "stderr": (at(2, "print('x', file=sys.stderr)"), {"visible": (0.0, "visible")}),
    "stdout": (at(2, "print('x')"), {}),
    "stderr of a child": (at(2, "os.system('echo x >&2')"), {"visible": (0.0, "visible")}),
    "stderr before a result": (at(6, "os.write(2, b'x')"), {"shown": (0.0, "visible")}),
    "warning": (at(0, "np.ones(1) / np.zeros(1)"), {"wholly": (0.0, "hidden")}),
    "error in a plain cell": (at(1, "raise KeyError(a)"), {"late": (0.0, "visible")}),
    "a result that is no number": (at(6, "return 'twelve'"), {}),
    "a result that is a numpy number": (at(6, "return np.float64(1)"), {}),
    "a result that cannot be shown": (
        at(6, "class X:", "    def __repr__(self): raise OSError", "return X()"),
        {"shown": (0.0, "visible")},
    ),
    "a result that is not shown": (at(7, "return 1.0"), {}),
    "exit": (at(2, "sys.exit(0)"), {"visible": (0.0, "visible")}),
    "recursion": (at(2, "return double(a)"), {"visible": (0.0, "visible")}),
    "memory": (at(2, "return bytearray(1 << 40)"), {"visible": (0.0, "visible")}),
    "input": (at(2, "input()"), {"visible": (0.0, "visible")}),
    "syntax": ("    return 2 *", None),
}


@pytest.fixture(scope="module")
def runs(course: Course, reference: Reference) -> dict[str, Run]:
    bodies = {name.replace(" ", "_"): DOUBLE.format(body) for name, (body, _) in NOTICED.items()}
    module, script = script_of(course)
    step = script.solutions[0]
    variants = [Variant(n, "stub", "", {step.index: text}) for n, text in bodies.items()]
    found = run_variants(course, module, script, reference, variants, 2)
    return {run.id: run for run in found}


@pytest.mark.parametrize("name", NOTICED)
def test_points_are_lost_where_the_mistake_shows(runs: dict[str, Run], name: str):
    """By an error, text on stderr or partial credit; in that test and in no other."""
    expected = NOTICED[name][1]
    if expected is None:  # the solution does not exist: every test but the quiet ones fails
        expected = {
            cell: (0.0, "hidden" if cell == "wholly" else "visible")
            for cell in ("visible", "mixed", "wholly", "late", "part", "shown", "quiet")
        }
    assert lost(runs[name.replace(" ", "_")]) == expected


def test_reason_and_line_of_a_loss_are_told(runs: dict[str, Run]):
    """The error in one line, and the line of the lesson in which the test failed."""
    loss = runs["wrong"].lost("visible")
    assert loss is not None
    assert loss.reason == "AssertionError: twice two"
    assert runs["warning"].losses[0].reason.startswith("text on stderr: ")
    assert "divide by zero" in runs["warning"].losses[0].reason


def test_line_is_that_of_the_lesson(course: Course, runs: dict[str, Run]):
    """Authors find the failing line in their file."""
    lines = course.modules[0].lesson.read_text(encoding="utf-8").split("\n")
    loss = runs["hidden_test"].losses[0]
    assert lines[loss.line - 1] == "assert double(0) == 0"


def test_endless_code_is_stopped_and_later_tests_run(course: Course, reference: Reference):
    """A loop costs the test in which it runs, whether it can be interrupted or not."""
    begin = time.monotonic()
    found = run_changed(
        course,
        reference,
        double=DOUBLE.format(at(2, "while True: pass")),
    )["double"]
    assert lost(found) == {"visible": (0.0, "visible")}
    assert found.losses[0].reason.startswith("stopped after")
    assert time.monotonic() - begin < 30


def test_code_that_cannot_be_interrupted_is_killed(course: Course, reference: Reference):
    """It loses that test and all that come after it, as when a kernel dies."""
    stubborn = ["while True:", "    try:", "        while True: time.sleep(9)"]
    stubborn += ["    except BaseException: pass"]
    found = run_changed(course, reference, double=DOUBLE.format(at(0, *stubborn)))["double"]
    assert found.end == "took too long"
    assert [loss.cell for loss in found.losses] == ["wholly", "late", "part", "shown", "quiet"]


@pytest.mark.parametrize(
    ("statement", "end"),
    [("os._exit(3)", "ended with 3"), ("os.kill(os.getpid(), 11)", "died of SIGSEGV")],
)
def test_process_that_dies_loses_the_rest(
    course: Course, reference: Reference, statement: str, end: str
):
    """What ran before keeps its points."""
    found = run_changed(course, reference, double=DOUBLE.format(at(1, statement)))["double"]
    assert found.end == end
    assert [loss.cell for loss in found.losses] == ["late", "part", "shown", "quiet"]


def test_visible_part_that_dies_is_noticed_by_it(course: Course, reference: Reference):
    """A mixed test whose visible part ends the process is no hidden find."""
    found = run_changed(course, reference, double=DOUBLE.format(at(3, "1 / 0")))["double"]
    assert lost(found) == {"mixed": (0.0, "visible")}


def test_mutant_ends_when_a_hidden_test_of_its_own_has_noticed(tmp_path: Path):
    """The rest would only cost time; stubs and wrong answers run to the end."""
    course = small_course(
        tmp_path,
        [
            function("double", "return 2 * a", parameters="a"),
            graded("first", "assert double(2) == 4"),
            graded("second", hidden("assert double(3) == 6")),
            function("other", "return double(a)", parameters="a"),
            graded("third", "assert other(2) == 4"),
        ],
    )
    reference = reference_of(course)
    text = DOUBLE.format("    return 3 * a")
    mutant = run_changed(course, reference, kind="mutant", double=text)["double"]
    assert set(lost(mutant)) == {"first", "second"}
    assert mutant.not_run == ("third",)
    seen_only = DOUBLE.format("    return 2 * a + (a == 2)")
    mutant = run_changed(course, reference, kind="mutant", double=seen_only)["double"]
    assert set(lost(mutant)) == {"first", "third"}
    stub = run_changed(course, reference, kind="stub", double=text)["double"]
    assert set(lost(stub)) == {"first", "second", "third"}


def test_runs_do_not_see_each_other(tmp_path: Path):
    """Each has the files and the names of the reference up to its cell, and its own from there."""
    course = small_course(
        tmp_path,
        [
            code(text="import os\nopen('before', 'w').close()\nLIST = []"),
            function("leave", "return 1", parameters=""),
            graded("test", "leave()\nassert sorted(os.listdir()) == ['before']\nassert not LIST"),
        ],
    )
    texts = [f"open('mine{n}', 'w').close()\n    LIST.append({n})" for n in range(3)]
    module, script = script_of(course)
    sources = [f"def leave():\n    {text}" for text in texts] + ["def leave():\n    pass"]
    variants = [Variant(f"v{n}", "stub", "", {1: source}) for n, source in enumerate(sources)]
    runs = run_variants(course, module, script, reference_of(course), variants, 2)
    assert {run.id: bool(run.losses) for run in runs} == {
        "v0": True,
        "v1": True,
        "v2": True,
        "v3": False,
    }


def test_nothing_is_left_running_or_lying_about(course: Course, reference: Reference):
    """A generator that is closed takes its processes and folders with it."""
    module, script = script_of(course)
    text = DOUBLE.format(at(2, "time.sleep(60)"))
    variants = [Variant(f"v{n}", "stub", "", {1: text}) for n in range(4)]
    fast = Variant("fast", "stub", "", {1: DOUBLE.format("    return 1")})
    runs = run_variants(course, module, script, reference, [fast, *variants], 2)
    assert next(runs).id == "fast"
    begin = time.monotonic()
    runs.close()
    assert time.monotonic() - begin < 5
    alive = [p for p in Path("/proc").glob("[0-9]*/cmdline") if b"strength.template" in _read(p)]
    assert not [p for p in alive if _is_mine(p.parent)]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _is_mine(process: Path) -> bool:
    """Whether a process works in a folder that has been removed: nobody else's would."""
    try:
        return str((process / "cwd").readlink()).endswith("(deleted)")
    except OSError:
        return False
