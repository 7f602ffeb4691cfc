"""What is printed as a measurement was measured.

`print("... adds 2 ms")` prints the same on every machine. The rule looks at constant texts
that are printed and hold a number with a unit of time or memory. A limit or a definition
may look like that, too: a warning.
"""

import ast
import re

from conveyor.check.page import Page
from conveyor.check.rule import WARNING, Spot, Spots, rule
from conveyor.check.syntax import calls

_CLAIM = re.compile(
    r"[~≈]?\b\d+([.,]\d+)?\s?(ms|µs|μs|ns|seconds?|MB|MiB|GB|GiB|KB|KiB|(tokens|rows|items)/s)\b"
)


@rule(
    WARNING,
    reason="Students learn to believe a number because it is printed.",
    cure="compute the number, and print it with an f-string",
)
def measured(page: Page) -> Spots:
    for block in page.code:
        for call, name in calls(block.nodes):
            texts = (n for a in call.args for n in ast.walk(a)) if name == "print" else ()
            for node in texts:
                text = node.value if isinstance(node, ast.Constant) else None
                if isinstance(text, str) and (found := _CLAIM.search(text)):
                    yield Spot(call.lineno, f"printed, not measured: {found[0]}")
