"""The lesson runs from top to bottom as a script.

`python name_dev.py`, in an empty folder with the module's `data/`, with `tinytorch` as far
as the module before, and with the memory and time that a grader gives.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, SCRIPT, Spot, Spots, rule
from conveyor.check.run import Run


@rule(
    ERROR,
    needs=SCRIPT,
    reason="An author's own solution must pass every test of the module, hidden ones included.",
    cure="mend what fails; python modules/NN_name/name_dev.py shows the traceback",
)
def script_runs(page: Page, run: Run) -> Spots:
    if run.error:
        yield Spot(run.line, f"as a script it stops here: {run.error}")
