"""The module says how real systems do the same: a section on production.

A heading with the word "production", and some running text below it.
"""

from conveyor.check.page import Page
from conveyor.check.prose import section, words
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.sections import PRODUCTION

FEWEST = 30  # words


@rule(
    ERROR,
    reason="Students should recognise what they built in what they will use.",
    cure=f"add a section {PRODUCTION.example!r}: what is done differently there, and why",
)
def production(page: Page) -> Spots:
    headings = PRODUCTION.headings(page)
    if not headings:
        yield Spot(page.blocks[-1].line, "no section is about production systems")
        return
    blocks = {b.number: b for h in headings for b in section(page, h) if b.is_prose}
    count = words(blocks.values())
    if count < FEWEST:
        yield Spot(headings[-1].line, f"the section on production says little: {count} words")
