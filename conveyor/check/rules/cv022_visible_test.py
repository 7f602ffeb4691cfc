"""Each exercise has a test that students can see and run.

Of the tests that follow a solution, one at least checks something outside its hidden
regions.
"""

import ast

from conveyor.check.page import Block, Page
from conveyor.check.rule import ERROR, Spot, Spots, rule


@rule(
    ERROR,
    reason="With hidden tests only, students learn whether they are right after the deadline.",
    cure="put a small visible test between the exercise and its hidden test",
)
def visible_test(page: Page) -> Spots:
    for block in page.solutions:
        tests = page.tests_of(block)
        if tests and not any(_checks(test) for test in tests):
            yield Spot(tests[0].line, f"all that tests {block.name} is hidden")


def _checks(test: Block) -> bool:
    return any(
        isinstance(node, ast.Assert | ast.Raise | ast.Call) and not test.hides(node.lineno)
        for node in test.nodes
    )
