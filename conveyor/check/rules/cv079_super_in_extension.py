"""A method written with `@extend(Class)` names its class in `super()`.

`super()` without arguments works only in functions that stand inside a class.
"""

import ast

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import Function, calls, definitions, dotted


@rule(
    ERROR,
    reason="It raises 'RuntimeError: super(): __class__ cell not found' when it is called.",
    cure="write super(Class, self)",
)
def super_in_extension(page: Page) -> Spots:
    for block in page.code:
        for node, parent in definitions(block):
            if not isinstance(node, Function) or isinstance(parent, ast.ClassDef):
                continue
            if any(isinstance(d, ast.Call) and dotted(d.func) == "extend"
                   for d in node.decorator_list):  # fmt: skip
                for call, name in calls(ast.walk(node)):
                    if name == "super" and not call.args:
                        yield Spot(call.lineno, "super() without arguments, outside a class")
