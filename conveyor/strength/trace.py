"""Which solutions are built on which: found by watching who calls whom in the reference."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from types import CodeType, FrameType
from typing import Any

from conveyor.strength.shell import CELL_FILE

# After so many calls everything that is called has been called.
_ENOUGH = 3_000_000


class Tracer:
    """Collects `edges`: (user, used) pairs of cells, while it is entered as a context.

    A solution uses another when its functions call the other's, directly or through code
    between, or when they are given an object of a class that the other defines. A test uses
    a solution when it calls it and no other solution is between. `running` says which cell
    runs now.
    """

    def __init__(self, solutions: Iterable[int], running: Callable[[], int]) -> None:
        self.edges: set[tuple[int, int]] = set()
        self._running = running
        self._cells = {CELL_FILE.format(index): index for index in solutions}
        self._classes: dict[str, int] = {}
        self._calls = 0

    def __enter__(self) -> Tracer:
        sys.setprofile(self._see)
        return self

    def __exit__(self, *_: Any) -> None:
        sys.setprofile(None)

    def _see(self, frame: FrameType, event: str, _: Any) -> None:
        if event != "call":
            return
        self._calls += 1
        if self._calls > _ENOUGH:
            sys.setprofile(None)
        used = self._cell(frame.f_code)
        if used is None:
            return
        if not frame.f_code.co_flags & inspect.CO_OPTIMIZED:
            self._classes[frame.f_code.co_name] = used
            return
        self._add(self._caller(frame), used)
        for name in frame.f_code.co_varnames[: frame.f_code.co_argcount]:
            kind = type(frame.f_locals.get(name)).__name__
            self._add(used, self._classes.get(kind))

    def _caller(self, frame: FrameType) -> int:
        above = frame.f_back
        while above is not None:
            cell = self._cell(above.f_code)
            if cell is not None:
                return cell
            above = above.f_back
        return self._running()

    def _cell(self, code: CodeType) -> int | None:
        """The solution that a function or class stands in; None for a cell's own lines."""
        return None if code.co_name == "<module>" else self._cells.get(code.co_filename)

    def _add(self, user: int | None, used: int | None) -> None:
        if user is not None and used is not None and user != used:
            self.edges.add((user, used))


def closure(edges: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """{cell: every cell that it is built on, itself included}."""
    direct: dict[int, set[int]] = {}
    for user, used in edges:
        direct.setdefault(user, set()).add(used)

    def reach(cell: int) -> set[int]:
        seen, todo = {cell}, [cell]
        while todo:
            for other in direct.get(todo.pop(), set()) - seen:
                seen.add(other)
                todo.append(other)
        return seen

    return {cell: reach(cell) for cell in {c for edge in edges for c in edge}}
