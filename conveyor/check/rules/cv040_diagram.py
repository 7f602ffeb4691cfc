"""The module shows its ideas in diagrams: one drawn with boxes at least.

Box-drawing characters in a markdown cell, over two lines or more.
"""

from conveyor.check.page import Page
from conveyor.check.prose import pictures
from conveyor.check.rule import ERROR, Spot, Spots, rule


@rule(
    ERROR,
    reason="A picture of memory, or of a flow, is understood before its explanation is read.",
    cure="draw the main idea with ┌─┐│└┘ between two lines of ```",
)
def diagram(page: Page) -> Spots:
    if not any(p.is_diagram for block in page.prose for p in pictures(block)):
        yield Spot(page.blocks[0].line, "the lesson has no box-drawing diagram")
