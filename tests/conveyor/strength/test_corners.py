"""Solutions that are wrong in one corner: what is seen of a function, and what is made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from conveyor.cells import Cell
from conveyor.strength import corners, kinds, spoil
from conveyor.strength.corner_mutants import corner_mutants, observed, untried
from conveyor.strength.script import Script, Step


class Tensor:
    def __init__(self, data: Any) -> None:
        self.data = np.asarray(data)


def add(x: Any, y: Any = 0, *rest: Any, twice: bool = False) -> Any:
    """The reference: a Tensor of the sum."""
    if isinstance(y, str):
        raise TypeError("no numbers")
    other = y.data if isinstance(y, Tensor) else y
    return Tensor((x.data + other) * (1 + twice))


@pytest.fixture(autouse=True)
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corners, "SEEN", {})
    monkeypatch.setattr(corners, "_watching", lambda: True)


def seen(function: Callable[..., Any], *calls: tuple[Any, ...]) -> dict[str, Any]:
    """What is noted of these calls."""
    watched = corners.observe("f")(function)
    for call in calls:
        with pytest.MonkeyPatch.context():
            try:
                watched(*call)
            except TypeError:
                continue
    return corners.SEEN["f"].as_json()


def test_inputs_answers_and_errors_are_noted():
    """Kinds of every input and of both together, aspects of the answer, types of errors."""
    one, number = Tensor([1.0, -2.0]), Tensor(np.float32(3))
    sight = seen(add, (one,), (one, number), (one, "x"))
    cases = {(parameter, case) for parameter, case, _ in sight["cases"]}
    assert sight["calls"] == 2
    assert {("x", "one axis"), ("x", "negative"), ("y", "zero"), ("y", "no axes")} <= cases
    assert {("inputs", "of different shapes"), ("inputs", "of different dtypes")} <= cases
    assert sight["errors"] == {"TypeError": 1}
    assert sight["aspects"] == {"float64": 2}
    assert sight["arrays"] == ["x", "y"]
    assert sight["changeable"] == ["x", "y"]


def test_nothing_is_noted_outside_tests(monkeypatch: pytest.MonkeyPatch):
    """Demonstrations are not tests: what only they do is no corner."""
    monkeypatch.setattr(corners, "_watching", lambda: False)
    assert seen(add, (Tensor([1.0]),))["calls"] == 0


def test_watching_changes_nothing():
    """The watched function has the name, the signature and the answers of the reference."""
    watched = corners.observe("f")(add)
    x = Tensor([1.0, 2.0])
    assert watched.__name__ == "add"
    assert watched(x, 3, twice=True).data.tolist() == [8.0, 10.0]
    assert x.data.tolist() == [1.0, 2.0]


def test_wrong_in_the_corner_only():
    """Elsewhere the answer is the reference's."""
    wrong = corners.off_by_one("x", "negative")(add)
    assert wrong(Tensor([1.0]), 1).data.tolist() == [2.0]
    assert wrong(Tensor([-1.0]), 1).data.tolist() != [0.0]


@pytest.mark.parametrize(
    ("aspect", "x", "changed"),
    [
        ("float32", Tensor(np.ones(2, "f")), lambda a: a.data.dtype == np.float64),
        ("float64", Tensor(np.ones(2)), lambda a: a.data.dtype == np.float32),
        ("integers", Tensor([1, 2]), lambda a: a.data.dtype == np.float64),
        ("no axes", Tensor(3.0), lambda a: a.data.shape == (1,)),
    ],
)
def test_one_aspect_is_wrong_and_the_numbers_are_right(
    aspect: str, x: Tensor, changed: Callable[[Any], bool]
):
    """Dtype or shape differ, values do not; an answer without that aspect is left alone."""
    answer = corners.aspect(aspect)(add)(x)
    assert changed(answer)
    assert (answer.data.ravel() == x.data.ravel()).all()
    bools = Tensor([True])
    assert corners.aspect(aspect)(lambda x: x)(bools) is bools


def test_aspect_can_be_wrong_for_some_inputs_only():
    """``float32 + np.float64(2)`` gives float64, all else float32."""
    wrong = corners.aspect("float32", "y", "a number of numpy")(add)
    x = Tensor(np.ones(2, "f"))
    assert wrong(x, 2).data.dtype == np.float32
    assert wrong(x, np.float32(2)).data.dtype == np.float64


def test_input_is_changed_and_answer_is_right():
    """The operand is not what it was."""
    x = Tensor([1.0, 2.0])
    assert corners.changes("x")(add)(x, 1).data.tolist() == [2.0, 3.0]
    assert x.data.tolist() == [2.0, 3.0]


def test_input_itself_comes_back_where_it_is_equal():
    """x + 0 is x."""
    x = Tensor([1.0])
    assert corners.itself("x")(add)(x, 0) is x
    assert corners.itself("x")(add)(x, 1) is not x


def test_view_becomes_a_copy():
    """The same numbers, in memory of their own."""
    flip = lambda x: Tensor(x.data[::-1])  # noqa: E731
    x = Tensor([1.0, 2.0])
    copied = corners.copies("x")(flip)(x)
    assert copied.data.tolist() == [2.0, 1.0]
    assert not np.shares_memory(copied.data, x.data)


def test_errors_are_swallowed_or_turned_into_others():
    """Only those of the named type."""
    x = Tensor([1.0])
    assert corners.swallows("TypeError")(add)(x, "no") is x
    with pytest.raises(ArithmeticError):
        corners.raises_otherwise("TypeError")(add)(x, "no")
    assert corners.swallows("TypeError", "x", "one axis")(add)(x, "no") is x
    others = (corners.swallows("TypeError", "x", "empty"), corners.raises_otherwise("KeyError"))
    for decorator in (*others, corners.swallows("KeyError")):
        with pytest.raises(TypeError):
            decorator(add)(x, "no")


@pytest.mark.parametrize(
    "answer",
    [
        1,
        2.5,
        float("inf"),
        float("nan"),
        1e300,
        True,
        "text",
        (1, 2),
        [],
        np.float32(3),
        np.int64(3),
    ]
    + [np.ones(3), np.zeros(0), np.array(-np.inf), np.array([True]), np.arange(3)],
    ids=repr,
)
def test_spoiled_is_another_answer_of_the_same_kind(answer: Any):
    """Each answer can be made wrong, also one that is infinite, empty or huge."""
    assert spoil.can_spoil(answer, {})
    wrong = spoil.spoiled(answer, {})
    assert type(wrong) is type(answer)
    assert repr(wrong) != repr(answer)


def test_function_that_answers_nothing_is_spoiled_by_what_it_made():
    """A constructor's object has other numbers; without numbers there is no corner."""
    made = Tensor([1.0])
    assert spoil.can_spoil(None, {"self": made})
    assert spoil.spoiled(None, {"self": made}) is None
    assert made.data.tolist() != [1.0]
    assert not spoil.can_spoil(None, {"self": object()})
    assert not spoil.can_spoil(NotImplemented, {"self": made})


def test_every_aspect_can_be_made_wrong():
    """What may be seen in an answer has a way to be wrong, and words for it."""
    answers = [Tensor(1), Tensor(np.float32(1)), Tensor(1.0), (1,), [1], 1]
    names = {name for answer in answers for name in kinds.aspects_of(answer)}
    assert names == set(spoil.ASPECTS)


CELL = """\
#| export
class Box:
    @property
    def size(self):
        ### BEGIN SOLUTION
        return self.n
        ### END SOLUTION

    def grow(self, by):
        ### BEGIN SOLUTION
        return self.n + by
        ### END SOLUTION

    def given(self):
        return 1"""
SCRIPT = Script("a_dev.py", (Step(0, Cell("code", CELL, 4, "solution", "box", first_line=5)),))
SIGHT = {
    "calls": 3,
    "cases": [["by", "an integer", 3], ["by", "negative", 1]],
    "aspects": {"an int": 3},
    "both": [["by", "an integer", "an int", 3]],
    "arrays": ["by"],
    "errors": {"TypeError": 2},
    "errors_of": [["by", "a list", "TypeError", 1], ["by", "True", "TypeError", 2]],
}


def test_solutions_are_watched_and_given_code_is_not():
    """Each function that has a solution in it gets a decorator, right above its def."""
    source = observed(SCRIPT)[0]
    assert "    @property\n    @_corners.observe('box.size')\n    def size" in source
    assert "    @_corners.observe('box.grow')\n    def grow" in source
    assert source.count("_corners.observe") == 2
    compile(source, "", "exec")


def test_corner_mutants_have_names_to_read():
    """The id says the corner; what is always so is none, and twice the same is made once."""
    found = corner_mutants(SCRIPT, {"box.grow": SIGHT})
    assert [m.id for m in found] == [
        "box:corner:grow.by-negative",
        "box:corner:grow.answer-an-int",
        "box:corner:grow.no-TypeError",
        "box:corner:grow.other-than-TypeError",
        "box:corner:grow.no-TypeError-by-a-list",
    ]
    assert found[0].does == "corner: a wrong answer where by is negative"
    assert found[0].line == 13


def test_diff_of_a_corner_mutant_is_its_decorator():
    """What makes the decorator work is not shown."""
    mutant = corner_mutants(SCRIPT, {"box.grow": SIGHT})[0]
    lines = SCRIPT.diff(mutant).split("\n")[3:]
    changed = [line for line in lines if line[0] in "+-"]
    assert changed == ["+    @_corners.off_by_one('by', 'negative')"]


def test_untried_inputs_are_named():
    """What every function of arrays should be tried with, and this one was not."""
    assert "by: negative" not in untried(SCRIPT.steps[0], {"box.grow": SIGHT})
    assert "by: empty" in untried(SCRIPT.steps[0], {"box.grow": SIGHT})
