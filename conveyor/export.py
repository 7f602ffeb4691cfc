"""What a lesson gives to the package: ``modules/01_tensor`` -> ``tinytorch/tensor.py``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from conveyor.cells import EXPORT, Cell, lines_in_strings
from conveyor.layout import ModuleFiles
from conveyor.lesson import Lesson

_SCAFFOLD = re.compile(r"^\s*# ?(TODO|HINT)\b", re.IGNORECASE)
_SCAFFOLD_MORE = re.compile(r"^\s*#  +\S")
CONTENTS = "_contents.py"


def package_file(module: ModuleFiles, lesson: Lesson) -> str:
    """The text of ``tinytorch/<name>.py``: the exported cells in order, to the letter.

    Only markers and scaffolding comments (``# TODO``, ``# HINT``) are gone. Blank lines
    between cells are those of the usual style, so a well-formatted lesson makes a
    well-formatted file and no formatter is needed here.
    """
    title = lesson.title.replace("\\", "").replace('"', "'")
    header = (
        f'"""{title}.\n\n'
        f"Made by `conveyor build` from modules/{module.id}/{module.lesson.name}.\n"
        f"Edit the lesson, not this file: the next build writes it again.\n"
        f'"""'
    )
    cells = [_library_code(cell) for cell in lesson.cells if cell.exported]
    body = "\n\n\n".join(filter(None, cells))
    gap = "\n\n\n" if _begins_with_definition(body) else "\n\n"
    return f"{header}{gap if body else ''}{body}\n"


def public_names(code: str) -> list[str]:
    """The names that a module defines for others, in the order of its text."""
    names = [name for node in ast.parse(code).body for name in _names_of(node)]
    return [name for name in dict.fromkeys(names) if not name.startswith("_")]


def contents_file(modules: dict[str, tuple[str, list[str]]]) -> str:
    """The text of ``tinytorch/_contents.py`` from {name: (module id, public names)}."""
    homes: dict[str, str] = {}
    for name, (_, names) in modules.items():
        for public in names:
            homes.setdefault(public, name)
    ids = {name: module_id for name, (module_id, _) in modules.items()}
    return (
        '"""What the package holds, in course order. Made by `conveyor build`."""\n\n'
        f"# module -> the lesson that it is built in\nMODULES = {_table(ids)}\n\n"
        f"# name -> the module that defines it\nNAMES = {_table(homes)}\n"
    )


def _table(rows: dict[str, str]) -> str:
    lines = "".join(f'    "{key}": "{value}",\n' for key, value in rows.items())
    return f"{{\n{lines}}}" if rows else "{}"


def _names_of(node: ast.stmt) -> Iterator[str]:
    """What a statement at the top of a module defines."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        # Methods are written as functions that a decorator attaches to their class.
        if not any(map(_is_extend, node.decorator_list)):
            yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in (name for top in targets for name in ast.walk(top)):
            if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store):
                yield target.id


def _is_extend(decorator: ast.expr) -> bool:
    """Whether a decorator is written ``@extend(Class)``."""
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "extend"
    )


def _begins_with_definition(code: str) -> bool:
    body = ast.parse(code).body
    return bool(body) and isinstance(
        body[0], ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    )


def _library_code(cell: Cell) -> str:
    """The cell's code as a library has it."""
    markers = {offset for offset, _, _ in cell.marker_lines()}
    strings = lines_in_strings(cell.source)
    kept: list[str] = []
    scaffold = cut = False
    for offset, line in enumerate(cell.source.split("\n")):
        if offset + 1 in strings:
            scaffold = False
        else:
            more = scaffold and bool(_SCAFFOLD_MORE.match(line))
            scaffold = more or bool(_SCAFFOLD.match(line))
        if scaffold or offset in markers or (offset == 0 and line.strip() == EXPORT):
            cut = True
        elif not (cut and not line.strip() and _needs_no_blank(kept)):
            kept.append(line)
            cut = False
    return "\n".join(kept).strip("\n")


def _needs_no_blank(kept: list[str]) -> bool:
    """Whether a blank line after these would be doubled, or the first of a block."""
    return not kept or not kept[-1].strip() or kept[-1].rstrip().endswith(":")
