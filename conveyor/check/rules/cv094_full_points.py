"""With the reference solution each test cell gets its full points.

A cell that displays nothing does. One that displays a number gets that many points, so it
has to be a plain float that equals the cell's points; a number above them stops the grading
of the whole submission, and any other value counts as full points whatever happens.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, NOTEBOOK, Spot, Spots, rule
from conveyor.check.run import Run


@rule(
    ERROR,
    needs=NOTEBOOK,
    reason="The reference is what 100 % means; np.float64(2.0) is no number to nbgrader.",
    cure="end a partial-credit cell with float(...), between 0 and its points",
)
def full_points(page: Page, run: Run) -> Spots:
    for block, cell in run.by_block(page):
        if block.role != "test" or not cell.value:
            continue
        if cell.number is None:
            yield Spot(block.line, f"{block.name} displays {cell.value[:60]}: full points for all")
        elif cell.number != block.cell.points:
            what = f"{block.name} displays {cell.number:g}, and is worth {block.cell.points:g}"
            yield Spot(block.line, what)
