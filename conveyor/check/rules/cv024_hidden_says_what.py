"""A cell with hidden tests says in a comment what they check.

The comment stands outside the hidden region, so that it is what students find there.
"""

from conveyor.check.page import HIDDEN, Block, Page
from conveyor.check.rule import ERROR, Spot, Spots, rule

FEWEST = 3  # words


@rule(
    ERROR,
    reason="Students would find an empty cell, and delete it or wonder what it is.",
    cure="above ### BEGIN HIDDEN TESTS, list in comments what is checked after submission",
)
def hidden_says_what(page: Page) -> Spots:
    for block in page.tests:
        hidden = [region for region in block.regions if region.name == HIDDEN]
        if hidden and not _says(block):
            yield Spot(
                hidden[0].begin, f"students find nothing in {block.name} that says what for"
            )


def _says(block: Block) -> bool:
    """Whether comments, or text in quotes, are left of it that say something."""
    said = [text for line, text in block.comments if not block.hides(line)]
    said += [text for text in block.handed_out.split("\n") if '"' in text]
    return sum(len(text.strip("# ").split()) for text in said) >= FEWEST
