"""What a page imports, wherever it does so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from conveyor.check.page import Page
from conveyor.check.syntax import calls

_BY_NAME = ("importlib.import_module", "import_module", "__import__")


@dataclass(frozen=True)
class Import:
    """``from module import name`` (`name` is "" for a plain import) in `line`."""

    module: str
    name: str
    line: int

    @property
    def package(self) -> str:
        return self.module.partition(".")[0]


def imports(page: Page) -> Iterator[Import]:
    """Each thing that the code of a page imports, in the order of the text."""
    for block in page.code:
        for node in block.nodes:
            if isinstance(node, ast.Import):
                yield from (Import(alias.name, "", node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                yield from (Import(module, alias.name, node.lineno) for alias in node.names)
        for call, name in calls(block.nodes):
            first = call.args[0] if name in _BY_NAME and call.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield Import(first.value, "", call.lineno)
