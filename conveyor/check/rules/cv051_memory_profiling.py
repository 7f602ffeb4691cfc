"""The module measures memory: a section on it, with tracemalloc.

A heading such as "Memory profiling", and in its section a code cell that calls
`tracemalloc.start()`, or a function that does.
"""

import ast

from conveyor.check.page import Block, Page
from conveyor.check.prose import section
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.sections import MEMORY
from conveyor.check.syntax import calls
from conveyor.check.tracing import starts


@rule(
    ERROR,
    reason="Memory decides what can be trained; a claim about it should be a measurement.",
    cure=f"add a section {MEMORY.example!r} with a cell that measures with tracemalloc",
)
def memory_profiling(page: Page) -> Spots:
    headings = MEMORY.headings(page)
    if not headings:
        yield Spot(page.blocks[-1].line, "no section is about memory profiling")
        return
    blocks = [block for heading in headings for block in section(page, heading)]
    tracers = _tracers(page)
    if not any(_traces(page, block, tracers) for block in blocks if block.is_code):
        yield Spot(headings[-1].line, "the section on memory runs no tracemalloc")


def _traces(page: Page, block: Block, tracers: set[str]) -> bool:
    return bool(starts(page, block)) or any(name in tracers for _, name in calls(block.nodes))


def _tracers(page: Page) -> set[str]:
    """The functions of the lesson that measure with tracemalloc."""
    return {
        node.name
        for block in page.code
        for node in block.nodes
        if isinstance(node, ast.FunctionDef)
        and {id(call) for call in starts(page, block)} & {id(inner) for inner in ast.walk(node)}
    }
