"""What students are given uses no name that only a solution or a hidden test defines.

An import, a constant or a helper that stands inside a region is missing in the student
version: cells that use it stop with a NameError that no student can mend.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import first_use, names


@rule(
    ERROR,
    reason="Correct work would fail on a name that was never handed out.",
    cure="define it outside the markers, in a given cell or above the region",
)
def names_students_have(page: Page) -> Spots:
    code = [block for block in page.code if block.role != "answer"]
    given = names("\n".join(block.handed_out for block in code))
    whole = names("\n".join(block.text for block in code))
    for name in sorted(given.missing & whole.bound):
        uses = [line for block in code if (line := first_use(block, name))]
        if uses:
            yield Spot(min(uses), f"students are not given {name!r}, which this line uses")
