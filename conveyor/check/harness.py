"""Runs cells one after the other in an IPython shell and writes down what each did.

Started as a program, in a process of its own, by ``execution.py``: it imports nothing of
conveyor. Arguments: a JSON file with the cells, a file for one line of JSON a cell.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
import tracemalloc
from pathlib import Path
from types import TracebackType
from typing import Any

STDERR = 2
LONGEST = 600  # characters kept of a message


class Cells:
    """The cells of one notebook, and the shell that runs them."""

    def __init__(self, cells: list[dict[str, Any]], seconds: int) -> None:
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        config = Config()
        config.HistoryManager.enabled = False
        self._file = ""
        self.shell = InteractiveShell.instance(config=config)
        # Tracebacks are read here, nobody looks at them.
        shell: Any = self.shell
        shell.showtraceback = shell.showsyntaxerror = lambda *_, **__: None
        shell.compile.get_code_name = lambda *_: self._file
        self.begins = {_file_of(cell["number"]): cell["line"] for cell in cells}
        self.cells, self.seconds = cells, seconds

    def run(self, cell: dict[str, Any]) -> dict[str, Any]:
        """What happened in one cell."""
        self._file = _file_of(cell["number"])
        tracemalloc.stop()
        said = os.fstat(STDERR).st_size
        signal.setitimer(signal.ITIMER_REAL, self.seconds)
        begin, waited = time.perf_counter(), _waited()
        result = self.shell.run_cell(cell["source"], store_history=True)
        seconds = time.perf_counter() - begin - (_waited() - waited)
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.stderr.flush()
        error = result.error_before_exec or result.error_in_exec
        value = result.result
        return {
            "cell": cell["number"],
            "seconds": round(seconds, 3),
            "error": _said(error) if error else "",
            "line": self._line(error) if error else 0,
            "stderr": os.pread(STDERR, LONGEST, said).decode("utf-8", "replace").strip(),
            "value": "" if value is None else repr(value)[:LONGEST],
            "number": float(value) if type(value) in (int, float) else None,
            "tracing": tracemalloc.is_tracing(),
        }

    def _line(self, error: BaseException) -> int:
        """The line of the lesson where it happened: the innermost one that is in a cell."""
        if isinstance(error, SyntaxError) and error.filename in self.begins:
            return self.begins[error.filename] + (error.lineno or 1) - 1
        line = self.begins[self._file]
        for file, number in _frames(error.__traceback__):
            if file in self.begins:
                line = self.begins[file] + number - 1
        return line


def _file_of(number: int) -> str:
    return f"<cell {number}>"


def _said(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip()[-LONGEST:]


def _frames(trace: TracebackType | None) -> list[tuple[str, int]]:
    return [(f.f_code.co_filename, line) for f, line in traceback.walk_tb(trace)]


def _waited() -> float:
    """Seconds for which this process was ready to run and another one had the processor."""
    try:
        return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def _too_long(*_: Any) -> None:
    raise TimeoutError("the cell did not come to an end in time")


def main() -> None:
    task, results = sys.argv[1:]
    job = json.loads(Path(task).read_text(encoding="utf-8"))
    sys.path.insert(0, "")
    signal.signal(signal.SIGALRM, _too_long)
    cells = Cells(job["cells"], job["seconds"])
    with open(results, "w", encoding="utf-8") as file:
        for cell in cells.cells:
            print(json.dumps({"begin": cell["number"]}), file=file, flush=True)
            print(json.dumps(cells.run(cell)), file=file, flush=True)


if __name__ == "__main__":
    main()
