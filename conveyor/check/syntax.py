"""What stands in code: names, calls, functions and where they are."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from conveyor.check.page import Block, Page

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_HOLDS_STATEMENTS = ast.stmt | ast.ExceptHandler | ast.match_case
# Names that are there without anybody binding them.
GIVEN = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__class__"}


@dataclass(frozen=True)
class Names:
    """The global names of a text: those it binds, those it needs (bound there or not)."""

    bound: frozenset[str]
    needed: frozenset[str]

    @property
    def missing(self) -> frozenset[str]:
        return self.needed - self.bound - GIVEN


@cache
def names(text: str) -> Names:
    """The global names of `text`; none when it is not Python."""
    try:
        top = symtable.symtable(text, "lesson", "exec")
    except SyntaxError:
        return Names(frozenset(), frozenset())
    bound = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    needed = {s.get_name() for s in top.get_symbols() if s.is_referenced()}
    for scope in _inner(top):
        for symbol in scope.get_symbols():
            if symbol.is_declared_global() and symbol.is_assigned():
                bound.add(symbol.get_name())
            if symbol.is_global() and symbol.is_referenced():
                needed.add(symbol.get_name())
    return Names(frozenset(bound), frozenset(needed))


def _inner(scope: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in scope.get_children():
        yield child
        yield from _inner(child)


def dotted(node: ast.AST) -> str:
    """``np.testing.assert_allclose`` for that expression, "" for one that is no path."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def calls(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.Call, str]]:
    """Each call with the dotted name of what is called."""
    for node in nodes:
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def walk(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    for node in nodes:
        yield from ast.walk(node)


def first_use(block: Block, name: str, *, hidden: bool = False) -> int:
    """The line where `block` first uses `name`, or 0; `hidden`: also what students lack."""
    lines = (
        n.lineno
        for n in block.nodes
        if isinstance(n, ast.Name) and n.id == name and (hidden or not block.hides(n.lineno))
    )
    return min(lines, default=0)


def definitions(block: Block) -> Iterator[tuple[Definition, Definition | None]]:
    """Each function and class of a block with the one that it stands in directly."""

    def inside(
        body: Iterable[ast.AST], parent: Definition | None
    ) -> Iterator[tuple[Definition, Definition | None]]:
        for node in body:
            if isinstance(node, Definition):
                yield node, parent
                yield from inside(node.body, node)
            elif isinstance(node, _HOLDS_STATEMENTS):
                yield from inside(ast.iter_child_nodes(node), parent)

    return inside(block.body, None)


def unwritten(block: Block) -> Iterator[tuple[Function, Definition | None]]:
    """The innermost functions whose body students write, with what they stand in."""
    for region in block.regions:
        around = [
            (node, parent)
            for node, parent in definitions(block)
            if isinstance(node, Function)
            and node.lineno < region.begin < (node.end_lineno or node.lineno)
        ]
        if around:
            yield around[-1]


def aliases(page: Page, module: str) -> set[str]:
    """The names by which the page knows a module: {"np"} for ``import numpy as np``."""
    return {
        alias.asname or alias.name
        for node in page.import_nodes
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == module
    }


def imported_names(page: Page, module: str) -> dict[str, str]:
    """{name here: name there} for ``from module import ...``."""
    return {
        alias.asname or alias.name: alias.name
        for node in page.import_nodes
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
    }


def main_guard(page: Page) -> tuple[Block, ast.If] | None:
    """The last ``if __name__ == "__main__":`` of a page."""
    for block in reversed(page.code):
        for node in block.body:
            if isinstance(node, ast.If) and _is_main(node.test):
                return block, node
    return None


def _is_main(test: ast.expr) -> bool:
    texts = {n.id if isinstance(n, ast.Name) else getattr(n, "value", "") for n in ast.walk(test)}
    return isinstance(test, ast.Compare) and {"__name__", "__main__"} <= texts
