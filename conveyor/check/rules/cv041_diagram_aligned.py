"""The lines of a diagram meet.

A line that ends in nothing, with another loose end one or two columns away in the next row,
was meant to go on there. The sides of a box stand below its corners. Tabs and emoji left of
a drawn line shift what follows, in some fonts or editors.
"""

from conveyor.check.boxes import crooked
from conveyor.check.page import Page
from conveyor.check.prose import pictures
from conveyor.check.rule import ERROR, Spot, Spots, rule


@rule(
    ERROR,
    reason="A crooked box costs the attention that it should save, and looks careless.",
    cure="move the character into its column; use a fixed-width font",
)
def diagram_aligned(page: Page) -> Spots:
    for block in page.prose:
        for picture in pictures(block):
            for place in crooked(picture.rows):
                yield Spot(place.line, place.what)
