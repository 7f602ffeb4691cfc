"""A module is one lesson: no notebook and no second `_dev.py` beside it.

Notebooks are made from the lesson by `conveyor build` and lie in `source/`.
"""

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, FOLDER, Spot, Spots, rule


@rule(
    ERROR,
    needs=FOLDER,
    reason="Two copies of one lesson drift apart, and one of them is edited for nothing.",
    cure="delete it: the lesson is the only place to edit",
)
def one_file(page: Page) -> Spots:
    folder = page.module.folder
    for path in sorted([*folder.rglob("*.ipynb"), *folder.rglob("*_dev.py")]):
        if path != page.module.lesson and ".ipynb_checkpoints" not in path.parts:
            kind = "a notebook" if path.suffix == ".ipynb" else "another lesson"
            yield Spot(1, f"{kind} beside the lesson", file=page.shown(path))
