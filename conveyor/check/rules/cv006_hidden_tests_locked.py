"""Hidden tests stand in locked, graded cells.

`### BEGIN HIDDEN TESTS` is for cells of role `test`. Anywhere else, a solution cell
included, nbgrader refuses to make the student version or does not strip the region.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, FOLDER, Spot, Spots, rule


@rule(
    ERROR,
    needs=FOLDER,
    reason="Students would read the hidden test, or nbgrader stops with an error.",
    cure='move it to a cell of its own after the visible test: "role": "test" with points',
)
def hidden_tests_locked(page: Page) -> Spots:
    for problem in page.problems_of("hidden"):
        yield Spot(problem.line, problem.what, problem.cure)
