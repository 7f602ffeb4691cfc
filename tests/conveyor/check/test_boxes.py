"""Diagrams whose lines meet, and what typing one character too many does to them."""

from __future__ import annotations

import pytest

from conveyor.check.boxes import crooked

STRAIGHT = {
    "boxes": """
  ┌───────────┐      ┌───────────┐
  │ (64, 784) │  @   │ (784, 10) │
  └───────────┘      └───────────┘""",
    "table": """
┌───┬───┬───┐
│ 1 │ 2 │ 3 │
├───┼───┼───┤
│ 4 │ 5 │ 6 │
└───┴───┴───┘""",
    "double": """
╔═════════╗
║ storage ║
╠═════════╣
║ strides ║
╚═════════╝""",
    "flow": """
x(2.0) ────┐
           ├─► [+] ──► z
y(3.0) ────┘""",
    "pointers": """
┌─────┬─────┐
│  •  │  •  │
└──┬──┴──┬──┘
   │     │
   ▼     ▼
  1.0   2.0""",
    "stack": """
    ┌───┬───┬───┐
  ┌─┴─┬─┴─┬─┴─┐ │
  │ 1 │ 2 │ 3 ├─┤
  ├───┼───┼───┤ │
  │ 4 │ 5 │ 6 ├─┘
  └───┴───┴───┘""",
    "tree": """
model
├── layers
│   ├── 0
│   └── 1
└── loss""",
}


def rows(text: str) -> list[tuple[int, str]]:
    return list(enumerate(text.strip("\n").split("\n"), start=1))


@pytest.mark.parametrize("name", STRAIGHT)
def test_straight_diagrams_pass(name: str) -> None:
    """Whatever they show."""
    assert crooked(rows(STRAIGHT[name])) == []


@pytest.mark.parametrize(
    ("name", "by"),
    [(n, by) for n in ("boxes", "table", "double", "pointers") for by in (1, 2)] + [("stack", 1)],
)
def test_a_row_that_is_shifted_is_found(name: str, by: int) -> None:
    """Any row of a diagram, in that row or the one below it."""
    straight = rows(STRAIGHT[name])
    for number, text in straight:
        if "•" in text or set(text) & set("│┌└├║╔╚╠"):
            shifted = [(n, " " * by + t if n == number else t) for n, t in straight]
            assert {place.line for place in crooked(shifted)} & {number, number + 1}, text


@pytest.mark.parametrize("name", ["boxes", "table", "double"])
def test_a_side_that_text_pushes_out_is_found(name: str) -> None:
    """A longer word in a box, by any number of characters."""
    straight = rows(STRAIGHT[name])
    for length in (1, 2, 3, 9):
        for number, text in straight[1:]:
            if set("│║") & set(text):
                side = max(text.rfind("│"), text.rfind("║"))
                longer = text[:side] + "x" * length + text[side:]
                bad = [(n, longer if n == number else t) for n, t in straight]
                assert number in {place.line for place in crooked(bad)}, longer


@pytest.mark.parametrize(
    "text",
    [
        "┌       ┐\n│ 1   2 │\n└       ┘",  # brackets are no box
        "┌ a  b ┐\n│",  # nor are two lines that only look like one
        "┌──  ──┐\n│",
        "┌ ─────┐\n│",
        "┌───── ┐\n│",
        "│\n└─┴─",  # a loose end beside one that is joined
        "┌┬─\n│",
        "┌──┐\nword\nword",  # a roof without walls
        "┌──────┐\n│ a  ──►──► b\n└──────┘",  # an arrow goes through the side
        "┌──────┐\n│ a ───────► b\n└──────┘",
        "┌──────┐\n│      │\n└──────┘\n│ below, and not of the box",
    ],
)
def test_what_is_no_closed_box_is_left_alone(text: str) -> None:
    """Only a top that is drawn from corner to corner promises two sides."""
    assert crooked(rows(text)) == []


@pytest.mark.parametrize("top", ["┌───────────┐", "┌─ Tensor ──┐"])
def test_a_box_may_have_a_title(top: str) -> None:
    """And its sides are looked for all the same, however far away they are."""
    assert crooked(rows(f"{top}\n│ data      │\n└───────────┘")) == []
    (place,) = crooked(rows(f"{top}\n│ data and shape and more │\n│ x         │\n└───────────┘"))
    assert place.line == 2
    assert "right side" in place.what
    (place,) = crooked(rows(f"{top}\n    data    │\n└───────────┘"))
    assert "left side" in place.what


def test_lines_may_end_above_and_below_words() -> None:
    """A loose end without another one near it is meant."""
    assert crooked(rows("data\n  │\n  │\nlabel   │\n      other")) == []


def test_columns_are_counted_as_a_terminal_shows_them() -> None:
    """An accent that combines has no width, an ideograph has two."""
    assert crooked(rows("┌───┐\n│ x\u0302 │\n└───┘")) == []
    assert crooked(rows("┌───┐\n│ x\u200b │\n└───┘")) == []
    assert [p.line for p in crooked(rows("┌───┐\n│ ⚠\ufe0f │\n└───┘"))] == [2]
    assert [p.line for p in crooked(rows("┌────┐\n│ 張 │\n└────┘"))] == [2]


def test_the_right_of_a_drawn_line_may_hold_emoji() -> None:
    """What stands there shifts nothing."""
    assert crooked(rows("┌─┐ 🎯\n│ │ ✅\n└─┘")) == []
