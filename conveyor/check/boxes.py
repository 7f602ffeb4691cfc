"""Do the lines of a diagram meet?

A drawn line that ends in nothing, with another loose end next to it one row further down,
was meant to go on there: somebody typed a character too many. Ends that are loose on
purpose (a line above a word, an open box) have no such partner and are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conveyor.check.page import Row
from conveyor.check.prose import ARROWS, CORNERS, LINES

_UPRIGHT = frozenset("│┃║┆┊╎├┤┼╠╣╬┣┫╋╞╡╪╟╢╫")
_FROM_ABOVE = _UPRIGHT | frozenset("└┘┴╚╝╩╰╯┗┛┻╘╙╛╜╧╨")
_TO_BELOW = _UPRIGHT | frozenset("┌┐┬╔╗╦╭╮┏┓┳╒╓╕╖╤╥")
_HEADS_DOWN, _HEADS_UP = frozenset("▼↓⇓"), frozenset("▲↑⇑")
_TOP = re.compile(r"[┌╔╭┏╒╓](?P<edge>[^┌╔╭┏╒╓┐╗╮┓╕╖]*)[┐╗╮┓╕╖]")
_FLAT = frozenset("─━═┄┈╌┬┴┼╦╩╬┳┻╋╤╧╪╥╨╫")
_THROUGH = _FLAT | frozenset("►◄→←⇒⇐▶◀")  # what may stand in a side where an arrow crosses it
_NEAR = 2  # columns between two loose ends that were meant to be one line
_PAD = "\0"  # the second column of a wide character


@dataclass(frozen=True)
class Crooked:
    """A place where a diagram does not line up."""

    line: int
    what: str


def crooked(rows: Sequence[Row]) -> list[Crooked]:
    """Where the diagram in `rows` does not line up, at most one place a row."""
    found: dict[int, Crooked] = {}
    grid = [(line, _columns(text)) for line, text in rows]
    for place in (*_unmeasurable(rows), *_loose_ends(grid), *_open_sides(grid)):
        found.setdefault(place.line, place)
    return sorted(found.values(), key=lambda place: place.line)


def _columns(text: str) -> str:
    """The text with one character for each column of a terminal."""
    columns = []
    for char in text:
        if unicodedata.combining(char) or char in "\u200b\u200d\ufe0e\ufe0f":
            continue
        columns.append(char)
        if _is_wide(char):
            columns.append(_PAD)
    return "".join(columns)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _unmeasurable(rows: Sequence[Row]) -> Iterator[Crooked]:
    """Characters whose width depends on the font or the editor, left of a drawn line."""
    for line, text in rows:
        last = max((i for i, char in enumerate(text) if char in CORNERS | LINES), default=-1)
        for char in text[: max(last, 0)]:
            if char == "\t":
                yield Crooked(line, "a tab in a diagram is as wide as each viewer likes")
                break
            if _is_wide(char) or char == "\ufe0f":
                shown = char if _is_wide(char) else "an emoji"
                yield Crooked(line, f"{shown} has another width in each font: what follows shifts")
                break


def _at(row: str, column: int) -> str:
    return row[column] if 0 <= column < len(row) else " "


def _loose_ends(grid: Sequence[tuple[int, str]]) -> Iterator[Crooked]:
    for (_, upper), (line, lower) in zip(grid, grid[1:], strict=False):
        above = [
            i
            for i, char in enumerate(upper)
            if char in _TO_BELOW | _HEADS_UP and _is_loose(_at(lower, i), _FROM_ABOVE)
        ]
        below = [
            i
            for i, char in enumerate(lower)
            if char in _FROM_ABOVE | _HEADS_DOWN and _is_loose(_at(upper, i), _TO_BELOW)
        ]
        for column in below:
            partner = min(above, key=lambda i: abs(i - column), default=None)
            if partner is not None and abs(partner - column) <= _NEAR:
                side = "right" if column > partner else "left"
                yield Crooked(
                    line,
                    f"{lower[column]} in column {column + 1} stands {abs(column - partner)} to the"
                    f" {side} of the {upper[partner]} above that it should meet",
                )
                break


def _is_loose(neighbour: str, joined: frozenset[str]) -> bool:
    """Whether a line ends before this character: at nothing, or at a line that passes by."""
    return neighbour == " " or (neighbour in _FLAT and neighbour not in joined)


def _open_sides(grid: Sequence[tuple[int, str]]) -> Iterator[Crooked]:
    """Boxes with a top whose one side goes on below it and whose other side does not."""
    for number, (_, row) in enumerate(grid):
        for top in _TOP.finditer(row):
            if _is_edge(top["edge"]):
                yield from _walk_down(grid[number + 1 :], top.start(), top.end() - 1)


def _is_edge(text: str) -> bool:
    """Whether this is the edge of one box: drawn all along, or with a title in it."""
    if not text or not set(text) & _FLAT:
        return False
    return "  " not in text and text[0] in _FLAT and text[-1] in _FLAT


def _walk_down(grid: Sequence[tuple[int, str]], left: int, right: int) -> Iterator[Crooked]:
    for line, row in grid:
        sides = {left: _at(row, left), right: _at(row, right)}
        met = [i for i, char in sides.items() if char in _FROM_ABOVE]
        crossed = [i for i, char in sides.items() if char in _THROUGH | ARROWS]
        if len(met) == 1 and not crossed:
            (missing,) = {left, right} - set(met)
            name = "right" if missing == right else "left"
            yield Crooked(line, f"the {name} side of the box above is not in column {missing + 1}")
            return
        if not met or any(char in _FROM_ABOVE - _UPRIGHT for char in sides.values()):
            return
