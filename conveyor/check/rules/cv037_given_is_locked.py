"""Code that exercises and tests rely on is locked.

A plain code cell is scratch paper: students may change and delete it. When it imports or
defines something that a solution or a test uses, it has to be a `given` cell; so does a
cell that is exported.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import names


@rule(
    ERROR,
    reason="A student who tidies up would break tests without seeing why.",
    cure='give the cell a header: nbgrader={"grade_id": "...", "role": "given"}',
)
def given_is_locked(page: Page) -> Spots:
    locked: set[str] = set()
    for block in page.code:
        if block.role in ("given", "solution"):
            locked |= names(block.handed_out).bound
    for block in page.code:
        if block.role is not None:
            continue
        used = names(block.text).bound - locked
        users = {
            name: other.name
            for other in page.code
            if other.role in ("solution", "test")
            for name in used & names(other.text).missing
        }
        if block.cell.exported:
            yield Spot(block.line, "this cell is exported and not locked")
        elif users:
            name = min(users)
            yield Spot(
                block.line, f"{users[name]} uses {name!r} from this cell, which is not locked"
            )
