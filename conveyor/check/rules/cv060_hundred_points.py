"""The module has 100 points.

All test and answer cells together. A module that is meant to have another number (a warm-up,
say) allows it in `allowed.toml`; `text = "5 points"` there keeps that number fixed.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule

WANTED = 100


@rule(
    ERROR,
    reason="Modules count the same in the course's grade, and students can plan by points.",
    cure="change the points of its cells; or allow it, with the reason, in allowed.toml",
)
def hundred_points(page: Page) -> Spots:
    graded = [block for block in page.blocks if block.cell.points]
    total = sum(block.cell.points or 0 for block in graded)
    if total != WANTED:
        line = graded[-1].line if graded else page.blocks[-1].line
        yield Spot(line, f"the module has {total:g} points, not {WANTED}")
