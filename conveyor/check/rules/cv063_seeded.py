"""Tests draw the same random numbers each time.

A graded cell makes its generator from a fixed seed, in the cell itself:
`np.random.default_rng(7)`, or `np.random.seed(7)` for the functions of `np.random`.
"""

from conveyor.check.page import Block, Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import aliases, calls

_MAKERS = {"default_rng", "RandomState", "Generator", "PCG64", "SeedSequence"}
_SEEDED_BY = {"seed", "set_state"}


@rule(
    ERROR,
    reason="The same submission, graded twice, must get the same points.",
    cure="rng = np.random.default_rng(7) in the cell, and draw from rng",
)
def seeded(page: Page) -> Spots:
    numpy = {f"{name}.random" for name in aliases(page, "numpy")}
    for block in page.tests:
        for module in numpy:
            yield from _unseeded(block, module)
        yield from _unseeded(block, "random") if aliases(page, "random") else ()


def _unseeded(block: Block, module: str) -> Spots:
    used = [
        (call, name.removeprefix(f"{module}."))
        for call, name in calls(block.nodes)
        if name.startswith(f"{module}.")
    ]
    fixed = any(name in _SEEDED_BY and call.args for call, name in used)
    for call, name in used:
        if name in _MAKERS:
            if not (call.args or call.keywords):
                yield Spot(call.lineno, f"{module}.{name}() without a seed")
        elif name == "Random":
            if not call.args:
                yield Spot(call.lineno, "Random() without a seed")
        elif not fixed and name not in _SEEDED_BY:
            yield Spot(call.lineno, f"{module}.{name} draws from a generator nobody seeded here")
