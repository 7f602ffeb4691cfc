"""Run a submission: limits on time, an empty folder, a clean environment, the right view."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
from conveyor.views import grading_view

# One thread does the work of two here: the matrices of a lesson are small.
_THREADS = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"),
    "1",
)
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "VIRTUAL_ENV", "PYTHONUTF8")


class GradingExecute(Execute):
    """nbgrader's Execute that always comes to an end, and tells what happened.

    A kernel that died, or a notebook that used up its time, costs the cells that did not
    run; the others keep their scores and the student gets feedback.
    """

    deadline = Integer(180, help="Seconds that a whole notebook may take.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.extra_arguments = ["--HistoryManager.hist_file=:memory:"]
        self.timeout_func = self._seconds_left
        self._stopped = ""
        self._ends = 0.0

    def preprocess(
        self, nb: NotebookNode, resources: Any = None, km: Any = None
    ) -> tuple[NotebookNode, Any]:
        self._stopped = ""
        self._begins = time.monotonic()
        self._ends = self._begins + self.deadline
        self._assignment = resources["nbgrader"]["assignment"]
        nb, resources = super().preprocess(nb, resources, km)
        record = nb.metadata.setdefault(RECORD, {})
        record["seconds"] = round(time.monotonic() - self._begins, 2)
        record["stopped"] = self._stopped
        return nb, resources

    @contextmanager
    def setup_kernel(self, **kwargs: Any) -> Iterator[None]:
        course = course_of(self)
        with tempfile.TemporaryDirectory(prefix="grading-") as folder:
            room = _room(course, self._assignment, Path(folder))
            environment = _environment(course, self._assignment, Path(folder))
            # Sockets in a folder of ours instead of ports that others on the machine can reach.
            self._sockets = f"{folder}/s"
            with super().setup_kernel(cwd=str(room), env=environment, **kwargs):
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
        try:
            cell, resources = super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            self._stop(cell, "the kernel died here: out of memory, or the code ended the process")
        except CellTimeoutError:
            self._stop(cell, "the kernel no longer answered")
        if is_grade(cell):
            # nbgrader scores by the first output that decides, and an error is the verdict:
            # nothing that was printed or displayed before it may come first.
            cell.outputs.sort(key=lambda output: output.output_type != "error")
        return cell, resources

    def _stop(self, cell: NotebookNode, why: str) -> None:
        self._stopped = why
        cell.outputs = [*cell.get("outputs", []), _not_run(why)]

    def _seconds_left(self, cell: NotebookNode) -> int:
        return max(1, min(self.timeout, int(self._ends - time.monotonic())))


def _not_run(why: str) -> NotebookNode:
    text = f"This cell did not run to its end: {why}."
    return new_output("error", ename="NotRun", evalue=text, traceback=[text])


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


def _environment(course: Course, assignment: str, folder: Path) -> dict[str, str]:
    """What the kernel may know: no tokens, no home of the grader, the view to import."""
    home = folder / "home"
    home.mkdir()
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    environment = {
        "PATH": os.defpath,
        **kept,
        **_THREADS,
        "HOME": str(home),
        "IPYTHONDIR": str(home / ".ipython"),
        "JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
    }
    view = grading_view(course, assignment)
    if view is not None:
        environment["PYTHONPATH"] = str(view)
    return environment
