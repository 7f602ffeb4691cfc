"""Each exercise says what to do: `# TODO`, above the solution and outside it.

The comment stands in the function, or for code outside any function in the cell, before the
region. Comments `# TODO` and `# HINT` are left out of the package.
"""

import re

from conveyor.check.page import Block, Page, Region
from conveyor.check.rule import ERROR, Spot, Spots, rule

TODO = re.compile(r"#\s*TODO\b", re.IGNORECASE)
HINT = re.compile(r"#\s*(TODO|HINT)\b", re.IGNORECASE)


@rule(
    ERROR,
    reason="'raise NotImplementedError()' alone does not tell a student where to begin.",
    cure="write '# TODO: what to do' above ### BEGIN SOLUTION",
)
def todo(page: Page) -> Spots:
    for block in page.solutions:
        start = block.line
        for region in block.regions:
            if not any(TODO.match(text) for _, text in comments_between(block, start, region)):
                yield Spot(region.begin, "no '# TODO' stands above this solution")
            start = region.end
            for line, text in block.comments:
                if line in region and HINT.match(text):
                    yield Spot(line, "this is for students and stands inside the solution")


def comments_between(block: Block, start: int, region: Region) -> list[tuple[int, str]]:
    """The comments from line `start` to a region, without markers."""
    return [(line, text) for line, text in block.comments if start < line < region.begin]
