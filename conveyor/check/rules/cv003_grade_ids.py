"""Each cell that nbgrader handles has a grade_id of its own.

A `grade_id` consists of letters, digits, `-` and `_`, is at most 64 characters long, and no
second cell of the lesson has it.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, FOLDER, Spot, Spots, rule


@rule(
    ERROR,
    needs=FOLDER,
    reason="nbgrader finds a cell, and keeps its score, by this name.",
    cure="give the newer cell another grade_id; never rename one that was released",
)
def grade_ids(page: Page) -> Spots:
    for problem in page.problems_of("grade_id"):
        yield Spot(problem.line, problem.what, problem.cure)
