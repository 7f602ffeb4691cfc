"""Each exercise longer than a line or two gives a hint.

`# HINT`, or a `# TODO` that goes on for several comment lines. Not every exercise needs one,
which is why this is a warning.
"""

import re

from conveyor.check.page import Block, Page, Region
from conveyor.check.rule import WARNING, Spot, Spots, rule
from conveyor.check.rules.cv033_todo import comments_between

_HINT = re.compile(r"#\s*HINTS?\b", re.IGNORECASE)
LONG = 3  # lines of solution


@rule(
    WARNING,
    reason="A student who is stuck at night has nobody to ask.",
    cure="write '# HINT: ...' above ### BEGIN SOLUTION: the function to use, a case to think of",
)
def hint(page: Page) -> Spots:
    for block in page.solutions:
        start = block.line
        for region in block.regions:
            comments = comments_between(block, start, region)
            hinted = any(_HINT.match(text) for _, text in comments) or len(comments) > 1
            if not hinted and _length(block, region) >= LONG:
                yield Spot(region.begin, "no hint stands above this solution")
            start = region.end


def _length(block: Block, region: Region) -> int:
    inside = (text for line, text in block.rows if region.begin < line < region.end)
    return sum(1 for text in inside if text.strip() and not text.strip().startswith("#"))
