"""Each function that students write has a docstring outside the solution.

For `__init__` the docstring of its class is enough. For code outside any function, a
comment with TODO is.
"""

import ast

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import Definition, Function, unwritten


@rule(
    ERROR,
    reason="The docstring is the task: what goes in, what comes out, what is refused.",
    cure="write a docstring between the 'def' line and ### BEGIN SOLUTION",
)
def docstring(page: Page) -> Spots:
    for block in page.solutions:
        seen = set()
        for node, parent in unwritten(block):
            hidden = ast.get_docstring(node) and block.hides(node.body[0].lineno)
            if node not in seen and (hidden or not _described(node, parent)):
                yield Spot(node.lineno, f"{node.name} has no docstring that students can read")
            seen.add(node)


def _described(node: Function, parent: Definition | None) -> bool:
    by_class = node.name == "__init__" and isinstance(parent, ast.ClassDef)
    return bool(ast.get_docstring(node) or (by_class and parent and ast.get_docstring(parent)))
