"""What the names in a solution mean, as far as their spelling tells."""

from __future__ import annotations

import ast

from conveyor.strength.sites import Sheet


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Their functions take the array first; a method takes it from before the dot.
LIBRARIES = frozenset({"np", "numpy", "math", "linalg", "random"})

# Swapping the arguments of these changes nothing, or breaks in a way that no test needs.
COMMUTATIVE = _words(
    "add multiply maximum minimum fmax fmin max min equal not_equal logical_and logical_or "
    "logical_xor allclose array_equal isclose swapaxes isinstance issubclass getattr "
    "setattr hasattr zip print extend"
)

SHAPING = _words(
    "broadcast_to broadcast_arrays expand_dims squeeze unsqueeze reshape ravel flatten view "
    "atleast_1d atleast_2d atleast_3d tile repeat unbroadcast"
)
PERMUTING = frozenset({"transpose", "swapaxes", "moveaxis", "rollaxis", "permute"})
COPYING = frozenset({"copy", "deepcopy"})
REDUCING = _words("sum mean max min prod argmax argmin std var any all cumsum cumprod softmax")
NUMBER_TYPES = frozenset({"float", "int", "astype"})
MAKING_ARRAYS = frozenset({"array", "asarray"})

# Without these no argument is left that could stand for the call.
NOT_DROPPED = _words(
    "isinstance issubclass len range print super getattr setattr hasattr type zip enumerate "
    "map open id repr str vars dir iter next sorted reversed filter"
)


def call_name(call: ast.Call) -> str:
    """The last name of what is called: ``sum`` of ``np.sum(x)``."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def subject(call: ast.Call) -> ast.expr | None:
    """What a call works on, None if unclear: ``x`` of ``np.exp(x)``, ``exp(x)``, ``x.exp()``."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Starred | ast.GeneratorExp):
        first = None
    if isinstance(call.func, ast.Attribute):
        before = call.func.value
        if is_library(before):
            return first
        if isinstance(before, ast.Name) and before.id in ("self", "cls") and first is not None:
            return first
        return None if isinstance(before, ast.Call) and call_name(before) == "super" else before
    return first


def is_library(node: ast.AST) -> bool:
    last = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)
    return last in LIBRARIES


def keyword_of(sheet: Sheet, node: ast.AST) -> str | None:
    """The keyword that `node`, or a minus around it, is given for."""
    parent = sheet.parents.get(node)
    if isinstance(parent, ast.UnaryOp):
        parent = sheet.parents.get(parent)
    return parent.arg if isinstance(parent, ast.keyword) else None
