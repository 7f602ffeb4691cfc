"""Each written answer has a model answer with a mark scheme, which students do not see.

It stands in the solution region of the answer cell and says what gives how many points. The
rule looks for the word, or for lines such as "3: the reason"; hence a warning.
(nbgrader's own `### BEGIN MARK SCHEME` works in task cells only, which lessons do not have.)
"""

import re

from conveyor.check.page import SOLUTION, Block, Page
from conveyor.check.rule import WARNING, Spot, Spots, rule

_POINTS = re.compile(r"\bpoints?\b|\bmarks?\b|\bpts?\b|\b\d+\s*[:–—-]", re.IGNORECASE)


@rule(
    WARNING,
    reason="Two TAs who read the same answer should give the same points.",
    cure="between the solution markers: a model answer, and what gives how many points",
)
def mark_scheme(page: Page) -> Spots:
    for block in page.answers:
        if not _POINTS.search(_scheme(block)):
            yield Spot(block.line, f"the solution of {block.name} does not say what gives points")


def _scheme(block: Block) -> str:
    return "\n".join(text for line, text in block.rows if block.hides(line, SOLUTION))
