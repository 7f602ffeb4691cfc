"""Nothing is stored with pickle.

Not by the pickle module (or marshal, shelve, dill, joblib), and not by numpy with
`allow_pickle=True`: weights go into an `.npz` file.
"""

import ast

from conveyor.check.imports import imports
from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import calls

_MODULES = {"pickle", "cPickle", "marshal", "shelve", "dill", "joblib"}


@rule(
    ERROR,
    reason="A file that is unpickled can run any code: a checkpoint from a friend, for instance.",
    cure="np.savez(path, **arrays) and np.load(path)",
)
def no_pickle(page: Page) -> Spots:
    for item in imports(page):
        if item.package in _MODULES:
            yield Spot(item.line, f"{item.package} is imported")
    for block in page.code:
        for call, _ in calls(block.nodes):
            for keyword in call.keywords:
                on = isinstance(keyword.value, ast.Constant) and keyword.value.value is True
                if keyword.arg == "allow_pickle" and on:
                    yield Spot(call.lineno, "allow_pickle=True")
