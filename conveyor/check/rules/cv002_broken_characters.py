"""No text was spoiled by a wrong encoding.

UTF-8 that was once read as Latin-1 turns a box into rows of accented letters. The rule
looks for such sequences, and for the character that stands for lost bytes, in the lesson
and in README.md.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, FOLDER, Spot, Spots, rule
from conveyor.lesson import MOJIBAKE


@rule(
    ERROR,
    needs=FOLDER,
    reason="Nobody can read it, and the original characters do not come back by themselves.",
    cure="type the character again, and save the file as UTF-8",
)
def broken_characters(page: Page) -> Spots:
    for problem in page.problems_of("characters"):
        yield Spot(problem.line, problem.what)
    readme = page.module.readme
    if readme.is_file():
        text = readme.read_bytes().decode("utf-8", "replace")
        for line, row in enumerate(text.split("\n"), start=1):
            if found := MOJIBAKE.search(row):
                what = f"broken characters: {found[0]!r}"
                yield Spot(line, what, file=page.shown(readme))
