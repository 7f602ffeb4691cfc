"""The lesson can be read and split into cells.

It exists, it is UTF-8, each cell begins with `# %%` and is Python by itself, and what stands
in a cell's header is valid JSON. Until it can be read, no other rule looks at it.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, FOLDER, Spot, Spots, rule


@rule(
    ERROR,
    needs=FOLDER,
    reason="What cannot be read is not built: students would keep getting the old version.",
    cure="mend the line that is named",
)
def readable(page: Page) -> Spots:
    for problem in page.problems_of("unreadable"):
        yield Spot(problem.line, problem.what, problem.cure)
