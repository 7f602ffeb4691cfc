"""No cell takes more than ten seconds.

The time that other programs had the processor does not count.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, NOTEBOOK, Spot, Spots, rule
from conveyor.check.run import Run

MOST = 10.0  # seconds


@rule(
    ERROR,
    needs=NOTEBOOK,
    reason="A grader stops a cell after 30 s, and students' machines are slower than yours.",
    cure="measure with smaller arrays, or fewer repetitions",
)
def quick_cells(page: Page, run: Run) -> Spots:
    for block, cell in run.by_block(page):
        if cell.seconds > MOST:
            yield Spot(block.line, f"{block.name} takes {cell.seconds:.1f} s")
