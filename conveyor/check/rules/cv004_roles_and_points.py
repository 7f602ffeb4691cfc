"""Each cell has a known role, and the graded ones have points.

Points are given for `test` and `answer` cells and for no others: a `solution` cell is judged
by the tests after it.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, FOLDER, Spot, Spots, rule


@rule(
    ERROR,
    needs=FOLDER,
    reason="A graded cell without points counts for nothing, and nbgrader does not say so.",
    cure='write "role": "test" or "answer" with "points", "solution" or "given" without',
)
def roles_and_points(page: Page) -> Spots:
    for problem in page.problems_of("points"):
        yield Spot(problem.line, problem.what, problem.cure)
