"""Modules 01 to 04 know nothing of gradients.

No name, attribute, argument or method with grad, gradient, backward or autograd in it.
Comments, docstrings and tests may speak of them: a hidden test has to ask whether the class
is pure.
"""

import ast
import re
from collections.abc import Iterator

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule

LAST = 4
_WORD = re.compile(r"(^|_)(grads?|gradients?|backward|backprop|autograd)(_|$)", re.IGNORECASE)


@rule(
    ERROR,
    reason="Each module teaches one thing; gradients are added from outside in module 05.",
    cure="remove it: add_autograd will give the class what it needs",
)
def no_gradients_yet(page: Page) -> Spots:
    if page.number > LAST:
        return
    for block in page.code:
        if block.role == "test":
            continue
        found: dict[int, str] = {}
        for node in block.nodes:
            for name in filter(_WORD.search, _names(node)):
                found.setdefault(getattr(node, "lineno", block.line), name)
        for line, name in sorted(found.items()):
            yield Spot(line, f"{name!r} belongs to module 05")


def _names(node: ast.AST) -> Iterator[str]:
    """The identifiers that a node holds itself."""
    for field in ("id", "attr", "arg", "name", "asname", "module"):
        value = getattr(node, field, None)
        if isinstance(value, str):
            yield from value.split(".")
