"""Stubs: what is handed in by those who have not solved a cell."""

from __future__ import annotations

import builtins

import pytest

from conveyor.cells import Cell
from conveyor.strength.script import Script, Step
from conveyor.strength.stubs import ALL_BLANK, stubs

METHOD = """\
#| export
@extend(Tensor)
def add(self, other, *rest, scale=1):
    \"\"\"A sum.\"\"\"
    # TODO: add
    ### BEGIN SOLUTION
    self = self * scale
    return self + other + sum(rest)
    ### END SOLUTION"""
CLASS = """\
class Box:
    def __init__(self, value):
        ### BEGIN SOLUTION
        self.value = value
        ### END SOLUTION"""


def stubs_of(source: str) -> dict[str, str]:
    """{kind: source} of the stubs of one solution."""
    step = Step(0, Cell("code", source, 1, "solution", "cell", first_line=2))
    found = stubs(Script("a_dev.py", (step,)), "tensor")
    assert found[-1].id == ALL_BLANK
    return {stub.id.split(":")[1]: stub.sources[0] for stub in found[:-1]}


def run(source: str) -> dict[str, object]:
    names: dict[str, object] = {"extend": lambda cls: lambda f: f, "Tensor": int}
    exec(compile(source, "cell", "exec"), names)
    return names


def test_every_kind_of_stub_is_made():
    """Of a function: blank, None, its input, a constant, one answer for ever, two imports."""
    assert set(stubs_of(METHOD)) == {
        "blank",
        "return-none",
        "return-input",
        "constant",
        "first-answer",
        "import-module",
        "import-package",
    }


def test_constructor_has_fewer():
    """What answers nothing has nothing to answer wrongly."""
    assert set(stubs_of(CLASS)) == {"blank", "import-module", "import-package"}


@pytest.mark.parametrize(
    ("kind", "answer"), [("return-none", None), ("return-input", 1), ("constant", 1.0)]
)
def test_stub_answers(kind: str, answer: object):
    """The stub keeps the signature and gives its answer."""
    add = run(stubs_of(METHOD)[kind])["add"]
    assert add(1, 2, scale=5) == answer  # type: ignore[operator]


def test_first_answer_is_right_once():
    """The reference answers the first call, with all its arguments; then nothing changes."""
    add = run(stubs_of(METHOD)["first-answer"])["add"]
    assert add(1, 2, 4, scale=10) == 16  # type: ignore[operator]
    assert add(100, 2) == 16  # type: ignore[operator]


def test_blank_raises_as_released():
    """The stub is nbgrader's own."""
    add = run(stubs_of(METHOD)["blank"])["add"]
    with pytest.raises(NotImplementedError):
        add(1, 2)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("source", "kind", "line"),
    [
        (METHOD, "import-module", "from tinytorch.tensor import Tensor"),
        (METHOD, "import-package", "from tinytorch import Tensor"),
        (CLASS, "import-module", "from tinytorch.tensor import Box"),
    ],
)
def test_import_asks_for_what_the_cell_makes(source: str, kind: str, line: str):
    """The class of a method, or what the cell defines itself."""
    assert line in stubs_of(source)[kind].split("\n")


def test_a_stub_that_is_the_reference_is_none():
    """A solution that returns its input is not stubbed by returning the input."""
    source = "def same(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
    assert "return-input" not in stubs_of(source)
    assert "constant" in stubs_of(source)
    assert builtins.compile(stubs_of(source)["first-answer"], "", "exec")
