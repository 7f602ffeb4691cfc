"""A submission in which nothing was written gets no point.

The lesson is run with `raise NotImplementedError()` in place of each solution. Every test
cell has to fail there.
"""

from conveyor.check.page import Page
from conveyor.check.rule import BLANK, ERROR, Spot, Spots, rule
from conveyor.check.run import Run


@rule(
    ERROR,
    needs=BLANK,
    reason="Points for nothing are points that say nothing.",
    cure="let the test use what the exercise before it asks for",
)
def blank_gets_nothing(page: Page, run: Run) -> Spots:
    for block, cell in run.by_block(page):
        if block.role == "test" and not cell.error and cell.number != 0:
            yield Spot(block.line, f"{block.name} gives points for an empty solution")
