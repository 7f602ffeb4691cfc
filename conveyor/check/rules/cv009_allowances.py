"""Each entry of allowed.toml names a rule, says why, and is still needed.

`modules/NN_name/allowed.toml` is where an author says which rule the module breaks on
purpose. It never reaches students. An entry:

    [[allow]]
    rule = "CV060"
    because = "a rehearsal of the way from release to feedback: 5 points"

`cell = "a_grade_id"` narrows it to one cell, `text = "..."` to lines (or messages) that hold
these words. An entry that no longer excuses anything is reported, so that old ones go.
"""

from conveyor.check.allowances import read_allowances
from conveyor.check.page import Page
from conveyor.check.rule import ERROR, FOLDER, Spots, rule


@rule(
    ERROR,
    needs=FOLDER,
    reason="An exception that nobody explained is one that nobody can take back.",
    cure='write [[allow]] with rule = "CVnnn" and because = "a sentence"',
)
def allowances(page: Page) -> Spots:
    _, spots = read_allowances(page)
    yield from spots
