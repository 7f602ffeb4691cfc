"""A module imports from `tinytorch` what earlier modules made, and nothing else.

Not from later modules, which students have not written; not from itself, which would be its
solution and a second class of the same name; and no name that no module exports.
"""

from conveyor.check.imports import Import, imports
from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import names

PACKAGE = "tinytorch"


@rule(
    ERROR,
    reason="Students of this module, and its grader, have tinytorch up to the module before.",
    cure="use what this notebook defines itself, or what an earlier module exports",
)
def earlier_modules_only(page: Page) -> Spots:
    for item in imports(page):
        if item.package == PACKAGE and (what := _wrong(page, item)):
            yield Spot(item.line, what)


def _wrong(page: Page, item: Import) -> str:
    part = item.module.partition(".")[2]
    if item.name == "*":
        return "import the names that you use, not all of them"
    wanted = part or item.name
    if not wanted:
        return ""  # `import tinytorch` loads nothing
    modules = {other.module.name: other for other in page.shelf.pages}
    home = modules.get(wanted) or (None if part else page.shelf.homes.get(wanted))
    if home is None:
        return "" if _unknown(page) else f"no module exports tinytorch.{wanted}"
    if home.module.id == page.module.id:
        return f"the module imports itself: tinytorch.{wanted}"
    if home.number > page.number:
        return f"tinytorch.{wanted} comes from a later module, {home.module.id}"
    if part and item.name and home.lesson and item.name not in names(home.package_text).bound:
        return f"tinytorch.{part} has no {item.name!r}"
    return ""


def _unknown(page: Page) -> bool:
    """Whether a module cannot be read: nobody knows what it exports."""
    return any(other.lesson is None for other in page.shelf.pages)
