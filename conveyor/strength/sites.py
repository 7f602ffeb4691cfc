"""Where a solution can be changed: a cell's syntax tree with parents, and its text.

A change replaces the text of one node, so that comments and layout around it stay and the
diff that an author reads is small.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from conveyor.cells import Cell
from conveyor.strength.regions import Region, regions

Function = ast.FunctionDef | ast.AsyncFunctionDef
# Numbers and names in these are words for people, not behaviour.
_WORDS = (ast.JoinedStr, ast.Raise)
_LOOSE = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Lambda, ast.NamedExpr)
_TIGHT = (*_LOOSE, ast.Attribute, ast.Subscript, ast.Starred, ast.Await)


@dataclass(frozen=True)
class Change:
    """`text` in place of `node`. `does` says it in words, for the report."""

    node: ast.expr | ast.stmt
    text: str
    does: str


class Sheet:
    """The code of one solution cell: its tree, and what lies inside its solution regions.

    Raises SyntaxError when the cell is more than Python (magics, shell commands).
    """

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.source = cell.source
        self.regions: list[Region] = regions(cell)
        self.tree = ast.parse(self.source)
        self.parents = {
            child: parent
            for parent in ast.walk(self.tree)
            for child in ast.iter_child_nodes(parent)
        }

    @cached_property
    def nodes(self) -> list[ast.expr | ast.stmt]:
        """What may be changed, in the order of the text."""
        found = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.expr | ast.stmt)
            and any(region.holds(node) for region in self.regions)
            and not self._is_words(node)
        ]
        return sorted(found, key=lambda n: (n.lineno, n.col_offset, -(n.end_col_offset or 0)))

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The parents of `node`, the nearest first."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def function(self, node: ast.AST) -> Function | None:
        """The function that `node` is in."""
        return next((a for a in self.ancestors(node) if isinstance(a, Function)), None)

    def function_of(self, region: Region) -> Function | None:
        """The innermost function whose body has the region."""
        around = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, Function)
            and node.lineno <= region.first <= (node.end_lineno or 0)
            and node.col_offset < len(region.indent)
        ]
        return max(around, key=lambda node: node.col_offset, default=None)

    def inputs(self, node: ast.AST) -> list[str]:
        """The parameters that a caller must give to the function around `node`."""
        function = self.function(node)
        return inputs(function) if function else []

    def apply(self, change: Change) -> str:
        """The cell's source with `change` made."""
        start = self._offset(change.node.lineno, change.node.col_offset)
        end = self._offset(change.node.end_lineno or 0, change.node.end_col_offset or 0)
        text = change.text
        if isinstance(change.node, ast.expr) and self._needs_parentheses(change, start, end):
            text = f"({text})"
        data = self.source.encode()
        return (data[:start] + text.encode() + data[end:]).decode()

    def _needs_parentheses(self, change: Change, start: int, end: int) -> bool:
        parent = self.parents[change.node]
        if not isinstance(parent, _TIGHT) or change.node is getattr(parent, "slice", None):
            return False
        if not isinstance(ast.parse(change.text, mode="eval").body, _LOOSE):
            return False
        data = self.source.encode()
        around = data[:start].rstrip()[-1:] + data[end:].lstrip()[:1]
        return around != b"()"

    def _offset(self, line: int, column: int) -> int:
        return self._line_starts[line - 1] + column

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        for line in self.source.encode().split(b"\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def _is_words(self, node: ast.AST) -> bool:
        """Whether `node` is in a message, a docstring or an annotation."""
        child: ast.AST = node
        for parent in self.ancestors(node):
            if isinstance(parent, _WORDS):
                return True
            if isinstance(parent, ast.Assert) and child is parent.msg:
                return True
            if isinstance(parent, ast.AnnAssign | ast.arg) and child is parent.annotation:
                return True
            if isinstance(parent, Function) and child is parent.returns:
                return True
            if isinstance(parent, ast.Expr) and isinstance(parent.value, ast.Constant):
                return True
            if isinstance(parent, ast.Call) and child is not parent.func and _prints(parent):
                return True
            child = parent
        return False


def inputs(function: Function) -> list[str]:
    """The names of the parameters that have no default value."""
    positional = [*function.args.posonlyargs, *function.args.args]
    given = len(positional) - len(function.args.defaults)
    return [argument.arg for argument in positional[:given]]


def text_of(node: ast.AST) -> str:
    return ast.unparse(node)


def _prints(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "print"
