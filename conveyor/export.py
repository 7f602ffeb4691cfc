"""What a lesson gives to the package: ``modules/01_tensor`` -> ``tinytorch/tensor.py``."""

from __future__ import annotations

import ast
import re

from conveyor.layout import ModuleFiles
from conveyor.lesson import EXPORT, Cell, Lesson

_SCAFFOLD = re.compile(r"^\s*# ?(TODO|HINT)\b", re.IGNORECASE)
_SCAFFOLD_MORE = re.compile(r"^\s*#  +\S")
CONTENTS = "_contents.py"


def package_file(module: ModuleFiles, lesson: Lesson) -> str:
    """The text of ``tinytorch/<name>.py``: the exported cells in order.

    Markers and scaffolding comments (``# TODO``, ``# HINT``) are gone, docstrings stay.
    """
    header = (
        f'"""{lesson.title}.\n\n'
        f"Made by `conveyor build` from modules/{module.id}/{module.lesson.name}.\n"
        f"Edit the lesson, not this file: the next build writes it again.\n"
        f'"""'
    )
    cells = [_library_code(cell) for cell in lesson.cells if cell.exported]
    imports = cells[0].lstrip().startswith(("import ", "from ")) if cells else False
    head = f"{header}\n\n{cells.pop(0)}" if imports else header
    return "\n\n\n".join([head, *cells]) + "\n"


def public_names(code: str) -> list[str]:
    """The names that a module defines for others, in the order of its text."""
    names: list[str] = []
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names.extend(t.id for t in node.targets if isinstance(t, ast.Name))
    # Methods are written as functions that a decorator attaches to their class.
    attached = {
        node.name
        for node in ast.parse(code).body
        if isinstance(node, ast.FunctionDef) and _is_extension(node)
    }
    return [n for n in dict.fromkeys(names) if not n.startswith("_") and n not in attached]


def contents_file(modules: dict[str, tuple[str, list[str]]]) -> str:
    """The text of ``tinytorch/_contents.py`` from {name: (module id, public names)}."""
    lines = [
        '"""What the package holds, in course order. Made by `conveyor build`."""',
        "",
        "# module -> the lesson that it is built in",
        "MODULES = {",
        *(f'    "{name}": "{module_id}",' for name, (module_id, _) in modules.items()),
        "}",
        "",
        "# name -> the module that defines it",
        "NAMES = {",
    ]
    homes: dict[str, str] = {}
    for name, (_, names) in modules.items():
        for public in names:
            homes.setdefault(public, name)
    lines += [*(f'    "{public}": "{name}",' for public, name in homes.items()), "}"]
    return "\n".join(lines) + "\n"


def _is_extension(node: ast.FunctionDef) -> bool:
    """Whether a function is written ``@extend(Class)``."""
    return any(
        isinstance(d, ast.Call) and isinstance(d.func, ast.Name) and d.func.id == "extend"
        for d in node.decorator_list
    )


def _library_code(cell: Cell) -> str:
    """The cell's code as a library has it."""
    markers = {offset for offset, _, _ in cell.marker_lines()}
    kept: list[str] = []
    scaffold = False
    for offset, line in enumerate(cell.source.split("\n")):
        if offset in markers or line.strip() == EXPORT:
            continue
        scaffold = bool(_SCAFFOLD.match(line)) or (scaffold and bool(_SCAFFOLD_MORE.match(line)))
        if not scaffold:
            kept.append(line.rstrip())
    return _squeeze(kept)


def _squeeze(lines: list[str]) -> str:
    """No blank line doubled inside a block, none at either end."""
    text = "\n".join(lines).strip("\n")
    text = re.sub(r"\n\n+(?=[ \t]+\S)", "\n\n", text)
    return re.sub(r"\n{4,}", "\n\n\n", text)
