"""Only the library is exported: no tests, no assertions, no printing.

`#| export` is for imports, definitions and constants. A graded cell is never exported, nor
is a function `test_...`, or an assertion, a `print` or a test that runs at import.
"""

import ast

from conveyor.check.page import Block, Page
from conveyor.check.rule import ERROR, FOLDER, Spot, Spots, rule
from conveyor.check.syntax import Function, calls, definitions


@rule(
    ERROR,
    needs=FOLDER,
    reason="It would run in every later module, for every student, at each import.",
    cure="move it to a cell without #| export",
)
def tests_stay_here(page: Page) -> Spots:
    for problem in page.problems_of("export"):
        yield Spot(problem.line, problem.what, problem.cure)
    for block in page.code:
        if block.cell.exported:
            yield from _strays(block)


def _strays(block: Block) -> Spots:
    for node, _ in definitions(block):
        if isinstance(node, Function) and node.name.startswith("test_"):
            yield Spot(node.lineno, f"a test is exported: {node.name}")
    for statement in block.body:
        if isinstance(statement, ast.Assert):
            yield Spot(statement.lineno, "an assertion is exported")
        elif isinstance(statement, ast.Expr):
            for call, name in calls([statement.value]):
                if name == "print" or name.startswith(("test_", "run_")):
                    yield Spot(call.lineno, f"a call of {name} is exported")
