"""Mistakes with arrays: axes, kept dimensions, broadcasting, dtypes, copies."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from conveyor.strength.operators.names import (
    COPYING,
    MAKING_ARRAYS,
    NUMBER_TYPES,
    PERMUTING,
    REDUCING,
    SHAPING,
    call_name,
    is_library,
    subject,
)
from conveyor.strength.sites import Change, Sheet, text_of

_DTYPES = {"float64": "float32", "float32": "float64", "int64": "int32", "int32": "int64"}
_IN_PLACE: dict[type, str] = {
    ast.Add: "__iadd__",
    ast.Sub: "__isub__",
    ast.Mult: "__imul__",
    ast.Div: "__itruediv__",
}
# Attributes that hold an array, in this course and in those like it.
_ARRAYS = ("data", "grad")


def axis(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield Change(node, text_of(node.value), "not transposed")
    if not isinstance(node, ast.Call):
        return
    for keyword in node.keywords:
        if keyword.arg in ("axis", "axes", "dim"):
            yield from _other_axis(keyword.value)
    if call_name(node) in PERMUTING and (whole := subject(node)) is not None:
        yield Change(node, text_of(whole), "not transposed")
        if call_name(node) == "transpose" and len(node.args) > (whole in node.args):
            kept = [whole] if whole in node.args else []
            yield Change(node, text_of(ast.Call(node.func, kept, [])), "axes forgotten")
    place = 1 if isinstance(node.func, ast.Attribute) and is_library(node.func.value) else 0
    if call_name(node) in REDUCING and isinstance(node.func, ast.Attribute):
        args = node.args[:place] + node.args[place + 1 :]
        if len(args) < len(node.args) and not isinstance(node.args[place], ast.Starred):
            yield Change(node, text_of(ast.Call(node.func, args, node.keywords)), "axis forgotten")


def _other_axis(value: ast.expr) -> Iterator[Change]:
    try:
        number = ast.literal_eval(value)
    except ValueError:
        number = ...
    if isinstance(number, int):
        other = 1 if number == 0 else 0
        yield Change(value, str(other), f"axis {other} for {number}")
    if number is not None:
        yield Change(value, "None", "axis forgotten")


def keepdims(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg == "keepdims":
                for value in ("True", "False"):
                    if text_of(keyword.value) != value:
                        yield Change(keyword.value, value, f"keepdims always {value}")


def drop_broadcast(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Call) and call_name(node) in SHAPING:
        whole = subject(node)
        if whole is not None:
            yield Change(node, text_of(whole), f"without {call_name(node)}")
    elif isinstance(node, ast.Subscript) and _adds_axis(node.slice):
        yield Change(node, text_of(node.value), "without the new axis")


def _adds_axis(index: ast.expr) -> bool:
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    return any(text_of(part) in ("None", "np.newaxis", "numpy.newaxis") for part in parts)


def dtype(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Attribute) and node.attr in _DTYPES and is_library(node.value):
        other = _DTYPES[node.attr]
        yield Change(node, f"{text_of(node.value)}.{other}", f"{other} for {node.attr}")
    if not isinstance(node, ast.Call):
        return
    name, library = call_name(node), getattr(node.func, "value", None)
    given = [k for k in node.keywords if k.arg == "dtype" and text_of(k.value) != "None"]
    for keyword in given:
        rest = [k for k in node.keywords if k is not keyword]
        yield Change(node, text_of(ast.Call(node.func, node.args, rest)), "without the dtype")
    if name in NUMBER_TYPES and (whole := subject(node)) is not None:
        yield Change(node, text_of(whole), f"without {name}")
    if name in MAKING_ARRAYS and library is not None and is_library(library):
        if len(node.args) > 1:
            yield Change(
                node, text_of(ast.Call(node.func, node.args[:1], node.keywords)), "no dtype"
            )
        elif not given:
            forced = ast.keyword("dtype", ast.Attribute(library, "float32"))
            changed = ast.Call(node.func, node.args, [*node.keywords, forced])
            yield Change(node, text_of(changed), "always float32")


def copy(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.Call):
        return
    name = call_name(node)
    if name in COPYING and (whole := subject(node)) is not None:
        yield Change(node, text_of(whole), "not copied")
    for keyword in node.keywords:
        if keyword.arg == "copy" and text_of(keyword.value) == "True" and name != "array":
            yield Change(keyword.value, "False", "not copied")
    if name == "array" and isinstance(node.func, ast.Attribute) and is_library(node.func.value):
        kept = [k for k in node.keywords if k.arg in ("dtype", "order")]
        view = ast.Attribute(node.func.value, "asarray")
        yield Change(node, text_of(ast.Call(view, node.args, kept)), "not copied")


def in_place(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp) and _is_array(node.left):
        if method := _IN_PLACE.get(type(node.op)):
            text = f"{text_of(node.left)}.{method}({text_of(node.right)})"
            yield Change(node, text, "changes its operand in place")
    elif isinstance(node, ast.AugAssign) and _is_shared(sheet, node.target):
        value = ast.BinOp(node.target, node.op, node.value)
        text = f"{text_of(node.target)} = {text_of(value)}"
        yield Change(node, text, "a new array, not in place")
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
        target = node.targets[0]
        if text_of(target) == text_of(node.value.left) and _is_shared(sheet, target):
            changed = ast.AugAssign(target, node.value.op, node.value.right)  # type: ignore[arg-type]
            yield Change(node, text_of(changed), "in place, not a new array")


def _is_array(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in _ARRAYS


def _is_shared(sheet: Sheet, target: ast.expr) -> bool:
    """Whether somebody else may hold what `target` names: an attribute, a parameter."""
    function = sheet.function(target)
    arguments = function.args.args if function else []
    return isinstance(target, ast.Attribute) or (
        isinstance(target, ast.Name) and target.id in {a.arg for a in arguments}
    )
