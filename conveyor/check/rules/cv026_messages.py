"""Each assertion in a hidden test has a message that begins with words.

Of a hidden test that failed, students get its message and never its source; of an f-string
they get the words before its first value, since the value could be the answer.
"""

import ast

from conveyor.check.page import HIDDEN, Page
from conveyor.check.rule import ERROR, Spot, Spots, rule


@rule(
    ERROR,
    reason="All that a student would read is 'a hidden test failed'.",
    cure='say what should hold: assert x.shape == (2,), "a row has two numbers"',
)
def messages(page: Page) -> Spots:
    for block in page.tests:
        for node in block.nodes:
            if isinstance(node, ast.Assert) and block.hides(node.lineno, HIDDEN):
                if node.msg is None:
                    yield Spot(node.lineno, "this hidden assertion has no message")
                elif not _begins_with_words(node.msg):
                    yield Spot(node.lineno, "this message does not begin with words")


def _begins_with_words(message: ast.expr) -> bool:
    """True also for what cannot be told, such as a variable."""
    if isinstance(message, ast.JoinedStr):
        message = message.values[0] if message.values else message
        return isinstance(message, ast.Constant) and bool(str(message.value).strip())
    return not isinstance(message, ast.Constant) or bool(str(message.value or "").strip())
