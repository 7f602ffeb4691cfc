"""Diagrams stand between two lines of ```.

Markdown joins the lines of running text and gives each letter its own width: the notebook
then shows one long line of fragments.
"""

from conveyor.check.page import Page
from conveyor.check.prose import pictures
from conveyor.check.rule import ERROR, Spot, Spots, rule


@rule(
    ERROR,
    reason="What looks right in the .py file falls apart in the notebook.",
    cure="put a line of ``` before and after it",
)
def diagram_fenced(page: Page) -> Spots:
    for block in page.prose:
        for picture in pictures(block):
            if not picture.kept:
                yield Spot(picture.line, "this diagram stands in running text")
