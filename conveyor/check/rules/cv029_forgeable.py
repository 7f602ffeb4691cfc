"""Graded comparisons do not rest on functions that student code can replace.

`np.testing.assert_allclose = lambda *a, **k: None` in a solution cell wins every test that
uses it, and `np.allclose` can be replaced in the same way. Methods of an array cannot:
`assert abs(a - b).max() < 1e-9`. A test that first shows that the comparison rejects
something wrong (`assert not np.allclose(1.0, 2.0)`) is left alone.
"""

import ast

from conveyor.check.page import HIDDEN, Block, Page
from conveyor.check.rule import WARNING, Spot, Spots, rule
from conveyor.check.syntax import aliases, calls

_NAMES = {"allclose", "isclose", "array_equal", "array_equiv"}


@rule(
    WARNING,
    reason="One line of student code would pass every test that trusts such a function.",
    cure="compare with array methods: assert abs(a - b).max() < 1e-9, 'what should hold'",
)
def forgeable(page: Page) -> Spots:
    numpy = aliases(page, "numpy")
    for block in page.tests:
        trusted = _seen_to_reject(block)
        for node, name in calls(block.nodes):
            root, _, path = name.partition(".")
            known = root in numpy and (path in _NAMES or path.startswith("testing."))
            if known and name not in trusted and block.hides(node.lineno, HIDDEN):
                trusted.add(name)
                yield Spot(node.lineno, f"student code could replace {name}")


def _seen_to_reject(block: Block) -> set[str]:
    """The functions of which the cell shows that they reject: not f(...), or f(...) raises."""
    found = set()
    for node in block.nodes:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            found |= {name for _, name in calls([node.operand])}
        if isinstance(node, ast.Try) and node.orelse:
            found |= {name for s in node.body for _, name in calls(ast.walk(s))}
    return found
