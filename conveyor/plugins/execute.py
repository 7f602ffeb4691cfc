"""Run a submission: limits on time and output, an empty folder, a clean environment."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade
from traitlets import Integer

from conveyor.layout import RECORD, Course
from conveyor.plugins import course_of
from conveyor.surroundings import environment

_A_LINE = 2000  # characters of one line that is kept beyond the limit
_A_MESSAGE = 100  # what a message counts beside its text, so that empty ones come to an end
_LEFT_OUT = "\n(the rest of this cell's output was left out: it is too long)\n"


class GradingExecute(Execute):
    """nbgrader's Execute that always comes to an end, and tells what happened.

    A kernel that died, or a notebook that used up its time, costs the cells that did not
    run; the others keep their scores and the student gets feedback.
    """

    deadline = Integer(180, help="Seconds that a whole notebook may take.").tag(config=True)
    output_limit = Integer(500_000, help="Characters of output that are kept of one cell.").tag(
        config=True
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.extra_arguments = ["--HistoryManager.hist_file=:memory:"]
        self.timeout_func = self._seconds_left
        self._stopped = ""
        self._ends = 0.0
        self._room_left = self.output_limit

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        self._stopped = ""
        begins = time.monotonic()
        self._ends = begins + self.deadline
        self._assignment = resources["nbgrader"]["assignment"]
        nb, resources = super().preprocess(nb, resources, km)
        for cell in nb.cells:
            if is_grade(cell) and cell.cell_type == "code":
                # nbgrader scores by the first output that decides, and an error is the
                # verdict: nothing that was printed or displayed before it may come first.
                cell.outputs.sort(key=lambda output: output.output_type != "error")
        record = nb.metadata.setdefault(RECORD, {})
        record["seconds"] = round(time.monotonic() - begins, 2)
        record["stopped"] = self._stopped
        return nb, resources

    @contextmanager
    def setup_kernel(self, **kwargs: Any) -> Iterator[None]:
        course = course_of(self)
        with _temporary_folder() as folder:
            room = _room(course, self._assignment, folder)
            variables = environment(course, self._assignment, folder)
            # Sockets in a folder of ours instead of ports that others on the machine can reach.
            self._sockets = f"{folder}/s"
            # What a kernel writes past its own streams is a student's, and not for our terminal.
            silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            with super().setup_kernel(cwd=str(room), env=variables, **silent, **kwargs):
                yield

    def create_kernel_manager(self) -> Any:
        manager = super().create_kernel_manager()
        manager.transport, manager.ip = "ipc", self._sockets
        return manager

    def preprocess_cell(
        self, cell: NotebookNode, resources: Any, index: int
    ) -> tuple[NotebookNode, Any]:
        if cell.cell_type != "code":
            return cell, resources
        if not self._stopped and time.monotonic() >= self._ends:
            self._stopped = f"the notebook used up its {self.deadline} seconds"
        if self._stopped:
            cell.outputs = [_not_run(self._stopped)]
            return cell, resources
        self._room_left = self.output_limit
        try:
            return super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            self._stop(cell, "the kernel died here: out of memory, or the code ended the process")
        except CellTimeoutError:
            self._stop(cell, "the kernel no longer answered")
        return cell, resources

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """nbclient's, for messages that a kernel of ours sends and that still find room."""
        with suppress(AttributeError, IndexError, KeyError, TypeError, ValueError):
            if self._is_kept(msg, cell):
                return super().process_message(msg, cell, cell_index)
        return None

    def _is_kept(self, msg: dict[str, Any], cell: NotebookNode) -> bool:
        kind, content = msg["msg_type"], msg["content"]
        # Widgets, and displays that a later cell changes, have no place in what is graded.
        if kind.startswith("comm") or kind == "update_display_data":
            return False
        content.pop("transient", None)
        if kind == "error":
            content |= {key: _short(content[key]) for key in ("ename", "evalue")}
            content["traceback"] = [_short(line) for line in content["traceback"]]
        elif kind in ("stream", "display_data", "execute_result"):
            room = self._room_left
            self._room_left -= _size(content) + _A_MESSAGE
            if self._room_left < 0:
                return _shorten(kind, content, cell, room)
        return True

    def _stop(self, cell: NotebookNode, why: str) -> None:
        self._stopped = why
        cell.outputs = [*cell.get("outputs", []), _not_run(why)]

    def _seconds_left(self, cell: NotebookNode) -> int:
        return max(1, min(self.timeout, int(self._ends - time.monotonic())))


def _size(content: dict[str, Any]) -> int:
    data = content.get("data", {})
    return len(content.get("text", "")) + sum(len(str(value)) for value in data.values())


def _shorten(kind: str, content: dict[str, Any], cell: NotebookNode, room: int) -> bool:
    """Cut output that is beyond the limit. Whether what is left of it is to be kept.

    What decides a score stays: that there was a result, and on which streams was written.
    """
    if kind == "execute_result":
        content["data"] = {"text/plain": _short(str(content["data"].get("text/plain", "")))}
        return True
    if kind == "display_data":
        return False
    if room >= 0:
        content["text"] = content["text"][:room] + _LEFT_OUT
        return True
    content["text"] = _short(content["text"])
    return all(output.get("name") != content["name"] for output in cell.outputs)


def _short(text: str) -> str:
    return text if len(text) <= _A_LINE else text[:_A_LINE] + _LEFT_OUT


def _not_run(why: str) -> NotebookNode:
    text = f"This cell did not run to its end: {why}."
    return new_output("error", ename="NotRun", evalue=text, traceback=[text])


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="grading-"))
    try:
        yield folder
    finally:
        # Code that ran in it may have built what cannot be removed; it costs nobody a grade.
        with suppress(RecursionError):
            shutil.rmtree(folder, ignore_errors=True)


def _room(course: Course, assignment: str, folder: Path) -> Path:
    """A working folder with the assignment's own data files, and nothing of the student's."""
    room = folder / assignment
    source = course.source(assignment)
    ignore = shutil.ignore_patterns("*.ipynb", ".ipynb_checkpoints", "__pycache__")
    if source.is_dir():
        shutil.copytree(source, room, ignore=ignore)
    else:
        room.mkdir()
    return room
