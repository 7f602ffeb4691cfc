"""A graded cell runs its test, it does not only define it.

Each function in a test cell that asserts something is called there, and the cell does
something besides defining and importing.
"""

import ast
from collections.abc import Iterator

from conveyor.check.page import Block, Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import Definition, definitions

_IDLE = ast.Import | ast.ImportFrom | ast.Pass | ast.Assign | ast.AnnAssign


@rule(
    ERROR,
    reason="A cell that only defines a function runs without an error: full points for nothing.",
    cure="call the function in the cell's last line",
)
def test_is_called(page: Page) -> Spots:
    for block in page.tests:
        uncalled = list(_uncalled(block))
        for node in uncalled:
            yield Spot(node.lineno, f"{node.name} is defined and never called")
        if not uncalled and not any(_does(statement) for statement in block.body):
            yield Spot(block.line, f"{block.name} checks nothing: whoever runs it gets the points")


def _does(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return any(isinstance(node, ast.Call) for node in ast.walk(statement))
    if isinstance(statement, _IDLE):
        return any(isinstance(node, ast.Call) for node in ast.walk(statement))
    return not isinstance(statement, Definition)


def _uncalled(block: Block) -> Iterator[ast.FunctionDef]:
    asserting = [
        node
        for node, parent in definitions(block)
        if parent is None
        and isinstance(node, ast.FunctionDef)
        and any(isinstance(inner, ast.Assert | ast.Raise) for inner in ast.walk(node))
    ]
    for node in asserting:
        inside = {id(inner) for inner in ast.walk(node)}
        # A bare `test_it`, without parentheses, is no use of it.
        bare = {id(s.value) for s in block.body if isinstance(s, ast.Expr)}
        used = (
            isinstance(other, ast.Name)
            and other.id == node.name
            and id(other) not in inside | bare
            for other in block.nodes
        )
        if not any(used):
            yield node
