"""There is one Tensor class, defined in module 01.

No `Variable`, no `Parameter`, no subclass of Tensor, and no second class called `Tensor` or
`...Tensor`. Module 05 extends the class that is there.
"""

import ast

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import dotted

_HOME = 1
_SECOND = {"Variable", "Parameter"}


@rule(
    ERROR,
    reason="With two kinds of tensor every function has to ask which one it was given.",
    cure="use Tensor; new abilities are added to the class itself, as module 05 does",
)
def one_tensor(page: Page) -> Spots:
    for block in page.code:
        if block.role == "test":
            continue
        for node in block.nodes:
            if isinstance(node, ast.ClassDef) and (why := _why(page, node)):
                yield Spot(node.lineno, f"class {node.name} {why}")


def _why(page: Page, node: ast.ClassDef) -> str:
    if node.name in _SECOND:
        return "is a second kind of tensor"
    if any(dotted(base).rpartition(".")[2] == "Tensor" for base in node.bases):
        return "is a subclass of Tensor"
    if node.name == "Tensor":
        return "" if page.number == _HOME else f"belongs to module {_HOME:02d}"
    return "looks like a second kind of tensor" if node.name.endswith("Tensor") else ""
