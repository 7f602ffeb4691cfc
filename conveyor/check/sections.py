"""The sections that every module has, and how they are recognised: by their headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from conveyor.check.page import Page
from conveyor.check.prose import Heading, all_headings


@dataclass(frozen=True)
class Section:
    """One section of the standard: what it is called, and what its heading must hold."""

    name: str
    pattern: re.Pattern[str]
    example: str

    def headings(self, page: Page) -> list[Heading]:
        return [h for h in all_headings(page) if self.pattern.search(h.title)]


def _section(name: str, pattern: str, example: str) -> Section:
    return Section(name, re.compile(pattern, re.IGNORECASE), example)


COMPLEXITY = _section("complexity analysis", r"\bcomplexity\b", "### Computational complexity")
MEMORY = _section(
    "memory profiling",
    r"memory\W+profil|profil\w*\W+(of\W+|the\W+|its\W+)?memory|measur\w*\W+(the\W+)?memory",
    "### Memory profiling",
)
PRODUCTION = _section("production context", r"\bproduction\b", "## In production systems")
THINKING = _section("thinking questions", r"\bsystems thinking\b", "## 🤔 ML Systems Thinking")
SUMMARY = _section("summary", r"\bsummary\b", "## 🎯 Module Summary")
