"""A test cell does not end with a value by accident.

nbgrader takes a number that a cell displays for the points it is worth, and anything else
that is displayed for success: an assertion's error comes too late. A cell that gives partial
credit on purpose ends with `float(...)`, kept between 0 and its points.
"""

import ast

from conveyor.check.page import Block, Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import definitions, dotted


@rule(
    ERROR,
    reason="The displayed value decides the score: np.float64(2.0) of 5 points counts as 5.",
    cure="end the cell with a call that returns None, or with float(...) for partial credit",
)
def no_stray_value(page: Page) -> Spots:
    for block in page.tests:
        last = block.body[-1] if block.body else None
        if isinstance(last, ast.Expr) and not _is_quiet(block, last.value):
            yield Spot(last.lineno, f"{block.name} ends with a value: {ast.unparse(last)[:50]}")


def _is_quiet(block: Block, value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return value.value is None
    if not isinstance(value, ast.Call):
        return False
    name = dotted(value.func)
    for node, parent in definitions(block):
        if parent is None and node.name == name and isinstance(node, ast.FunctionDef):
            return not _returns(node)
    return True  # what it returns is seen when the module is run


def _returns(function: ast.FunctionDef) -> bool:
    inner = {
        id(n)
        for node in ast.walk(function)
        if isinstance(node, ast.FunctionDef | ast.Lambda) and node is not function
        for n in ast.walk(node)
    }
    return any(
        isinstance(node, ast.Return) and node.value is not None and id(node) not in inner
        for node in ast.walk(function)
    )
