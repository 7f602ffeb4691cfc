"""Each exercise comes after a markdown cell that explains it.

Given cells may stand between the explanation and the exercise; another exercise or a test
may not. A heading alone explains nothing.
"""

from conveyor.check.page import Block, Page
from conveyor.check.prose import words
from conveyor.check.rule import ERROR, Spot, Spots, rule

FEWEST = 5  # words of running text


@rule(
    ERROR,
    reason="What to write, and why, has to be clear before the empty function is met.",
    cure="put a markdown cell before it: the idea, a picture where it helps, the task",
)
def explained_first(page: Page) -> Spots:
    for block in page.solutions:
        before = _prose_before(page, block)
        if not before:
            yield Spot(block.line, f"no explanation comes before {block.name}")
        elif words(before) < FEWEST:
            yield Spot(before[0].line, f"this is all that explains {block.name}")


def _prose_before(page: Page, block: Block) -> list[Block]:
    """The markdown cells between `block` and the exercise or test before it."""
    found = []
    for other in reversed(page.blocks[: block.number]):
        if other.role in ("solution", "test"):
            break
        if other.is_prose and other.role is None:
            found.append(other)
    return found[::-1]
