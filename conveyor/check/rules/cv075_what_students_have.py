"""A module imports the standard library, numpy and tinytorch, nothing else.

These are what every student's server and the grader have. scipy, matplotlib or a package of
the course's own tools may be there on an author's machine.
"""

import sys

from conveyor.check.imports import imports
from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule

PACKAGES = frozenset({"numpy", "tinytorch"})


@rule(
    ERROR,
    reason="The cell would fail for every student, and in grading.",
    cure="compute the expected value with numpy, or write the numbers down as literals",
)
def what_students_have(page: Page) -> Spots:
    for item in imports(page):
        if item.package not in PACKAGES and item.package not in sys.stdlib_module_names:
            yield Spot(item.line, f"students do not have {item.module!r}")
