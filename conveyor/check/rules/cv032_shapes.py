"""The docstring of a function that works with axes says which shapes it takes and gives.

The rule looks at exercises whose solution speaks of axes or shapes, and wants a shape in the
docstring: the word, a tuple such as `(batch, features)`, or "scalar". It is a guess, and
therefore a warning.
"""

import ast
import re

from conveyor.check.page import SOLUTION, Block, Page
from conveyor.check.rule import WARNING, Spot, Spots, rule
from conveyor.check.syntax import Function, unwritten

_SPEAKS_OF = {"axis", "shape", "reshape", "transpose", "keepdims", "ndim", "swapaxes"}
_SHAPE = re.compile(
    r"\bshapes?\b|\bscalars?\b|\bax[ei]s\b|\bvectors?\b|\bmatri(x|ces)\b|\bdimensions?\b"
    r"|\([\w.*]+,[^()]*\)|\(\)",
    re.IGNORECASE,
)


@rule(
    WARNING,
    reason="Most mistakes with arrays are wrong shapes; the right ones should be in sight.",
    cure="say in the docstring what shape goes in and what comes out: (N, in) -> (N, out)",
)
def shapes(page: Page) -> Spots:
    for block in page.solutions:
        for node, parent in unwritten(block):
            text = ast.get_docstring(node) or (parent and ast.get_docstring(parent)) or ""
            if _has_axes(block, node) and text and not _SHAPE.search(text):
                yield Spot(node.lineno, f"the docstring of {node.name} names no shape")


def _has_axes(block: Block, function: Function) -> bool:
    for node in ast.walk(function):
        name = getattr(node, "attr", None) or getattr(node, "arg", None)
        if name in _SPEAKS_OF and block.hides(getattr(node, "lineno", 0), SOLUTION):
            return True
    return any(isinstance(node, ast.MatMult) for node in ast.walk(function))
