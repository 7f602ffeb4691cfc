"""The report as a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from conveyor.cells import Problem
from conveyor.strength.page import page
from conveyor.strength.report import (
    Answer,
    Assertion,
    Excused,
    SolutionStrength,
    StrengthReport,
    Survivor,
    TestStrength,
)
from conveyor.strength.runs import Loss

DIFF = "--- a\n+++ b\n@@ -1,2 +1,2 @@\n def f(x):\n-    return x < 1\n+    return x & 1"


def report(**changes: object) -> StrengthReport:
    """A report with one of everything."""
    values: dict[str, object] = {
        "assignment": "01_tensor",
        "lesson": "modules/01_tensor/tensor_dev.py",
        "solutions": (SolutionStrength("add", 10, 4, 1, 1, 1, 1, ("other: empty",)),),
        "tests": (
            TestStrength("test_add", 20, 2.0, 1, 0, 1, 0.01, (Assertion(21, "assert a<b"),)),
        ),
        "survivors": (
            Survivor("add:comparison:0a0a0a", "add", "<= for <", 12, DIFF, ("test_add",)),
        ),
        "excused": (Excused("add:copy:0b0b0b", "nobody <sees> it", 3, DIFF),),
        "wrong_answers": (
            Answer("alias", "shared", 5, (Loss("test_add", 0, "visible", "E"),), (), (), DIFF),
            Answer("missed-it", "no copy", 9, (), ("hidden_add",), ("test_mul",), DIFF),
        ),
        "stubs": (Answer("add:constant", "returns 1.0", 1, (), ("test_add",), (), DIFF),),
        "problems": (Problem("modules/x.py", 7, "tests are <weak>", "assert more"),),
        "mutants": 4,
        "killed_visible": 1,
        "killed_hidden": 1,
        "score": 2 / 3,
        "ran": 7,
        "seconds": 1.5,
    }
    return StrengthReport(**{**values, **changes})  # type: ignore[arg-type]


class Words(HTMLParser):
    """The text of a page, and whether its elements are closed as they were opened."""

    EMPTY = ("meta", "br")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said: list[str] = []
        self.feed(html)
        self.text = re.sub(r"\s+", " ", " ".join(self.said))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


@pytest.mark.parametrize(
    "words",
    [
        "66.7 % of 3 mutants noticed, 95 % asked for",
        "1 to mend",
        "modules/x.py:7 tests are <weak>",
        "add:comparison:0a0a0a line 12, <= for <",
        "return x < 1",
        "return x & 1",
        "nobody <sees> it",
        "not in hidden_add, also in test_mul",
        "add:constant gets all points of test_add",
        "other: empty",
        "assert a<b",
        "7 variants were run for this page in 1.5 s",
    ],
)
def test_page_says(words: str):
    """Everything that the report knows is there to read, and no text is taken for HTML."""
    assert words in Words(page(report(), 0.95)).text


def test_page_is_sound_and_needs_nothing_else():
    """Elements are closed; nothing is loaded from anywhere, nothing is run."""
    html = page(report(), 0.95)
    assert Words(html).open == []
    assert not re.search(r"https?:|src=|<script|<link|url\(|@import", html)


def test_proven_module_has_nothing_to_mend():
    """The page of a strong module says so, without empty sections."""
    good = report(
        survivors=(), problems=(), excused=(), wrong_answers=(), stubs=(), score=1.0, mutants=2
    )
    text = Words(page(good, 0.95)).text
    assert "proven" in text
    assert "To mend" not in text
    assert "Survivors None." in text
    assert "Excused" not in text


def test_page_of_a_module_without_mutants():
    """Nothing to divide by."""
    empty = report(
        solutions=(SolutionStrength("add", 10, 0, 0, 0, 0, 0, ()),),
        survivors=(),
        mutants=0,
        killed_visible=0,
        killed_hidden=0,
        excused=(),
    )
    assert "0 noticed by hidden tests only" in Words(page(empty, 0.95)).text
