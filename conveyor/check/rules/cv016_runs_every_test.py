"""`run_all_tests` knows every test that students can see.

Each function `test_...` that a test cell defines outside its hidden regions is named in
`run_all_tests`, unless that function finds the tests by itself, through `globals()`.
"""

import ast

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.rules.cv015_runs_its_tests import NAME
from conveyor.check.syntax import definitions


@rule(
    ERROR,
    reason="A test that is left out makes 'all tests passed' untrue.",
    cure="call the test in run_all_tests",
)
def runs_every_test(page: Page) -> Spots:
    runner = _runner(page)
    if runner is None:
        return
    used = {node.id for node in ast.walk(runner) if isinstance(node, ast.Name)}
    # A list of the tests beside the function counts as well.
    for block in page.code:
        for node in block.body:
            if isinstance(node, ast.Assign) and {n.id for n in _names(node.targets)} & used:
                used |= {n.id for n in _names([node.value])}
    if used & {"globals", "vars"}:
        return
    for block in page.tests:
        for node, parent in definitions(block):
            shown = parent is None and not block.hides(node.lineno)
            if shown and node.name.startswith("test_") and node.name not in used:
                yield Spot(node.lineno, f"run_all_tests does not call {node.name}")


def _runner(page: Page) -> ast.FunctionDef | None:
    for block in page.code:
        for node in block.body:
            if isinstance(node, ast.FunctionDef) and node.name == NAME:
                return node
    return None


def _names(nodes: list[ast.expr]) -> list[ast.Name]:
    return [n for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)]
