"""How a submission runs: what it can know, what it costs, what is kept of its output."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from conveyor.plugins.execute import GradingExecute
from tests.conveyor.term import Term

LIMIT = 5_000


def text_of(cell: NotebookNode) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


@pytest.fixture
def facts(term: Term) -> dict[str, Any]:
    """What the student saw who looked around."""
    return json.loads(text_of(term.cell("hal", "number_class")).split("FACTS", 1)[1])


def test_environment_is_scrubbed(facts: dict[str, Any]):
    """No token, no setting and no home of the grader reaches a student's code."""
    allowed = {
        "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SSL_CERT_FILE", "VIRTUAL_ENV", "PYTHONUTF8",
        "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "HOME", "IPYTHONDIR",
        "JUPYTER_PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONNOUSERSITE", "PYTHONPATH",
        # What the kernel itself and the libraries that it loads put there.
        "JPY_PARENT_PID", "JPY_SESSION_NAME", "PYDEVD_USE_FRAME_EVAL", "CLICOLOR",
        "CLICOLOR_FORCE", "FORCE_COLOR", "GIT_PAGER", "MPLBACKEND", "PAGER", "TERM",
    }  # fmt: skip
    assert set(facts["environment"]) <= allowed
    assert "/grading-" in facts["environment"]["HOME"]


def test_room_holds_the_assignments_data_and_no_file_of_the_student(facts: dict[str, Any]):
    """A module of the student's own, called numpy.py say, is not there to be imported."""
    assert facts["here"] == ["data"]
    assert facts["data"] == "A data file travels with its module.\n"


def test_module_under_work_cannot_be_imported(facts: dict[str, Any]):
    """Grading sees the package as it was before the module."""
    assert facts["tinytorch"].startswith("tinytorch.number is not open here")


def test_flood_of_output_is_cut_and_costs_nothing(term: Term):
    """Three megabytes in one cell: the beginning is kept, the points too."""
    text = text_of(term.cell("hal", "number_add"))
    assert text.startswith("line 0 ")
    assert "was left out: it is too long" in text
    assert len(text) < 600_000


def test_endless_loop_costs_its_own_cell(term: Term):
    """The cell that waits for it gets a timeout, the next ones run."""
    waiting = term.cell("cem", "test_number_add")
    assert "CellTimeoutError" in [output.ename for output in waiting.outputs]
    assert term.autograded("cem").metadata.conveyor["stopped"] == ""


def test_dead_kernel_costs_what_comes_after_it(term: Term):
    """Cells before keep their outputs; the others say why they did not run."""
    first = term.cell("dot", "test_number_class")
    assert first.outputs == []
    (output,) = term.cell("dot", "test_number_add").outputs
    assert output.ename == "NotRun"
    assert "the kernel died here" in output.evalue


def test_error_comes_before_what_was_printed(term: Term):
    """nbgrader scores by the first output that decides: an error cannot be hidden behind one."""
    for student in ("ben", "cem", "gus"):
        for cell in term.autograded(student).cells:
            kinds = [output.output_type for output in cell.get("outputs", [])]
            if cell.metadata.get("nbgrader", {}).get("grade"):
                assert kinds == sorted(kinds, key=lambda kind: kind != "error")


class Kernel:
    """Sends messages to a GradingExecute as if they came from a kernel."""

    def __init__(self) -> None:
        self.execute = GradingExecute(output_limit=LIMIT)
        self.cell = new_code_cell("x")
        self.execute.nb = NotebookNode(cells=[self.cell])
        self.execute.reset_execution_trackers()
        self.execute.clear_before_next_output = False
        self.execute._room_left = LIMIT

    def send(self, kind: str, **content: Any) -> None:
        header = {"msg_type": kind, "msg_id": "1"}
        message = {"msg_type": kind, "header": header, "parent_header": {"msg_id": "0"}}
        self.execute.process_message({**message, "content": content}, self.cell, 0)

    def kept(self, kind: str = "stream") -> Iterator[NotebookNode]:
        return (output for output in self.cell.outputs if output.output_type == kind)


@pytest.fixture
def kernel() -> Kernel:
    return Kernel()


def test_many_small_messages_come_to_an_end(kernel: Kernel):
    """Even empty ones are counted: the notebook cannot be filled with them."""
    for _ in range(1000):
        kernel.send("stream", name="stdout", text="")
    assert len(kernel.cell.outputs) < 100


def test_one_huge_message_is_cut(kernel: Kernel):
    """The beginning is kept up to the limit, and a line says that there was more."""
    kernel.send("stream", name="stdout", text="y" * 10 * LIMIT)
    (output,) = kernel.kept()
    assert output.text.startswith("y" * LIMIT)
    assert output.text.endswith("it is too long)\n")
    assert len(output.text) < LIMIT + 100


def test_end_of_the_room_is_said_once(kernel: Kernel):
    """After the notice nothing more of the stream is kept."""
    for _ in range(20):
        kernel.send("stream", name="stdout", text="z" * 1000)
    notices = [output for output in kernel.kept() if "left out" in output.text]
    assert len(notices) == 1
    assert kernel.cell.outputs[-1] is notices[0]


def test_what_decides_a_score_is_always_kept(kernel: Kernel):
    """A flood hides neither an error nor a warning nor a result."""
    kernel.send("stream", name="stdout", text="y" * 10 * LIMIT)
    kernel.send("stream", name="stderr", text="careful " * LIMIT)
    kernel.send("display_data", data={"image/png": "A" * LIMIT}, metadata={})
    kernel.send(
        "execute_result",
        data={"text/plain": "0.5", "text/html": "A" * LIMIT},
        metadata={},
        execution_count=1,
    )
    kernel.send("error", ename="E", evalue="v" * 9 * LIMIT, traceback=["t" * 9 * LIMIT])
    kinds = [output.output_type for output in kernel.cell.outputs]
    assert kinds == ["stream", "stream", "execute_result", "error"]
    assert kernel.cell.outputs[1].name == "stderr"
    assert kernel.cell.outputs[2].data == {"text/plain": "0.5"}
    assert sum(len(str(output)) for output in kernel.cell.outputs) < 5 * LIMIT


def test_widgets_and_updates_of_displays_are_ignored(kernel: Kernel):
    """A later cell cannot change what an earlier, graded one displayed."""
    kernel.send(
        "display_data", data={"text/plain": "a"}, metadata={}, transient={"display_id": "d"}
    )
    kernel.send(
        "update_display_data", data={"text/plain": "b"}, metadata={}, transient={"display_id": "d"}
    )
    kernel.send("comm_open", comm_id="c", target_name="jupyter.widget", data={"state": {"a": 1}})
    (output,) = kernel.cell.outputs
    assert output.data == {"text/plain": "a"}
    assert kernel.execute.widget_state == {}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("stream", {}),
        ("stream", {"name": "stdout", "text": None}),
        ("execute_result", {"data": "no dictionary"}),
        ("error", {"ename": "E"}),
        ("no_such_message", {"a": 1}),
        ("status", {}),
    ],
)
def test_message_that_is_none_is_dropped(kernel: Kernel, kind: str, content: dict[str, Any]):
    """A kernel that a student has taken over can send anything; it is no reason to fail."""
    kernel.send(kind, **content)
    assert kernel.cell.outputs == []
