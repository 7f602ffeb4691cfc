"""Every rule, on its examples: what is good passes, what is bad is found in its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conveyor.check import all_rules, check
from conveyor.check.docs import THEMES
from conveyor.check.rule import ERROR, WARNING
from tests.conveyor.check.examples import RULES, Example, every_example, examples

RULE_OF = {rule.code: rule for rule in all_rules()}


def parameters(kind: str) -> list[object]:
    """Each example; those that execute a lesson take a second or two."""
    return [
        pytest.param(e, id=e.id, marks=[pytest.mark.slow] if RULE_OF[e.code].runs else [])
        for e in every_example(kind)
    ]


def findings(example: Example, tmp_path: Path) -> list[tuple[str, int, str]]:
    course = example.lay_out(tmp_path / "course")
    report = check(course, [example.module], select=[example.code, *others(example)])
    # An example that cannot be read would pass whatever the rule says.
    assert example.code < "CV007" or not example.good or not report.skipped
    return sorted(
        (f.file.removeprefix("modules/"), f.line, f.what)
        for f in report.findings
        if f.code == example.code
    )


def others(example: Example) -> list[str]:
    """What else has to be looked at: an entry of allowed.toml is unused only then."""
    return ["CV060", "CV070"] if example.code == "CV009" else []


@pytest.mark.parametrize("example", parameters("good"))
def test_nothing_is_found_in_a_good_example(example: Example, tmp_path: Path) -> None:
    """The rule has nothing to say about it."""
    assert findings(example, tmp_path) == []


@pytest.mark.parametrize("example", parameters("bad"))
def test_a_bad_example_is_found(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each line that is expected, with words that say what is wrong, and nowhere else."""
    monkeypatch.setattr("conveyor.check.rules.cv092_quick_cells.MOST", 0.4)
    monkeypatch.setattr("conveyor.check.rules.cv097_quick_notebook.MOST", 0.4)
    found = findings(example, tmp_path)
    expected = example.expected()
    assert [spot[:2] for spot in found] == [spot[:2] for spot in expected], found
    for (file, line, what), (*_, words) in zip(found, expected, strict=True):
        assert words in what, f"{file}:{line}"


@pytest.mark.parametrize("code", sorted(RULE_OF))
def test_each_rule_has_examples_of_both_kinds(code: str) -> None:
    """Nobody believes a rule that was never seen to fail, or never to pass."""
    assert examples(code, "good")
    assert examples(code, "bad")


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_each_rule_explains_itself(rule: object) -> None:
    """In one line each: what is wanted, why, and what an author does about it."""
    says, detail, reason, cure = (getattr(rule, n) for n in ("says", "detail", "reason", "cure"))
    assert says.endswith(".")
    assert len(detail) > len("a sentence about it")
    assert reason.endswith(".")
    assert "\n" not in reason + cure
    assert len(cure) > len("a short sentence")
    assert getattr(rule, "level") in (ERROR, WARNING)  # noqa: B009


def test_codes_are_unique_and_belong_to_a_theme() -> None:
    """A code is a promise: it is written into files by authors."""
    codes = [rule.code for rule in all_rules()]
    assert codes == sorted(set(codes))
    assert {code[:4] for code in codes} == set(THEMES)
    assert len({rule.name for rule in all_rules()}) == len(codes)


def test_there_are_no_examples_of_rules_that_are_gone() -> None:
    """Each folder has its rule."""
    assert {p.name for p in RULES.iterdir()} == set(RULE_OF)


def test_expected_findings_belong_to_an_example() -> None:
    """A bad example that is renamed takes its expectation along."""
    for folder in RULES.glob("*/bad"):
        text = (folder / "expected.toml").read_text(encoding="utf-8")
        named = set(re.findall(r'^"(.+)" = \[', text, re.MULTILINE))
        assert named == {p.name for p in folder.iterdir()} - {"expected.toml"}
