"""The lesson begins with its title, `# Module NN: Name`.

The number is that of the folder.
"""

import re

from conveyor.check.page import Page
from conveyor.check.prose import headings
from conveyor.check.rule import ERROR, Spot, Spots, rule

_TITLE = re.compile(r"^Module (?P<number>\d\d): \S")


@rule(
    ERROR,
    reason="Title and number tell a student, and the grader's lists, which module this is.",
    cure="make the first cell markdown that begins with '# Module NN: Name'",
)
def title(page: Page) -> Spots:
    first = page.blocks[0]
    found = next(headings(first), None) if first.is_prose else None
    if found is None or found.depth != 1:
        yield Spot(first.line, "the first cell does not begin with a title")
        return
    match = _TITLE.match(found.title)
    if match is None:
        yield Spot(found.line, f"the title is not 'Module {page.number:02d}: Name'")
    elif int(match["number"]) != page.number:
        what = f"the title says module {match['number']}, the folder {page.number:02d}"
        yield Spot(found.line, what)
