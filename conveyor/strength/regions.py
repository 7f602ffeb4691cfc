"""The regions of a cell: what students write, and what they cannot see.

Texts of a region are given and taken as they stand in the cell, with their indentation.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from conveyor.cells import Cell


@dataclass(frozen=True)
class Region:
    """Lines `first` up to, not with, `end` of a cell, between two markers; from 0."""

    first: int
    end: int
    indent: str

    def holds(self, node: ast.AST) -> bool:
        """Whether all lines of `node` are inside."""
        start, stop = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
        return self.first < start and stop <= self.end


def regions(cell: Cell, name: str = "SOLUTION") -> list[Region]:
    """Every region called `name`, in the order of the text."""
    lines = cell.source.split("\n")
    marks = [(line, edge) for line, edge, region in cell.marker_lines() if region == name]
    begins = [line for line, edge in marks if edge == "BEGIN"]
    ends = [line for line, edge in marks if edge == "END"]
    return [
        Region(begin + 1, end, _indent(lines[begin]))
        for begin, end in zip(begins, ends, strict=True)
    ]


def with_texts(cell: Cell, texts: Sequence[str]) -> str:
    """The cell's source with one text in place of each solution region."""
    lines = cell.source.split("\n")
    for region, text in reversed(list(zip(regions(cell), texts, strict=True))):
        lines[region.first : region.end] = text.rstrip("\n").split("\n")
    return "\n".join(lines)


def with_lines(cell: Cell, *code: str) -> str:
    """The cell's source with the same unindented lines in place of each solution region."""
    texts = ["\n".join(r.indent + line for line in code) for r in regions(cell)]
    return with_texts(cell, texts)


def has_code(source: str) -> bool:
    """Whether anything but comments and blank lines is there."""
    return any(line.strip() and not line.strip().startswith("#") for line in source.split("\n"))


def _indent(line: str) -> str:
    found = re.match(r"\s*", line)
    return found[0] if found else ""
