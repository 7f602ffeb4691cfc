"""Points of a test, from what happened in it: as nbgrader gives them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from conveyor.strength.score import TooMuchCreditError, points_of, reason_of

KINDS = {
    "error": lambda text: new_output("error", ename="E", evalue=text, traceback=[]),
    "stderr": lambda text: new_output("stream", name="stderr", text=text),
    "result": lambda text: new_output("execute_result", data={"text/plain": text}),
}
RESULTS = ["2.5", "4", "0", "-1", "nan", "np.float64(2.5)", "[2.5]", "True", "words", "1e-3", "5"]
EVENTS = st.lists(
    st.sampled_from([("error", "x"), ("stderr", "y"), *(("result", r) for r in RESULTS)]),
    max_size=4,
)


def nbgraders(events: list[tuple[str, str]], most: float) -> float | None:
    """What nbgrader gives, after GradingExecute has put errors first; None where it stops."""
    outputs = [KINDS[kind](text) for kind, text in events]
    outputs.sort(key=lambda output: output.output_type != "error")
    cell = new_code_cell("x", outputs=outputs)
    cell.metadata["nbgrader"] = {"grade": True, "solution": False, "points": most}
    try:
        return determine_grade(cell)[0]
    except ValueError:
        return None


@given(EVENTS)
def test_points_are_nbgraders(events: list[tuple[str, str]]):
    """Whatever was raised, printed and displayed, in any order, the points are nbgrader's."""
    try:
        ours = points_of(events, 4.0)
    except TooMuchCreditError:
        ours = None
    assert ours == nbgraders(events, 4.0)


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([("stderr", "\nf.py:1: RuntimeWarning: overflow\n  x")], "text on stderr: f.py:1: "),
        ([("stderr", "w"), ("error", "ValueError: no")], "ValueError: no"),
        ([("result", "1.5")], "partial credit: 1.5"),
        ([], ""),
    ],
)
def test_reason_names_what_cost_the_points(events: list[tuple[str, str]], reason: str):
    """An error is named before a warning, and a warning by its first line of text."""
    assert reason_of(events).startswith(reason)
