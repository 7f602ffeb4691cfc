"""The exported cells bring along every name that they use.

`tinytorch/<name>.py` consists of the exported cells and nothing else. An import or a helper
that stands in a cell without `#| export` is missing there.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import first_use, names


@rule(
    ERROR,
    reason="The notebook works, and the package fails when a later module calls it.",
    cure="export the cell that defines it, or define it in an exported one",
)
def export_is_complete(page: Page) -> Spots:
    missing = names(page.package_text).missing
    if "import *" in page.package_text:
        return  # nobody knows what that brings
    for name in sorted(missing):
        uses = [
            line
            for block in page.code
            if block.cell.exported
            if (line := first_use(block, name, hidden=True))
        ]
        yield Spot(min(uses, default=1), f"the package uses {name!r} and does not define it")
