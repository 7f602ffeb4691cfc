"""In modules 02 to 04 a forward pass keeps nothing in its object.

`self.input = x` in `forward` or `__call__` prepares for a backward pass that these modules do
not have, and keeps the batch in memory. Counters and the like are possible: a warning.
"""

import ast

from conveyor.check.page import Page
from conveyor.check.rule import WARNING, Spot, Spots, rule
from conveyor.check.syntax import Function, definitions

MODULES = range(2, 5)


@rule(
    WARNING,
    reason="It holds on to a batch for nothing, and is in the way of module 05.",
    cure="use a local variable: autograd will remember what it needs",
)
def forward_keeps_nothing(page: Page) -> Spots:
    if page.number not in MODULES:
        return
    for block in page.code:
        for node, _ in definitions(block):
            if isinstance(node, Function) and node.name in ("forward", "__call__"):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
                        yield Spot(inner.lineno, f"{node.name} sets {ast.unparse(inner)}")
