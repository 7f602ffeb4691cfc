"""Complexity analysis and production context have a picture.

A scaling diagram for the one, a diagram of the system for the other: boxes, bars or lines
drawn in the section's markdown.
"""

from conveyor.check.page import Page
from conveyor.check.prose import pictures, section
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.sections import COMPLEXITY, PRODUCTION


@rule(
    ERROR,
    reason="How a cost grows, and where a part sits in a system, is seen better than read.",
    cure="draw it in the section: bars ████ for growth, boxes for parts",
)
def systems_pictures(page: Page) -> Spots:
    for wanted in (COMPLEXITY, PRODUCTION):
        headings = wanted.headings(page)
        blocks = [b for heading in headings for b in section(page, heading) if b.is_prose]
        if headings and not any(True for block in blocks for _ in pictures(block)):
            yield Spot(headings[-1].line, f"the section on {wanted.name} has no picture")
