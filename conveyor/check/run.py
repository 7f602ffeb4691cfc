"""What happened when a page was executed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conveyor.check.page import Block, Page


@dataclass(frozen=True)
class CellRun:
    """What one cell did. `line` is where an error happened, `number` a plain number shown."""

    cell: int
    seconds: float = 0.0
    error: str = ""
    line: int = 0
    stderr: str = ""
    value: str = ""
    number: float | None = None
    tracing: bool = False


@dataclass(frozen=True)
class Run:
    """One execution of a page. `error` says why it did not come to its end, at `line`."""

    seconds: float
    error: str = ""
    line: int = 1
    cells: tuple[CellRun, ...] = ()

    def by_block(self, page: Page) -> Iterator[tuple[Block, CellRun]]:
        """Each block that was reached, with what happened in it."""
        for cell in self.cells:
            yield page.blocks[cell.cell], cell

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Run:
        return cls(**{**data, "cells": tuple(CellRun(**cell) for cell in data["cells"])})
