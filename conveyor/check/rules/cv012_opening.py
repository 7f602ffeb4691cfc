"""The opening says what is built, and why, before any code.

Objectives in a list are no explanation: a few sentences of running text have to come before
the first code cell. Counting words is all a program can do, so this is a warning.
"""

from itertools import takewhile

from conveyor.check.page import Page
from conveyor.check.prose import words
from conveyor.check.rule import WARNING, Spot, Spots, rule

FEWEST = 60  # words, objectives included


@rule(
    WARNING,
    reason="Code that comes before its purpose is copied, not understood.",
    cure="say in a few sentences what the module builds and what that is good for",
)
def opening(page: Page) -> Spots:
    count = words(takewhile(lambda block: block.is_prose, page.blocks))
    if count < FEWEST:
        first = page.code[0].line if page.code else 1
        yield Spot(first, f"only {count} words come before the first code")
