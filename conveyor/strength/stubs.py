"""Stubs: what students hand in who have not solved a cell.

blank             the cell as it was released
return-none       ``return None``
return-input      the first input, unchanged
constant          one number
first-answer      the right answer to the first call, for every call
import-module     the solution imported from the module's own file in the package
import-package    the same names imported from the package itself
all-blank         every cell of the module as it was released

The imports must fail because of the view; the others because of the tests. Each must lose
points, and `all-blank` must get none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from conveyor.cells import EXPORT
from conveyor.strength.mutants import code_of
from conveyor.strength.regions import Region, with_lines, with_texts
from conveyor.strength.script import Script, Step, Variant
from conveyor.strength.sites import Function, Sheet, inputs

ALL_BLANK = "all-blank"


def stubs(script: Script, name: str) -> list[Variant]:
    """The stubs of every solution of the module called `name`; `all-blank` is the last."""
    found = [stub for step in script.solutions for stub in _stubs_of(step, name)]
    if script.solutions:
        blank = {step.index: step.cell.released() for step in script.solutions}
        found.append(Variant(ALL_BLANK, "stub", "nothing is solved", blank))
    return found


def _stubs_of(step: Step, name: str) -> Iterator[Variant]:
    seen = {code_of(step.source)}
    for kind, does, source in _sources(step, name):
        code = code_of(source)
        if code is not None and code not in seen:
            seen.add(code)
            yield Variant(
                f"{step.grade_id}:{kind}", "stub", does, {step.index: source}, step.cell.line
            )


def _sources(step: Step, name: str) -> Iterator[tuple[str, str, str]]:
    """(kind, what it does, the cell's source) of each stub, some of which may not compile."""
    yield "blank", "hands in what was released", step.cell.released()
    yield from _imports(step, name)
    try:
        sheet = Sheet(step.cell)
    except SyntaxError:
        return
    functions = [sheet.function_of(region) for region in sheet.regions]
    if not functions or None in functions or any(f.name == "__init__" for f in functions if f):
        return
    yield "return-none", "returns None", with_lines(step.cell, "return None")
    yield "constant", "returns 1.0", with_lines(step.cell, "return 1.0")
    firsts = [_first_input(f) for f in functions if f]
    if all(firsts):
        texts = [
            f"{region.indent}return {first}"
            for region, first in zip(sheet.regions, firsts, strict=True)
        ]
        yield "return-input", "returns its first input", with_texts(step.cell, texts)
    texts = [
        _first_answer(sheet, r, f) for r, f in zip(sheet.regions, functions, strict=True) if f
    ]
    does = "gives the right answer to the first call, for every call"
    yield "first-answer", does, with_texts(step.cell, texts)


def _imports(step: Step, name: str) -> Iterator[tuple[str, str, str]]:
    """The whole cell replaced by an import of what it defines, or extends."""
    names = ", ".join(_defined(step))
    if names:
        for kind, origin in (
            ("import-module", f"tinytorch.{name}"),
            ("import-package", "tinytorch"),
        ):
            text = f"{EXPORT}\nfrom {origin} import {names}"
            yield kind, f"imports {names} from {origin}", text


def _defined(step: Step) -> list[str]:
    """Top-level names of the cell; for a method that is attached to a class, the class."""
    try:
        body = ast.parse(step.source).body
    except SyntaxError:
        return []
    names = []
    for node in body:
        if isinstance(node, Function | ast.ClassDef):
            calls = (d for d in node.decorator_list if isinstance(d, ast.Call))
            classes = [a.id for c in calls for a in c.args if isinstance(a, ast.Name)]
            names += classes or [node.name]
    return list(dict.fromkeys(names))


def _first_input(function: Function) -> str | None:
    return next(iter(inputs(function)), None)


def _first_answer(sheet: Sheet, region: Region, function: Function) -> str:
    """The reference as an inner function that is called once; its answer is kept."""
    arguments = [
        *function.args.posonlyargs,
        *function.args.args,
        *function.args.kwonlyargs,
        *filter(None, (function.args.vararg, function.args.kwarg)),
    ]
    bound = ", ".join(f"{a.arg}={a.arg}" for a in arguments)
    body = sheet.source.split("\n")[region.first : region.end]
    kept = f"_first_answer_of_{function.name}"
    code = [
        f"def _reference({bound}):",
        *(f"    {line.removeprefix(region.indent)}" for line in body),
        f"_kept = globals().setdefault({kept!r}, [])",
        "if not _kept:",
        "    _kept.append(_reference())",
        "return _kept[0]",
    ]
    return "\n".join(region.indent + line for line in code)
