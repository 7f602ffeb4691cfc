"""An author's reasons to break a rule: ``modules/NN_name/allowed.toml``.

::

    [[allow]]
    rule = "CV060"
    because = "a rehearsal of the way from release to feedback: 5 points"

    [[allow]]
    rule = "CV041"
    cell = "tensor_strides"      # only in this cell, by its grade_id
    text = "(2, 3)"              # only where the line, or what is said of it, has this
    because = "the skew is the point of this picture"

The file lies beside the lesson, so no student ever gets it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conveyor.check.page import Page
from conveyor.check.report import Finding
from conveyor.check.rule import Spot, all_rules

KEYS = {"rule", "because", "cell", "text"}
SHORTEST = 12  # characters; "because" of less is no reason
# What nobody can excuse: without these there is nothing to check, or no excuse to read.
NEVER = {"CV001", "CV002", "CV003", "CV004", "CV005", "CV006", "CV009"}
_ENTRY = re.compile(r"^\s*\[\[\s*allow\s*\]\]")


@dataclass(frozen=True)
class Allowance:
    """One entry of the file, `line` being where it begins."""

    line: int
    rule: str
    because: str
    cell: str = ""
    text: str = ""

    def covers(self, finding: Finding, page: Page) -> bool:
        if finding.code != self.rule:
            return False
        if self.cell and self.cell != _cell_of(finding, page):
            return False
        return not self.text or self.text in finding.what or self.text in _line(finding, page)


def read_allowances(page: Page) -> tuple[list[Allowance], list[Spot]]:
    """(what the author allows, what is wrong with how that is written)."""
    path = page.module.allowed
    if not path.is_file():
        return [], []
    file = page.shown(path)
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else 1
        return [], [Spot(line, f"this is not TOML: {error}", file=file)]
    entries = data.pop("allow", [])
    spots = [Spot(1, f"unknown key {key!r}: write [[allow]] entries", file=file) for key in data]
    if not isinstance(entries, list):
        return [], [*spots, Spot(1, "write [[allow]] with two brackets on each side", file=file)]
    lines = [n for n, row in enumerate(text.split("\n"), start=1) if _ENTRY.match(row)]
    allowances = []
    for number, entry in enumerate(entries):
        line = lines[number] if number < len(lines) else 1
        wrong = list(_wrong(entry))
        spots += [Spot(line, what, file=file) for what in wrong]
        if not wrong:
            allowances.append(Allowance(line, **entry))
    return allowances, spots


def _wrong(entry: dict[str, Any]) -> Iterator[str]:
    if unknown := sorted(set(entry) - KEYS):
        yield f"unknown key {', '.join(unknown)}: use rule, because, cell and text"
    if not all(isinstance(value, str) for value in entry.values()):
        yield "every value is a text in quotes"
        return
    code = entry.get("rule", "")
    if code not in {rule.code for rule in all_rules()}:
        yield f"there is no rule {code!r}" if code else "it does not say which rule"
    elif code in NEVER:
        yield f"{code} cannot be allowed: nothing works without it"
    if len(entry.get("because", "").strip()) < SHORTEST:
        yield "it does not say why: because = a sentence"


def _cell_of(finding: Finding, page: Page) -> str:
    """The grade_id of the cell that a finding lies in."""
    if finding.file != page.file:
        return ""
    name = ""
    for block in page.blocks:
        if block.line <= finding.line:
            name = block.cell.grade_id or ""
    return name


def _line(finding: Finding, page: Page) -> str:
    blocks = page.blocks if finding.file == page.file else ()
    return dict(row for block in blocks for row in block.rows).get(finding.line, "")
