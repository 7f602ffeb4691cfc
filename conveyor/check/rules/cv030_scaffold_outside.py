"""Name, signature and docstring of what students write stand outside the solution.

Only bodies are inside the markers. Functions and classes that begin inside a region, at the
level of the cell or of a class, are gone from the student version; helpers inside a
function, and names that begin with an underscore, are the solution's own business.
"""

import ast

from conveyor.check.page import SOLUTION, Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import definitions


@rule(
    ERROR,
    reason="Students would have to guess the name and arguments that the tests expect.",
    cure="move the 'def' or 'class' line, with its docstring, above ### BEGIN SOLUTION",
)
def scaffold_outside(page: Page) -> Spots:
    for block in page.solutions:
        for node, parent in definitions(block):
            # Inside a class that is itself inside, the class is what has to move.
            free = parent is None or (
                isinstance(parent, ast.ClassDef) and not block.hides(parent.lineno, SOLUTION)
            )
            own = node.name.startswith("_") and not node.name.startswith("__")
            if free and not own and block.hides(node.lineno, SOLUTION):
                yield Spot(node.lineno, f"students are not given the name {node.name!r}")
