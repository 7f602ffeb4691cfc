"""The module analyses what its operations cost: a section on complexity.

A heading with the word "complexity", and in its section at least one cost written as
`O(...)`.
"""

import re

from conveyor.check.page import Page
from conveyor.check.prose import section
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.sections import COMPLEXITY

_COST = re.compile(r"\bO\(|Θ\(|\\mathcal\{O\}")


@rule(
    ERROR,
    reason="The course teaches systems, and a system is judged by how its cost grows.",
    cure=f"add a section {COMPLEXITY.example!r} that says what costs O(...) and why",
)
def complexity(page: Page) -> Spots:
    headings = COMPLEXITY.headings(page)
    if not headings:
        yield Spot(page.blocks[-1].line, "no section is about complexity")
    elif not any(_COST.search(b.text) for h in headings for b in section(page, h)):
        yield Spot(headings[-1].line, "the section on complexity names no cost O(...)")
