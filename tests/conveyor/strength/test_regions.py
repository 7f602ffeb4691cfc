"""Putting other text into a solution."""

from __future__ import annotations

import pytest

from conveyor.cells import Cell
from conveyor.strength.regions import has_code, regions, with_lines, with_texts

TWO = Cell(
    "code",
    """\
def f(a):
    ### BEGIN SOLUTION
    return a
    ### END SOLUTION

class C:
    def g(self):
        # TODO
        ### BEGIN SOLUTION
        x = 1
        return x
        ### END SOLUTION""",
    line=1,
    role="solution",
    grade_id="two",
)


def test_each_region_gets_its_own_text():
    """Texts go to regions in order; everything else stays to the letter."""
    changed = with_texts(TWO, ["    return 1", "        return 2\n"])
    assert changed == (
        "def f(a):\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n\nclass C:\n"
        "    def g(self):\n        # TODO\n        ### BEGIN SOLUTION\n        return 2\n"
        "        ### END SOLUTION"
    )


def test_same_lines_are_indented_as_each_region():
    """Lines without indentation take that of the region's first marker."""
    changed = with_lines(TWO, "return None")
    assert "\n    return None\n" in changed
    assert "\n        return None\n" in changed


def test_too_few_texts_are_refused():
    """A text for every region, or nothing."""
    with pytest.raises(ValueError, match="shorter"):
        with_texts(TWO, ["    return 1"])


def test_regions_are_counted_in_lines():
    """A region is the lines between its markers."""
    assert [(r.first, r.end) for r in regions(TWO)] == [(2, 3), (9, 11)]


@pytest.mark.parametrize(
    ("text", "code"), [("# words\n\n  # more", False), ("", False), ("# words\nx = 1", True)]
)
def test_comments_are_no_code(text: str, code: bool):
    """What students see of a wholly hidden test is comments: nothing that runs."""
    assert has_code(text) is code
