"""What is computed from a Tensor is computed with Tensor operations.

In modules 02 to 04 and 09 to 13, `Tensor(np.exp(x.data))` makes a tensor that does not know
where it came from: in module 05 its gradient is silently missing. The rule follows `.data`
through assignments to a `Tensor(...)` in the same function. Left alone is what has no
gradient anyway: maxima (for stable softmax), comparisons, indices, labels, shapes and dtypes;
and functions that only use a model, such as `generate` and `evaluate`.
"""

import ast

from conveyor.check.page import Page
from conveyor.check.rule import ERROR, Spot, Spots, rule
from conveyor.check.syntax import Function, definitions, dotted

MODULES = (*range(2, 5), *range(9, 14))
_CONSTANT = {"max", "amax", "argmax", "argmin", "argsort", "sign", "shape", "zeros_like",
             "ones_like", "full_like", "isfinite", "isnan"}  # fmt: skip
_LABELS = {"target", "targets", "label", "labels", "index", "indices", "ids", "idx", "mask",
           "tokens", "positions", "y"}  # fmt: skip
_USES = {"generate", "sample", "predict", "evaluate", "accuracy"}
_FACTS = {"dtype", "shape", "ndim", "size", "nbytes"}


@rule(
    ERROR,
    reason="The forward pass is right, and training never reaches what is behind it.",
    cure="use Tensor's own operations: x.exp(), not Tensor(np.exp(x.data))",
)
def graph_kept(page: Page) -> Spots:
    if page.number not in MODULES:
        return
    for block in page.code:
        if block.role == "test":
            continue
        for node, _ in definitions(block):
            if isinstance(node, Function) and node.name.strip("_") not in _USES:
                yield from _cuts(node)


def _cuts(function: Function) -> Spots:
    tainted: set[str] = set()
    for node in _in_order(function):
        if isinstance(node, ast.Assign):
            change = tainted.add if _reads_data(node.value, tainted) else tainted.discard
            for target in node.targets:
                if isinstance(target, ast.Name):
                    change(target.id)
        elif dotted(node.func) == "Tensor" and node.args and _reads_data(node.args[0], tainted):
            yield Spot(node.lineno, f"the graph is cut: {ast.unparse(node)[:60]}")


def _in_order(function: Function) -> list[ast.Assign | ast.Call]:
    """Assignments after the calls in them, in the order of the text."""
    nodes = [n for n in ast.walk(function) if isinstance(n, ast.Assign | ast.Call)]
    return sorted(
        nodes, key=lambda n: (n.end_lineno or 0, n.end_col_offset or 0, isinstance(n, ast.Assign))
    )


def _reads_data(node: ast.AST, tainted: set[str]) -> bool:
    """Whether the value depends on the numbers of a tensor in a way that has a gradient."""
    if isinstance(node, ast.Name):
        return node.id in tainted
    if isinstance(node, ast.Attribute):
        if node.attr in _FACTS:
            return False
        if node.attr == "data":
            return dotted(node.value).rpartition(".")[2] not in _LABELS
        return _reads_data(node.value, tainted)
    if isinstance(node, ast.Compare | ast.Lambda):
        return False
    if isinstance(node, ast.Subscript):
        return _reads_data(node.value, tainted)
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else dotted(node.func)
        # A Tensor of tainted data is reported where it is made, not where it is used.
        if name in _CONSTANT or name == "Tensor":
            return False
        parts = [*node.args, *(keyword.value for keyword in node.keywords), node.func]
        if name == "where":
            parts = [*node.args[1:], node.func]
        return any(_reads_data(part, tainted) for part in parts)
    return any(_reads_data(child, tainted) for child in ast.iter_child_nodes(node))
