"""The page of all rules is made from the rules.

Run as a program it writes the page again.
"""

from __future__ import annotations

from conveyor.check import all_rules, rules_page
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "for-instructors" / "rules.md"


def test_the_page_is_as_the_rules_are() -> None:
    """After a change of a rule's docstring: python -m tests.conveyor.check.test_docs."""
    assert PAGE.read_text(encoding="utf-8") == rules_page()


def test_the_page_has_every_rule_once() -> None:
    """With its code in a heading, so that it can be linked to."""
    headings = [line for line in rules_page().splitlines() if line.startswith("### ")]
    assert headings == [f"### {rule.code} {rule.name}" for rule in all_rules()]


if __name__ == "__main__":
    PAGE.write_text(rules_page(), encoding="utf-8")
