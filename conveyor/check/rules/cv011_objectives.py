"""The first cell lists the learning objectives.

A line `**Learning Objectives:**` (or a heading of these words) and a list below it.
"""

import re

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule

_TITLE = re.compile(r"learning objectives", re.IGNORECASE)
_ITEM = re.compile(r"^\s*([-*+]|\d+\.)\s+\S")


@rule(
    ERROR,
    reason="Students should know before they begin what they will be able to do at the end.",
    cure="write '**Learning Objectives:**' under the title, and a list of them below",
)
def objectives(page: Page) -> Spots:
    first = page.blocks[0]
    rows = first.rows if first.is_prose else ()
    title = next((line for line, text in rows if _TITLE.search(text)), None)
    if title is None:
        yield Spot(first.line, "the first cell names no learning objectives")
    elif not any(line > title and _ITEM.match(text) for line, text in rows):
        yield Spot(title, "no list follows the words 'Learning Objectives'")
