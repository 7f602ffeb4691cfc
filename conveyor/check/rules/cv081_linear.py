"""The layer of weights is called Linear, its parameters weight and bias.

`Dense`, or a `Linear` with an attribute `weights`, would be a second name for one thing.
"""

import ast

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule


@rule(
    ERROR,
    reason="Later modules, and PyTorch, know it by these names.",
    cure="call the class Linear, and its parameters weight and bias",
)
def linear(page: Page) -> Spots:
    for block in page.code:
        for node in block.nodes:
            if not isinstance(node, ast.ClassDef):
                continue
            if node.name == "Dense":
                yield Spot(node.lineno, "class Dense is what this course calls Linear")
            elif node.name == "Linear":
                yield from _plural(node)


def _plural(node: ast.ClassDef) -> Spots:
    for inner in ast.walk(node):
        stored = isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store)
        if stored and (name := getattr(inner, "attr", "")) in ("weights", "biases"):
            yield Spot(getattr(inner, "lineno", node.lineno), f"a Linear has no {name!r}")
