"""Mutants: which mistakes are made, which are not worth making, and how they are called."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings

from conveyor.cells import Cell
from conveyor.lesson import read_lesson
from conveyor.strength.mutants import code_of, mutants, mutants_of
from conveyor.strength.operators import OPERATORS
from conveyor.strength.script import Script, Step
from conveyor.strength.sites import Sheet
from tests.conftest import GOLDEN
from tests.conveyor.lessons import Written, lessons


def step_of(body: str, head: str = "def f(x, y, axis=None, keepdims=False):") -> Step:
    source = (
        f"{head}\n    ### BEGIN SOLUTION\n{textwrap.indent(body, '    ')}\n    ### END SOLUTION"
    )
    return Step(0, Cell("code", source, 1, "solution", "cell", first_line=2))


def bodies(step: Step, kind: str) -> list[str]:
    """What the solution becomes by this kind of mistake."""
    sheet = Sheet(step.cell)
    changes = (change for node in sheet.nodes for change in OPERATORS[kind](sheet, node))
    sources = [sheet.apply(change) for change in changes]
    return [textwrap.dedent("\n".join(source.split("\n")[2:-1])) for source in sources]


MISTAKES = [
    ("sign", "return x + y", ["return x - y"]),
    ("sign", "return -x", ["return x"]),
    ("sign", "x += y\nreturn x", ["x -= y\nreturn x"]),
    ("sign", "return (1,) + x.shape", []),
    ("arithmetic", "return x / y", ["return x * y", "return x // y"]),
    ("arithmetic", "return 'a %s' % x", []),
    ("swap-operands", "return x - y", ["return y - x"]),
    ("swap-operands", "return x + y", []),
    ("swap-operands", "return x[1:] + y", ["return y + x[1:]"]),
    ("swap-operands", "return np.subtract(x, y)", ["return np.subtract(y, x)"]),
    ("swap-operands", "return np.maximum(x, y)", []),
    ("swap-operands", "return (x - y) * 2", ["return (y - x) * 2"]),
    ("drop-term", "return x * y", ["return x", "return y"]),
    (
        "drop-term",
        "return -(x + y) / 2",
        ["return -(x + y)", "return -(x) / 2", "return -(y) / 2"],
    ),
    ("drop-term", "return x and y", ["return y", "return x"]),
    ("constant", "return x + 1e-5", ["return x + 0.0"]),
    ("constant", "return x * 0.5", ["return x * 1.0"]),
    ("constant", "return f(x, flag=True)", ["return f(x, flag=False)"]),
    ("constant", "return x[0]", []),
    ("comparison", "return x < y", ["return x <= y"]),
    ("comparison", "return x is None", ["return x is not None"]),
    ("off-by-one", "return x[:-1]", ["return x[:None]", "return x[:-2]"]),
    ("off-by-one", "return x[0]", ["return x[1]"]),
    ("off-by-one", "return x.shape[-1]", ["return x.shape[-2]"]),
    (
        "off-by-one",
        "return list(range(x))",
        ["return list(range(x - 1))", "return list(range(x + 1))"],
    ),
    ("axis", "return x.sum(axis=-1)", ["return x.sum(axis=0)", "return x.sum(axis=None)"]),
    ("axis", "return x.sum(axis=axis)", ["return x.sum(axis=None)"]),
    ("axis", "return x.T", ["return x"]),
    ("axis", "return x.transpose(1, 0)", ["return x", "return x.transpose()"]),
    ("axis", "return np.sum(x, axis)", ["return np.sum(x)"]),
    ("keepdims", "return x.max(keepdims=True)", ["return x.max(keepdims=False)"]),
    (
        "keepdims",
        "return x.max(keepdims=keepdims)",
        ["return x.max(keepdims=True)", "return x.max(keepdims=False)"],
    ),
    ("drop-broadcast", "return np.broadcast_to(x, y)", ["return x"]),
    ("drop-broadcast", "return x[:, None]", ["return x"]),
    ("drop-broadcast", "return x.reshape(-1) + y", ["return x + y"]),
    ("dtype", "return x.astype(y)", ["return x"]),
    (
        "dtype",
        "return np.zeros(3, dtype=np.float32)",
        ["return np.zeros(3)", "return np.zeros(3, dtype=np.float64)"],
    ),
    ("dtype", "return np.array(x)", ["return np.array(x, dtype=np.float32)"]),
    ("copy", "return x.copy()", ["return x"]),
    ("copy", "return np.array(x)", ["return np.asarray(x)"]),
    ("in-place", "return x.data + y", ["return x.data.__iadd__(y)"]),
    ("in-place", "x += y\nreturn x", ["x = x + y\nreturn x"]),
    ("in-place", "x = x - y\nreturn x", ["x -= y\nreturn x"]),
    ("in-place", "n = 0\nn += 1\nreturn n", []),
    ("wrong-function", "return np.maximum(x, y)", ["return np.minimum(x, y)"]),
    ("wrong-function", "return g(np.add, x)", ["return g(np.subtract, x)"]),
    ("drop-call", "return np.exp(x) + y", ["return x + y"]),
    ("drop-call", "return x.exp()", ["return x"]),
    ("drop-call", "return len(x)", []),
    (
        "wrong-input",
        "return x.data + y.data",
        ["return y.data + y.data", "return x.data + x.data"],
    ),
    ("accumulate", "x.grad += y\nreturn x", ["x.grad = y\nreturn x"]),
    ("accumulate", "x.grad = y\nreturn x", ["x.grad += y\nreturn x"]),
    ("return-input", "return np.hypot(x, y)", ["return x", "return y"]),
    (
        "return-input",
        "z = g(x)\nreturn z",
        ["return y\nz = g(x)\nreturn z", "z = g(x)\nreturn x", "z = g(x)\nreturn y"],
    ),
    ("delete-statement", "x.append(y)\nreturn x", ["pass\nreturn x"]),
    ("delete-statement", "z = x\nreturn z", []),
    ("negate-condition", "if x:\n    return y\nreturn 1", ["if not x:\n    return y\nreturn 1"]),
    ("negate-condition", "if x == y:\n    return y\nreturn 1", []),
    (
        "remove-raise",
        "if x:\n    raise ValueError(f'{x + 1} is no {y - 1}')\nreturn y",
        ["if x:\n    pass\nreturn y"],
    ),
]


@pytest.mark.parametrize(("kind", "body", "expected"), MISTAKES)
def test_mistake_is_made(kind: str, body: str, expected: list[str]):
    """Each kind of mistake, where it makes sense, and nothing where it does not."""
    assert bodies(step_of(body), kind) == expected


def test_every_kind_of_mistake_has_an_example():
    """No operator is without one."""
    assert {kind for kind, _, expected in MISTAKES if expected} == set(OPERATORS)


@pytest.mark.parametrize(
    "body",
    [
        '"""Sum: 1 + 2."""\nreturn x',
        "raise ValueError(f'{x - 1} of {y + 2}', 3)",
        "print(x - y)\nreturn x",
        "z: list[1 + 2] = x\nreturn z",
    ],
)
def test_words_are_left_alone(body: str):
    """Messages, docstrings, annotations and printed text are for people: nobody tests them."""
    kinds = {m.id.split(":")[1] for m in mutants_of(step_of(body))}
    assert not kinds & {"sign", "arithmetic", "constant", "drop-term", "swap-operands"}


def test_only_the_solution_is_changed():
    """What stands outside the markers is given to students: no mistake is made there."""
    source = (
        "LIMIT = 1 + 2\ndef f(x, y=3 - 1):\n    z = x - 1\n    ### BEGIN SOLUTION\n"
        "    return z * 2\n    ### END SOLUTION\n\nprint(f(1) - 1)"
    )
    step = Step(0, Cell("code", source, 1, "solution", "cell", first_line=2))
    before, after = source.split("    return z * 2")
    found = list(mutants_of(step))
    assert found
    for mutant in found:
        assert mutant.sources[0].startswith(before)
        assert mutant.sources[0].endswith(after)
        assert mutant.line == 6


def test_no_mutant_runs_as_the_reference_or_as_another():
    """Each compiles, to something else than the reference and than every other mutant."""
    body = "z = x - x\nif z < 1 and y:\n    z = x * 1.0 - y\nreturn -x"
    step = step_of(body)
    codes = [code_of(m.sources[0]) for m in mutants_of(step)]
    assert None not in codes
    assert len({*codes, code_of(step.source)}) == len(codes) + 1


@pytest.mark.parametrize(("one", "other"), [("x = 1", "x  =  1  # one"), ("x = 3", "x = 1 + 2")])
def test_code_is_compared_not_text(one: str, other: str):
    """Layout, comments and constant folding make no difference."""
    assert code_of(one) == code_of(other)


@pytest.mark.parametrize(("one", "other"), [("x = 0", "x = False"), ("x = 0.0", "x = -0.0")])
def test_equal_constants_of_another_kind_differ(one: str, other: str):
    """0, 0.0, -0.0 and False are equal to Python and not the same."""
    assert code_of(one) != code_of(other)


def ids(text: str, tmp_path: Path) -> list[str]:
    path = tmp_path / "a_dev.py"
    path.write_text(text, encoding="utf-8")
    return [m.id for m in mutants(Script.of(read_lesson(path), path.name))]


def test_ids_survive_edits_elsewhere(tmp_path: Path):
    """An excuse stays with its mutant when lines above, comments or other solutions change."""
    text = (GOLDEN / "modules/02_double/double_dev.py").read_text(encoding="utf-8")
    before = ids(text, tmp_path)
    assert before == ids(text, tmp_path)
    longer = text.replace(
        "    total = Number(0)\n", "    total = Number(0)\n    limit = count + 1\n"
    )
    after = ids(longer.replace("return add(number, number)", "return add(number, one)"), tmp_path)
    kept = {i for i in before if i.startswith("times:")}
    assert kept
    assert kept <= set(after)
    assert "times:constant:" in "".join(set(after) - set(before))


def test_equal_changes_in_two_places_have_two_ids():
    """The same line twice makes two mutants, each with an id of its own."""
    found = [m.id for m in mutants_of(step_of("z = g(x - y)\nh(z)\nz = g(x - y)\nreturn z"))]
    signs = [i for i in found if ":sign:" in i]
    assert len(signs) == len(set(signs)) == 2


def test_cells_with_magics_are_left_alone():
    """What is not all Python cannot be changed by syntax: no mutants, no crash."""
    source = "%timeit 1\n### BEGIN SOLUTION\nx = 1 + 2\n### END SOLUTION"
    assert not list(mutants_of(Step(0, Cell("code", source, 1, "solution", "c", first_line=2))))


@settings(max_examples=40, deadline=None)
@given(written=lessons())
def test_any_lesson_makes_sound_mutants(
    tmp_path_factory: pytest.TempPathFactory, written: Written
):
    """Whatever the lesson: ids are unique, and each mutant changes one solution cell."""
    path = tmp_path_factory.mktemp("lesson") / "a_dev.py"
    path.write_text(written.text, encoding="utf-8")
    script = Script.of(read_lesson(path), path.name)
    found = mutants(script)
    assert len({m.id for m in found}) == len(found)
    for mutant in found:
        assert [script.steps[i].is_solution for i in mutant.sources] == [True]
        assert script.diff(mutant).count("\n@@") == 1
