"""The summary is the last cell.

A markdown cell with a heading that has the word "Summary" in it, and nothing after it.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.sections import SUMMARY


@rule(
    ERROR,
    reason="It gathers what was learned; what follows it looks like an appendix and is skipped.",
    cure=f"end the lesson with a markdown cell that has the heading {SUMMARY.example!r}",
)
def summary_last(page: Page) -> Spots:
    found = SUMMARY.headings(page)
    last = page.blocks[-1]
    if not found:
        yield Spot(last.line, "the lesson has no summary")
    elif found[-1].block is not last:
        yield Spot(last.line, f"this cell follows the summary of line {found[-1].line}")
