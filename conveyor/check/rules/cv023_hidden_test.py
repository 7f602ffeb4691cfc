"""Each exercise is looked at by a hidden test.

It may share one with its neighbours: the hidden test has to follow before the next part of
the lesson (a heading of the first or second level) begins. Some exercises need no more than
their visible test, which is why this is a warning.
"""

from conveyor.check.page import HIDDEN, Block, Page
from conveyor.check.prose import headings
from conveyor.check.rule import WARNING, Spot, Spots, rule


@rule(
    WARNING,
    reason="Whoever can read all tests can write to them.",
    cure="after the visible test add a test cell with ### BEGIN HIDDEN TESTS",
)
def hidden_test(page: Page) -> Spots:
    for block in page.solutions:
        if page.tests_of(block) and not any(_hides(b) for b in _rest_of_part(page, block)):
            yield Spot(block.line, f"no hidden test looks at {block.name}")


def _rest_of_part(page: Page, block: Block) -> list[Block]:
    rest = []
    for other in page.after(block):
        if other.is_prose and any(heading.depth <= 2 for heading in headings(other)):
            break
        rest.append(other)
    return rest


def _hides(block: Block) -> bool:
    return any(region.name == HIDDEN for region in block.regions)
