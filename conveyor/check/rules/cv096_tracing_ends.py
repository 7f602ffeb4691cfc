"""When a cell ends, tracemalloc is not running.

Seen in an execution, whatever the code looks like.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, NOTEBOOK, Spot, Spots, rule
from conveyor.check.run import Run


@rule(
    ERROR,
    needs=NOTEBOOK,
    reason="Everything after it runs several times slower, and counts what is not its own.",
    cure="tracemalloc.start(); try: ... finally: tracemalloc.stop()",
)
def tracing_ends(page: Page, run: Run) -> Spots:
    for block, cell in run.by_block(page):
        if cell.tracing:
            yield Spot(block.line, f"tracemalloc still runs when {block.name} has ended")
