"""The module ends with thinking questions, answered in writing and graded by a person.

A heading with the words "Systems Thinking", and below it cells of role `answer`.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.sections import THINKING


@rule(
    ERROR,
    reason="Tests see whether code works; only an answer shows whether it was understood.",
    cure=f"add a section {THINKING.example!r} with two or three answer cells, 5 points each",
)
def thinking(page: Page) -> Spots:
    headings = THINKING.headings(page)
    if not headings:
        yield Spot(page.blocks[-1].line, "the lesson has no section with thinking questions")
    elif not any(b.role == "answer" for b in page.blocks[headings[0].block.number :]):
        yield Spot(headings[-1].line, "no answer cell follows this heading")
