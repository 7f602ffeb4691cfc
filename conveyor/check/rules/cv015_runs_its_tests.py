"""The last code cell runs all tests when the module is executed.

`if __name__ == "__main__": run_all_tests()`, with `run_all_tests` defined in the lesson.
Graded text cells may follow it, code may not.
"""

import ast

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import calls, main_guard

NAME = "run_all_tests"


@rule(
    ERROR,
    reason="One command then tells an author, or a student, whether the whole module works.",
    cure='define run_all_tests, and call it: if __name__ == "__main__": run_all_tests()',
)
def runs_its_tests(page: Page) -> Spots:
    guard = main_guard(page)
    if guard is None:
        last = page.code[-1].line if page.code else 1
        yield Spot(last, 'no cell has if __name__ == "__main__": run_all_tests()')
        return
    block, node = guard
    if NAME not in {name for _, name in calls(ast.walk(node))}:
        yield Spot(node.lineno, f"{NAME}() is not called here")
    elif not any(_defines(inner) for b in page.code for inner in b.nodes):
        yield Spot(node.lineno, f"{NAME} is not defined in the lesson")
    for later in page.after(block):
        if later.is_code and later.role != "answer":
            yield Spot(later.line, "code follows the cell that runs all tests")
            return


def _defines(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == NAME
