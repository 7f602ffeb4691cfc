"""Solutions stand between markers that nbgrader will find.

`### BEGIN SOLUTION` and `### END SOLUTION` come in pairs, each on a line of its own, in
`solution` and `answer` cells. A solution cell without them would be wiped whole, scaffolding
included. A line that only mentions a marker, in a sentence for instance, is a marker to
nbgrader. And what is left when the regions are taken out must still be Python: a function
whose whole body is a hidden test has no body left.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, FOLDER, Spot, Spots, rule


@rule(
    ERROR,
    needs=FOLDER,
    reason="A region that is not found is handed to students, or takes more than it should.",
    cure="write ### BEGIN SOLUTION and ### END SOLUTION around what students write",
)
def solution_regions(page: Page) -> Spots:
    for problem in page.problems_of("region"):
        yield Spot(problem.line, problem.what, problem.cure)
