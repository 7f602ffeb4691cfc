"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass, field

from conveyor.check.rule import ERROR, WARNING, Rule, Spot


@dataclass(frozen=True)
class Finding:
    """A spot with everything that a reader needs to go there and mend it."""

    code: str
    name: str
    level: str
    module: str
    file: str
    line: int
    what: str
    cure: str

    def __str__(self) -> str:
        head = f"{self.file}:{self.line}: {self.code} {self.level}: {self.what}"
        return f"{head}\n    cure: {self.cure}"


@dataclass(frozen=True)
class Allowed:
    """A finding that the author allows, and the reason given."""

    finding: Finding
    because: str


@dataclass(frozen=True)
class CheckReport:
    """Findings in the order of the text; `rules` are the codes that were applied.

    `skipped` says, in words, what was not done.
    """

    modules: list[str]
    rules: list[str]
    findings: list[Finding] = field(default_factory=list)
    allowed: list[Allowed] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def errors(self) -> list[Finding]:
        return [f for f in self.findings if f.level == ERROR]

    @property
    def warnings(self) -> list[Finding]:
        return [f for f in self.findings if f.level == WARNING]


def finding(rule: Rule, spot: Spot, module: str, file: str) -> Finding:
    """The finding for `spot`; `file` is the lesson, which the spot may override."""
    return Finding(
        rule.code,
        rule.name,
        rule.level,
        module,
        spot.file or file,
        spot.line,
        spot.what,
        spot.cure or rule.cure,
    )
