"""A shell that runs cells as a notebook kernel does and says what decides their score.

It is IPython's own, without a kernel around it: no thread and no socket, so that the process
can be forked in the middle of a notebook. What a graded cell writes to stderr, displays or
raises becomes an event; tracebacks are not formatted, which is most of what an error costs.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import traceback
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Instance, Type
from traitlets.config import Config

# (what happened, its text): "error", "stderr" or "result", in the order that decides.
Event = tuple[str, str]
CELL_FILE = "<cell {}>"
_LONGEST = 300


class _Compiler(CachingCompiler):
    """Names the code of a cell by its place in the notebook."""

    cell = 0

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return CELL_FILE.format(self.cell)


class _DisplayHook(DisplayHook):
    """Keeps the text of a displayed result."""

    shell: GradedShell

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        if text := format_dict.get("text/plain"):
            self.shell.note_stderr()
            self.shell.note("result", text)


class GradedShell(InteractiveShell):
    """IPython's shell with events in place of output."""

    compile: _Compiler
    compiler_class = Type(_Compiler)
    displayhook_class = Type(_DisplayHook)
    events_of_cell = Instance(list, ())
    failed_line = 0  # of the cell that ran last; 0 if it did not fail in a line of its own

    def run(self, index: int, source: str) -> list[Event]:
        """Run the cell at `index` of the notebook. Never raises what the cell raises."""
        self.events_of_cell, self.failed_line = [], 0
        self.compile.cell = index
        result = self.run_cell(source, store_history=True)
        self.note_stderr()
        if not result.success and not any(kind == "error" for kind, _ in self.events_of_cell):
            self._note_error(result.error_before_exec or result.error_in_exec)
        return self.events_of_cell

    def note(self, kind: str, text: str) -> None:
        self.events_of_cell.append((kind, text[:_LONGEST]))

    def note_stderr(self) -> None:
        """Make an event of what was written to stderr since the last time."""
        for stream in (sys.stdout, sys.stderr):
            if not stream.closed:
                stream.flush()
        if size := os.fstat(2).st_size:
            self.note("stderr", os.pread(2, min(size, _LONGEST), 0).decode(errors="replace"))
            os.ftruncate(2, 0)
            os.lseek(2, 0, os.SEEK_SET)

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **kwargs: Any) -> None:
        self._note_error((exc_tuple or sys.exc_info())[1])

    def showsyntaxerror(self, *args: Any, **kwargs: Any) -> None:
        self._note_error(sys.exc_info()[1])

    showindentationerror = showsyntaxerror

    def _note_error(self, error: BaseException | None) -> None:
        self.note("error", said(error))
        name = CELL_FILE.format(self.compile.cell)
        frames = traceback.walk_tb(error.__traceback__ if error else None)
        lines = [line for frame, line in frames if frame.f_code.co_filename == name]
        self.failed_line = lines[-1] if lines else 0

    def _format_exception_for_storage(
        self, exception: Any, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        return {"ename": type(exception).__name__, "evalue": "", "traceback": []}

    def init_history(self) -> None:
        super().init_history()
        self.history_manager.enabled = False  # type: ignore[union-attr]


def said(error: BaseException | None) -> str:
    """An error in one line. The text of a mutated class's error may itself fail."""
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = "(its message cannot be shown)"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def open_shell() -> GradedShell:
    """The process's shell. From now on stdout leads nowhere and stderr to the events."""
    config = Config()
    config.HistoryManager.hist_file = ":memory:"
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = GradedShell.instance(config=config)
    sys.stdin = open(os.devnull)  # noqa: SIM115 - for the life of the process
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.close(quiet)
    sys.stdout = _text(1)
    catch_stderr()
    return shell


def catch_stderr() -> None:
    """Give this process a file of its own behind stderr; called again after each fork."""
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 2)
    sys.stderr = _text(2)


def _text(descriptor: int) -> io.TextIOWrapper:
    raw = open(descriptor, "wb", buffering=0, closefd=False)  # noqa: SIM115 - stays open
    return io.TextIOWrapper(raw, encoding="utf-8", errors="replace", write_through=True)
