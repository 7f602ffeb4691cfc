"""Of 100 points about 25 are for visible tests, 60 for hidden ones, 15 for answers.

A warning outside wide limits: visible tests at most 40 in 100, hidden ones at least 40,
written answers between 10 and 25. A test cell with a hidden region counts as hidden. Modules
that have another number of points are not looked at: CV060 says so.
"""

from conveyor.check.page import HIDDEN, Block, Page
from conveyor.check.rule import WARNING, Spot, Spots, rule
from conveyor.check.rules.cv060_hundred_points import WANTED

LIMITS = {"visible tests": (0, 40), "hidden tests": (40, 90), "written answers": (10, 25)}


@rule(
    WARNING,
    reason="With most points in sight, a lookup table of the examples passes the module.",
    cure="move points between the visible test and the hidden test of an exercise",
)
def balance(page: Page) -> Spots:
    shares = dict.fromkeys(LIMITS, 0.0)
    for block in page.blocks:
        if block.cell.points:
            shares[_kind(block)] += block.cell.points
    total = sum(shares.values())
    if total != WANTED:
        return
    first = next(block.line for block in page.blocks if block.cell.points)
    for kind, (least, most) in LIMITS.items():
        if not least <= shares[kind] <= most:
            yield Spot(first, f"{kind} have {shares[kind]:g} points, not {least} to {most}")


def _kind(block: Block) -> str:
    if block.role == "answer":
        return "written answers"
    hidden = any(region.name == HIDDEN for region in block.regions)
    return "hidden tests" if hidden else "visible tests"
