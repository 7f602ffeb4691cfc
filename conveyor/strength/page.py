"""The report as one page that needs nothing else: no script, no font, no network."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from conveyor.strength.report import StrengthReport

TEMPLATE = Path(__file__).with_name("page.html")
_KINDS = {"+": "added", "-": "removed", "@": "place"}


def page(report: StrengthReport, goal: float) -> str:
    """`report` as HTML."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["diff"] = _coloured
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    survivors = groupby(report.survivors, key=lambda survivor: survivor.cell)
    return template.render(
        report=report,
        goal=goal,
        survivors=[(cell, list(group)) for cell, group in survivors],
        shares=_shares(report),
        failed_stubs=[stub for stub in report.stubs if not stub.as_expected],
    )


def _shares(report: StrengthReport) -> list[tuple[str, str, int, float]]:
    """(class, words, how many, percent) of each part of the bar."""
    counts: list[tuple[str, str, int]] = [
        ("visible", "noticed by tests that students see", report.killed_visible),
        ("hidden", "noticed by hidden tests only", report.killed_hidden),
        ("survived", "survived", len(report.survivors)),
        ("excused", "excused", len(report.excused)),
    ]
    whole = max(report.mutants, 1)
    return [(kind, words, count, 100 * count / whole) for kind, words, count in counts]


def _coloured(diff: str) -> Markup:
    """A unified diff without its file names, a span a line."""
    lines: list[Any] = []
    for line in diff.split("\n"):
        if not line.startswith(("---", "+++")):
            kind = _KINDS.get(line[:1], "same")
            lines.append(Markup('<span class="{}">{}</span>').format(kind, escape(line) or " "))
    return Markup("").join(lines)
