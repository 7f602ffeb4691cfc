"""A module that calls `backward` imports autograd itself.

`tinytorch` loads nothing by itself: Tensor can differentiate only after
`tinytorch.autograd` was imported. Another import may do that on the way, so a warning.
"""

import ast

from conveyor.check.imports import imports
from conveyor.check.page import Page
from conveyor.check.rule import WARNING, Spot, Spots, rule

MADE_IN = 5
NAME = "autograd"


@rule(
    WARNING,
    reason="Without it training runs, changes nothing, and says nothing.",
    cure="from tinytorch.autograd import Tensor (or what else you need), in the first code cell",
)
def autograd_imported(page: Page) -> Spots:
    if page.number <= MADE_IN:
        return
    homes = page.shelf.homes
    for item in imports(page):
        home = homes.get(item.name)
        if NAME in (*item.module.split("."), item.name) or (home and home.module.name == NAME):
            return
    for block in page.code:
        for node in block.nodes:
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "backward":
                yield Spot(node.lineno, "backward() is called and autograd never imported")
                return
