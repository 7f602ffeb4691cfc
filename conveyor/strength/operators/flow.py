"""Mistakes in the order of things: returns, conditions, statements that are missing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from conveyor.strength.sites import Change, Sheet, text_of

# `comparison` turns these around where they are the whole condition.
_TURNED = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
_MOST_INPUTS = 2


def accumulate(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    """Overwrites where it should add up, or the other way round."""
    if isinstance(node, ast.AugAssign):
        text = f"{text_of(node.target)} = {text_of(node.value)}"
        yield Change(node, text, "overwrites, does not accumulate")
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        function = sheet.function(node)
        makes = function is not None and function.name == "__init__"
        if isinstance(node.targets[0], ast.Attribute | ast.Subscript) and not makes:
            text = f"{text_of(node.targets[0])} += {text_of(node.value)}"
            yield Change(node, text, "accumulates, does not overwrite")


def return_input(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    function = sheet.function(node)
    if function is None or function.name == "__init__":
        return
    inputs = sheet.inputs(node)[:_MOST_INPUTS]
    if isinstance(node, ast.Return) and node.value is not None:
        for name in inputs:
            yield Change(node, f"return {name}", f"returns {name}")
    elif isinstance(node, ast.stmt) and _begins_region(sheet, node):
        indent = " " * node.col_offset
        was = ast.get_source_segment(sheet.source, node)
        for name in inputs[1:]:
            yield Change(node, f"return {name}\n{indent}{was}", f"returns {name} at once")


def _begins_region(sheet: Sheet, node: ast.stmt) -> bool:
    """Whether `node` is the first statement of a solution."""
    region = next(r for r in sheet.regions if r.holds(node))
    inside = (n for n in sheet.nodes if isinstance(n, ast.stmt) and region.holds(n))
    return next(inside, None) is node


def delete_statement(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.stmt) and _can_go(sheet, node):
        yield Change(node, "pass", "a statement is missing")


def _can_go(sheet: Sheet, node: ast.stmt) -> bool:
    """Whether the rest still makes sense without `node`, as far as the text tells."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call) and not text_of(node).startswith("print(")
    if isinstance(node, ast.Assign):
        return all(not isinstance(t, ast.Name) or _is_bound(sheet, t) for t in node.targets)
    if isinstance(node, ast.If):
        return not node.orelse and not all(isinstance(s, ast.Raise) for s in node.body)
    return isinstance(node, ast.AugAssign | ast.Break | ast.Continue | ast.Delete)


def _is_bound(sheet: Sheet, target: ast.Name) -> bool:
    """Whether the name had a value before this assignment."""
    function = sheet.function(target)
    if function is None:
        return False
    arguments = [*function.args.args, *function.args.kwonlyargs]
    earlier = (
        n
        for n in ast.walk(function)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and n.lineno < target.lineno
    )
    return target.id in {a.arg for a in arguments} | {n.id for n in earlier}


def negate_condition(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    conditions: list[ast.expr] = []
    if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
        conditions = [node.test]
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        conditions = [test for loop in node.generators for test in loop.ifs]
    for test in conditions:
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            yield Change(test, text_of(test.operand), "condition negated")
        elif not _is_turned(test):
            yield Change(test, text_of(ast.UnaryOp(ast.Not(), test)), "condition negated")


def _is_turned(test: ast.expr) -> bool:
    return (
        isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], _TURNED)
    )


def remove_raise(sheet: Sheet, node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Raise | ast.Assert):
        yield Change(node, "pass", "the error is not raised")
