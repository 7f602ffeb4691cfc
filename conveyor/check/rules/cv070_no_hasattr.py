"""No code asks with `hasattr` what an object is.

There is one Tensor class, which later gains abilities for all its instances at once:
nothing is left to ask. `isinstance` tells a Tensor from a number.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import calls


@rule(
    ERROR,
    reason="It hides a second kind of object, and swallows the AttributeError of a typing error.",
    cure="give the class a default for the attribute, or ask isinstance(x, Tensor)",
)
def no_hasattr(page: Page) -> Spots:
    for block in page.code:
        for call, name in calls(block.nodes):
            if name in ("hasattr", "builtins.hasattr"):
                yield Spot(call.lineno, "hasattr() is called")
