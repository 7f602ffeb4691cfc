"""All cells together take less than a minute.

The grader stops a notebook after three minutes. On a busy machine the sum is only roughly
right, hence a warning.
"""

from conveyor.check.page import Page
from conveyor.check.rule import NOTEBOOK, WARNING, Spot, Spots, rule
from conveyor.check.run import Run

MOST = 60.0  # seconds


@rule(
    WARNING,
    needs=NOTEBOOK,
    reason="Grading runs it for every student, and a slow machine may need three times as long.",
    cure="make the slowest cells smaller",
)
def quick_notebook(page: Page, run: Run) -> Spots:
    total = sum(cell.seconds for cell in run.cells)
    if total > MOST:
        block, slowest = max(run.by_block(page), key=lambda pair: pair[1].seconds)
        what = f"the notebook takes {total:.0f} s, {slowest.seconds:.0f} s of it in {block.name}"
        yield Spot(block.line, what)
