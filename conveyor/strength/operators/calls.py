"""Mistakes with functions: the wrong one, none where one is needed, the wrong input."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from conveyor.strength.operators.names import (
    COPYING,
    NOT_DROPPED,
    NUMBER_TYPES,
    PERMUTING,
    SHAPING,
    call_name,
    is_library,
    subject,
)
from conveyor.strength.sites import Change, Function, Sheet, text_of

_PAIRS = (
    "maximum/minimum max/min argmax/argmin zeros/ones zeros_like/ones_like any/all floor/ceil "
    "add/subtract std/var sin/cos equal/not_equal greater/greater_equal less/less_equal "
    "logical_and/logical_or"
)
_ONE_WAY = (
    "sum>mean mean>sum prod>sum multiply>divide divide>floor_divide true_divide>floor_divide "
    "power>multiply matmul>multiply dot>multiply log>log1p expm1>exp"
)
_DROPPED_ELSEWHERE = SHAPING | PERMUTING | COPYING | NUMBER_TYPES


def _table() -> dict[str, str]:
    table = dict(entry.split(">") for entry in _ONE_WAY.split())
    for entry in _PAIRS.split():
        one, other = entry.split("/")
        table.update({one: other, other: one})
    return table


INSTEAD = _table()


def wrong_function(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    """``np.maximum`` for ``np.minimum``, called or handed on."""
    parent = sheet.parents.get(node)
    called = isinstance(parent, ast.Call) and parent.func is node
    if isinstance(node, ast.Attribute) and (called or is_library(node.value)):
        if other := INSTEAD.get(node.attr):
            yield Change(node, f"{text_of(node.value)}.{other}", f"{other} for {node.attr}")
    elif isinstance(node, ast.Name) and called and node.id in ("max", "min", "any", "all"):
        yield Change(node, INSTEAD[node.id], f"{INSTEAD[node.id]} for {node.id}")


def drop_call(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    """``x`` for ``np.exp(x)``."""
    if not isinstance(node, ast.Call) or isinstance(sheet.parents.get(node), ast.Expr):
        return
    name, whole = call_name(node), subject(node)
    if name in NOT_DROPPED or name in _DROPPED_ELSEWHERE or whole is None:
        return
    if not (isinstance(whole, ast.Constant) and isinstance(whole.value, str)):
        yield Change(node, text_of(whole), f"without {name or 'the call'}")


def wrong_input(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    """One parameter where another belongs, if both are used in the same way."""
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
        return
    function = sheet.function(node)
    if function is None or node.id not in sheet.inputs(node):
        return
    mine = _use(sheet, node)
    for other in sheet.inputs(node):
        if mine and other != node.id and mine in _uses(sheet, function, other):
            yield Change(node, other, f"{other} for {node.id}")
            return


def _uses(sheet: Sheet, function: Function, name: str) -> set[str]:
    nodes = (n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name)
    return {_use(sheet, n) for n in nodes}


def _use(sheet: Sheet, node: ast.Name) -> str:
    """How a name is used: the attribute that is read, or as what of an operation."""
    parent = sheet.parents.get(node)
    if isinstance(parent, ast.Attribute):
        return f".{parent.attr}"
    if isinstance(parent, ast.BinOp):
        return "operand"
    return ""
