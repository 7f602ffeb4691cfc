"""Where a page starts and stops tracemalloc, by whatever name it knows it."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from conveyor.check.page import Block, Page
from conveyor.check.syntax import aliases, calls, imported_names


def starts(page: Page, block: Block) -> list[ast.Call]:
    """The calls of ``tracemalloc.start`` in a block."""
    return _calls(page, block.nodes, "start")


def stops(page: Page, nodes: Iterable[ast.AST]) -> list[ast.Call]:
    """The calls of ``tracemalloc.stop`` among `nodes`."""
    return _calls(page, nodes, "stop")


def _calls(page: Page, nodes: Iterable[ast.AST], action: str) -> list[ast.Call]:
    names = {f"{module}.{action}" for module in aliases(page, "tracemalloc")}
    imported = imported_names(page, "tracemalloc")
    names |= {here for here, there in imported.items() if there == action}
    return [call for call, name in calls(nodes) if name in names]
