"""Whoever starts tracemalloc stops it, in a `finally`.

The start and the stop stand in one function (or in one cell, outside functions), and the
stop is in the `finally` of a `try`.
"""

import ast

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import Function, definitions, walk
from conveyor.check.tracing import starts, stops


@rule(
    ERROR,
    reason="Left running it slows every later cell, and spoils the next measurement.",
    cure="tracemalloc.start(); try: ... finally: tracemalloc.stop()",
)
def tracemalloc_stopped(page: Page) -> Spots:
    for block in page.code:
        functions = [node for node, _ in definitions(block) if isinstance(node, Function)]
        for call in starts(page, block):
            around = [f for f in functions if any(call is inner for inner in ast.walk(f))]
            scope: list[ast.AST] = [around[-1]] if around else [*block.body]
            tries = (node for node in walk(scope) if isinstance(node, ast.Try))
            if not any(stops(page, walk(node.finalbody)) for node in tries):
                yield Spot(call.lineno, "tracemalloc is started here and not stopped in a finally")
