"""The module has a README.md that says what it is.

It begins with a heading and goes on with a few sentences: what students build, what they
need before, how long it takes.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, FOLDER, Spot, Spots, rule

FEWEST = 15  # words


@rule(
    ERROR,
    needs=FOLDER,
    reason="It is the first thing that a colleague who takes the module over reads.",
    cure="write README.md beside the lesson: a heading, then what students build and need",
)
def readme(page: Page) -> Spots:
    path = page.module.readme
    if not path.is_file():
        yield Spot(1, "README.md is missing", file=page.shown(path))
        return
    rows = path.read_bytes().decode("utf-8", "replace").split("\n")
    titles = [n for n, row in enumerate(rows, start=1) if row.startswith("# ")]
    if not titles:
        yield Spot(1, "it has no heading", file=page.shown(path))
    words = sum(len(row.split()) for row in rows if not row.startswith("#"))
    if words < FEWEST:
        yield Spot(1, f"it says little: {words} words below its headings", file=page.shown(path))
