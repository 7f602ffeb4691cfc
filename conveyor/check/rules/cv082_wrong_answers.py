"""The module lists wrong answers that its tests must catch.

`wrong_answers.py` beside the lesson has the mistakes that students make, each of which must
lose points. A warning, as a warm-up may do without.
"""

from conveyor.check.page import Page
from conveyor.check.rule import FOLDER, WARNING, Spot, Spots, rule


@rule(
    WARNING,
    needs=FOLDER,
    reason="A test that was never seen to fail proves nothing.",
    cure="write wrong_answers.py: for each exercise the mistakes that students typically make",
)
def wrong_answers(page: Page) -> Spots:
    path = page.module.wrong_answers
    if not path.is_file():
        yield Spot(1, "no wrong answers are listed", file=page.shown(path))
