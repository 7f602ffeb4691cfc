"""Every assertion can fail.

`assert True`, `assert x or True` and `assert (x, "message")`, a tuple, hold whatever the
code under test does.
"""

import ast

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule


@rule(
    ERROR,
    reason="It looks like a check, counts as one, and checks nothing.",
    cure="assert what the code under test must make true, or delete the line",
)
def can_fail(page: Page) -> Spots:
    for block in page.tests:
        for node in block.nodes:
            if isinstance(node, ast.Assert) and _always_true(node.test):
                yield Spot(node.lineno, "this assertion holds whatever happens")


def _always_true(test: ast.expr) -> bool:
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Tuple | ast.List | ast.Set):
        return bool(test.elts)
    if isinstance(test, ast.JoinedStr | ast.Lambda):
        return True
    if isinstance(test, ast.BoolOp):
        combine = any if isinstance(test.op, ast.Or) else all
        return combine(_always_true(value) for value in test.values)
    return False
