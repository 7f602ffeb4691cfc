"""Memory profiling and thinking questions have a picture, too.

Printed bars count for memory profiling. A warning: a good table may do as well.
"""

from conveyor.check.page import Block, Page
from conveyor.check.prose import ARROWS, BARS, CORNERS, pictures, section
from conveyor.check.rule import WARNING, Spot, Spots, rule
from conveyor.check.sections import MEMORY, THINKING


@rule(
    WARNING,
    reason="A number of bytes says little until it is seen beside another one.",
    cure="draw, or let the code print, what takes how much; show what a question is about",
)
def more_pictures(page: Page) -> Spots:
    for wanted in (MEMORY, THINKING):
        headings = wanted.headings(page)
        blocks = [block for heading in headings for block in section(page, heading)]
        if headings and not any(_shows(block) for block in blocks):
            yield Spot(headings[-1].line, f"the section on {wanted.name} has no picture")


def _shows(block: Block) -> bool:
    if block.is_code:
        return bool(set(block.text) & (BARS | CORNERS | ARROWS))
    return any(True for _ in pictures(block))
