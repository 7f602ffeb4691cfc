"""Mistakes in a formula: signs, operators, operands, terms, numbers, comparisons, bounds."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from conveyor.strength.operators.names import COMMUTATIVE, call_name, keyword_of
from conveyor.strength.sites import Change, Sheet, text_of

_SIGNS: dict[type, type] = {ast.Add: ast.Sub, ast.Sub: ast.Add}
_OTHERS: dict[type, tuple[type, ...]] = {
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
_ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
_TWO_SIDED = (ast.Add, ast.Mult, ast.MatMult)
_COMPARISONS: dict[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_TINY = 1e-3  # numbers up to this guard against division by zero and the like


def sign(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp | ast.AugAssign) and not _is_sequence(node):
        if wanted := _SIGNS.get(type(node.op)):
            yield _with_operator(node, wanted)
    elif (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and _is_value(sheet, node)
    ):
        yield Change(node, text_of(node.operand), "loses its minus")


def other_operator(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp | ast.AugAssign) and not _is_text(node):
        for wanted in _OTHERS.get(type(node.op), ()):
            yield _with_operator(node, wanted)


def swap_operands(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, _ORDERED) or _is_sequence(node):
            swapped = ast.BinOp(left=node.right, op=node.op, right=node.left)
            yield Change(node, text_of(swapped), "operands swapped")
    elif isinstance(node, ast.Call) and len(node.args) >= 2:
        first, second, *rest = node.args
        operands = ast.Name | ast.Attribute
        if not isinstance(first, operands) or not isinstance(second, operands):
            return
        if call_name(node) not in COMMUTATIVE:
            swapped_call = ast.Call(node.func, [second, first, *rest], node.keywords)
            yield Change(node, text_of(swapped_call), "arguments swapped")


def drop_term(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp):
        yield Change(node, text_of(node.left), f"without {text_of(node.right)}")
        if isinstance(node.op, _TWO_SIDED):
            yield Change(node, text_of(node.right), f"without {text_of(node.left)}")
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            rest = [other for other in node.values if other is not value]
            kept = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
            yield Change(node, text_of(kept), f"without {text_of(value)}")


def constant(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.Constant) or not _is_value(sheet, node):
        return
    value = node.value
    if isinstance(value, bool):
        if keyword_of(sheet, node) not in ("keepdims", "copy"):
            yield Change(node, str(not value), f"{not value} for {value}")
    elif isinstance(value, int):
        yield Change(node, str(value + 1), f"{value + 1} for {value}")
    elif isinstance(value, float):
        wrong = 1.0 if value == 0 else 0.0 if abs(value) <= _TINY else 2 * value
        yield Change(node, repr(wrong), f"{wrong} for {value}")


def comparison(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.Compare):
        return
    for place, operator in enumerate(node.ops):
        changed = copy.deepcopy(node)
        changed.ops[place] = _COMPARISONS[type(operator)]()
        yield Change(node, text_of(changed), "another comparison")


def off_by_one(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Call) and call_name(node) == "range":
        for place, steps in enumerate(((-1, 1), (-1,)) if len(node.args) == 1 else ((1,), (-1,))):
            if place < len(node.args) and not isinstance(node.args[place], ast.Starred):
                for step in steps:
                    yield Change(node.args[place], _shifted(node.args[place], step), "off by one")
    elif isinstance(node, ast.Subscript):
        yield from _shifted_index(node.slice)


def _shifted_index(index: ast.expr) -> Iterator[Change]:
    if isinstance(index, ast.Tuple):
        for element in index.elts:
            yield from _shifted_index(element)
    elif isinstance(index, ast.Slice):
        for bound in (index.lower, index.upper):
            for step in (1, -1) if bound is not None else ():
                assert bound is not None
                yield Change(bound, _shifted(bound, step), "a bound off by one")
    elif (value := _integer(index)) is not None:
        yield Change(index, str(value - 1 if value < 0 else value + 1), "index off by one")


def _shifted(node: ast.expr, step: int) -> str:
    """The text of `node` plus `step`; a bound that leaves the negative numbers is left open."""
    value = _integer(node)
    if value is None:
        operator = ast.Add() if step > 0 else ast.Sub()
        return text_of(ast.BinOp(node, operator, ast.Constant(1)))
    return "None" if value < 0 <= value + step else str(value + step)


def _integer(node: ast.expr) -> int | None:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _with_operator(node: ast.BinOp | ast.AugAssign, wanted: type) -> Change:
    changed = copy.copy(node)
    changed.op = wanted()
    return Change(node, text_of(changed), f"{_sign_of(changed.op)} for {_sign_of(node.op)}")


def _sign_of(operator: ast.operator) -> str:
    return text_of(ast.BinOp(ast.Name("a"), operator, ast.Name("b"))).split()[1]


def _is_value(sheet: Sheet, node: ast.expr) -> bool:
    """Whether `node` is neither an index, a bound nor an axis: other kinds change those."""
    if keyword_of(sheet, node) in ("axis", "axes", "dtype", "keepdims"):
        return False
    child: ast.AST = node
    for parent in sheet.ancestors(node):
        if isinstance(parent, ast.Subscript) and child is parent.slice:
            return isinstance(child, ast.BinOp)
        if isinstance(parent, ast.Call) and call_name(parent) == "range":
            return False
        if isinstance(parent, ast.stmt):
            return True
        child = parent
    return True


def _is_sequence(node: ast.BinOp | ast.AugAssign) -> bool:
    """Whether `+` joins here, as far as the text tells: a list, a tuple, a slice, a string."""
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
    return isinstance(node.op, ast.Add) and any(_joins(side) for side in sides)


def _joins(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return call_name(node) in ("list", "tuple", "str", "repr")
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Slice)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes)
    return isinstance(node, ast.List | ast.Tuple | ast.JoinedStr | ast.ListComp)


def _is_text(node: ast.BinOp | ast.AugAssign) -> bool:
    """Whether `%` formats a string here."""
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.left, ast.Constant | ast.JoinedStr)
        and (not isinstance(node.left, ast.Constant) or isinstance(node.left.value, str))
    )
