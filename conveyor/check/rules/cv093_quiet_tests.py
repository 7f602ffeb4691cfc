"""No graded cell writes to stderr.

nbgrader gives such a cell 0 points: a RuntimeWarning of numpy is enough, or a line of
logging. A test that provokes one on purpose wraps it in `np.errstate` or
`warnings.catch_warnings`.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, NOTEBOOK, Spot, Spots, rule
from conveyor.check.run import Run


@rule(
    ERROR,
    needs=NOTEBOOK,
    reason="Correct work would get 0 points there.",
    cure="find out what warns; if it is meant to, with np.errstate(all='ignore'): ...",
)
def quiet_tests(page: Page, run: Run) -> Spots:
    for block, cell in run.by_block(page):
        if block.role == "test" and cell.stderr and not cell.error:
            first = cell.stderr.split("\n")[0]
            yield Spot(block.line, f"{block.name} writes to stderr: {first[:100]}")
