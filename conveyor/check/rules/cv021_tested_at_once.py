"""Each exercise is followed at once by a graded test.

The next code cell after a solution is a `test` cell. Markdown may stand in between, to say
what is tested.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule


@rule(
    ERROR,
    reason="A mistake is found where it was made, not ten cells later.",
    cure='put a test right after it: nbgrader={"grade_id": "...", "role": "test", "points": 2}',
)
def tested_at_once(page: Page) -> Spots:
    for block in page.solutions:
        following = next((b for b in page.after(block) if b.is_code), None)
        if following is None or following.role != "test":
            yield Spot(block.line, f"no graded test comes right after {block.name}")
