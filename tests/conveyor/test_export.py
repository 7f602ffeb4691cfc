"""What a lesson gives to the package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conveyor.export import contents_file, package_file, public_names
from conveyor.layout import ModuleFiles
from conveyor.lesson import read_lesson
from tests.conftest import ROOT


def exported(folder: Path, *cells: str, title: str = "Module 01: X") -> str:
    """The package file of a lesson with these exported cells."""
    lesson = folder / "x_dev.py"
    text = "".join(f"\n# %%\n#| export\n{cell}\n" for cell in cells)
    lesson.write_text(f"# %% [markdown]\n# # {title}\n{text}")
    return package_file(ModuleFiles(folder / "01_x"), read_lesson(lesson))


def body(text: str) -> str:
    """The part after the header."""
    return text.split('again.\n"""', 1)[1]


def test_hints_go_and_comments_stay(tmp_path: Path):
    """TODO and HINT comments with their continuation are for students; others document."""
    code = exported(
        tmp_path,
        "def f(x):\n"
        '    """Doc."""\n'
        "    # TODO: add one.\n"
        "    #   In one line.\n"
        "    # Steps are why the result is small.\n"
        "    # HINT: plus\n\n"
        "    return x + 1",
    )
    assert body(code) == (
        '\n\n\ndef f(x):\n    """Doc."""\n'
        "    # Steps are why the result is small.\n\n    return x + 1\n"
    )


def test_text_inside_strings_is_left_alone(tmp_path: Path):
    """Blank lines, trailing spaces and words like TODO in a string are part of its value."""
    cell = 'TEXT = """a   \n\n\n    # TODO: stays\n\n\n\nb"""'
    namespace: dict = {}
    exec(exported(tmp_path, cell), namespace)
    assert namespace["TEXT"] == "a   \n\n\n    # TODO: stays\n\n\n\nb"


@pytest.mark.parametrize(
    "title", ['A "quoted" one', 'ends in a quote"', "back\\slash \\d", "é ┌┐"]
)
def test_any_title_makes_a_docstring(tmp_path: Path, title: str):
    """A heading with quotes or backslashes does not break the package file."""
    code = exported(tmp_path, "x = 1", title=title)
    compile(code, "x.py", "exec")
    assert code.startswith('"""')


@pytest.mark.parametrize(
    "cells",
    [
        ("import math", "x = 1", "def f():\n    return 1"),
        ("def f():\n    return 1", "x = 1"),
        ("@staticmethod\ndef f():\n    return 1",),
        ("# A comment first.\nx = 1", "# Another.\nclass A:\n    pass"),
        ("x = 1",),
        ("def f():\n    # TODO: a\n\n    # b\n    return 1",),
        ("def f():\n    x = 1\n\n    # HINT: a\n\n    # TODO: b\n\n    return x",),
        ("for i in range(3):\n    # TODO: a\n\n    print(i)\n    # HINT: end",),
        ("class A:\n    # TODO: fields\n\n    x = 1",),
        ("# TODO: only this",),
    ],
)
def test_formatted_cells_make_a_formatted_file(tmp_path: Path, cells: tuple[str, ...]):
    """Cells in the usual style need no formatter, whatever was taken out of them."""
    path = tmp_path / "made.py"
    path.write_text(exported(tmp_path, *cells))
    ruff = [sys.executable, "-m", "ruff", "format", "--no-cache", "--diff"]
    run = subprocess.run(
        [*ruff, "--config", str(ROOT / "pyproject.toml"), str(path)],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout


def test_public_names_are_what_a_module_defines():
    """Classes, functions and constants count; imports, _x and methods by @extend do not."""
    code = (
        "import math\nfrom a import b\nLIMIT: int = 3\nfirst, (second, *rest) = 1, (2, 3)\n"
        "class A: ...\ndef f(): ...\nasync def g(): ...\n"
        "@extend(A)\ndef method(self): ...\n@extend(A)\n@property\ndef T(self): ...\n"
        "_private = 1\nA = f(A)\nA.x = 3\n"
    )
    assert public_names(code) == ["LIMIT", "first", "second", "rest", "A", "f", "g"]


def test_a_name_belongs_to_the_module_that_has_it_first():
    """A later module that defines a name again, as autograd does Tensor, does not take it over."""
    table: dict = {}
    modules = {
        "tensor": ("01_tensor", ["Tensor"]),
        "autograd": ("05_autograd", ["Tensor", "no_grad"]),
    }
    exec(contents_file(modules), table)
    assert table["NAMES"] == {"Tensor": "tensor", "no_grad": "autograd"}
    assert table["MODULES"] == {"tensor": "01_tensor", "autograd": "05_autograd"}
