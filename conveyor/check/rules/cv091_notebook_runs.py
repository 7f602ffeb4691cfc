"""The lesson runs from top to bottom as a notebook.

Cell by cell in an IPython shell, as a student's notebook and the grader run it, with
`tinytorch` as far as the module before. Of several cells that fail the first is named.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, NOTEBOOK, Spot, Spots, rule
from conveyor.check.run import Run


@rule(
    ERROR,
    needs=NOTEBOOK,
    reason="A reference that loses points in its own notebook cannot be released.",
    cure="mend what fails; in the notebook built into source/ you can run the cell by itself",
)
def notebook_runs(page: Page, run: Run) -> Spots:
    failed = [cell for cell in run.cells if cell.error]
    if failed:
        more = f" (cells that fail after it: {len(failed) - 1})" if failed[1:] else ""
        yield Spot(failed[0].line, f"as a notebook it stops here: {failed[0].error}{more}")
    if run.error:
        yield Spot(run.line, f"as a notebook it does not come to its end: {run.error}")
