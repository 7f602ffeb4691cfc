"""The sections come in the order that every module has.

A diagram before the first exercise; then the exercises; complexity analysis, memory
profiling, production context; the cell that runs all tests; thinking questions; summary.
Subheadings in between are free. A section may be mentioned earlier too, as long as it also
comes in its place.
"""

from conveyor.check.page import Page
from conveyor.check.prose import pictures
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.sections import COMPLEXITY, MEMORY, PRODUCTION, SUMMARY, THINKING, Section
from conveyor.check.syntax import main_guard


@rule(
    ERROR,
    reason="Students, and whoever teaches a second module, find everything where it always is.",
    cure="move the section to its place in the order",
)
def section_order(page: Page) -> Spots:
    yield from _late_diagram(page)
    last = page.solutions[-1].line if page.solutions else 0
    before = "the last exercise"
    for name, lines in _sections(page).items():
        following = [line for line in lines if line >= last]
        if following:
            last, before = following[0], name
        elif lines:
            yield Spot(lines[-1], f"{name} should come after {before}")


def _sections(page: Page) -> dict[str, list[int]]:
    """The lines where each section begins, by its name, in the order that is wanted."""
    guard = main_guard(page)
    return {
        **_headings(page, COMPLEXITY, MEMORY, PRODUCTION),
        "the cell that runs all tests": [guard[1].lineno] if guard else [],
        **_headings(page, THINKING, SUMMARY),
    }


def _headings(page: Page, *sections: Section) -> dict[str, list[int]]:
    return {f"the {s.name}": [h.line for h in s.headings(page)] for s in sections}


def _late_diagram(page: Page) -> Spots:
    lines = [p.line for block in page.prose for p in pictures(block) if p.is_diagram]
    if lines and page.solutions and min(lines) > page.solutions[0].line:
        what = "the first exercise comes before the first diagram"
        yield Spot(page.solutions[0].line, what, "show the idea in a diagram first")
