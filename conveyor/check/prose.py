"""What stands in markdown: headings, words, diagrams."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conveyor.check.page import Block, Page, Row

_FENCE = re.compile(r"^ {0,3}(?P<fence>```+|~~~+)(?P<language>\w*)")
_HEADING = re.compile(r"^ {0,3}(?P<sharps>#{1,6}) +(?P<title>.+?)(?: +#+)?$")
_INLINE = re.compile(r"`[^`]*`")
_WORD = re.compile(r"[^\W\d_]{2,}|\b[aI]\b")
CORNERS = frozenset("┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬╭╮╰╯┏┓┗┛┣┫┳┻╋╒╓╕╖╘╙╛╜╞╡╤╧╪╟╢╥╨╫")
LINES = frozenset("─│━┃═║┄┆┈┊╌╎")
BARS = frozenset("█▓▒░▏▎▍▌▋▊▉▁▂▃▄▅▆▇")
ARROWS = frozenset("→←↓↑⇒⇐⇓⇑►◄▼▲▶◀")


@dataclass(frozen=True)
class Heading:
    """One heading of a page."""

    block: Block
    line: int
    depth: int
    title: str


@dataclass(frozen=True)
class Picture:
    """Rows that show something by their layout; `kept` when markdown keeps that layout."""

    block: Block
    rows: tuple[Row, ...]
    kept: bool

    @property
    def line(self) -> int:
        return next(line for line, text in self.rows if set(text) & (CORNERS | BARS | LINES))

    @property
    def is_diagram(self) -> bool:
        """Whether it is drawn with boxes: two rows at least, a corner in one of them."""
        drawn = [text for _, text in self.rows if set(text) & (CORNERS | LINES)]
        return len(drawn) >= 2 and any(set(text) & CORNERS for text in drawn)


def headings(block: Block) -> Iterator[Heading]:
    """The headings of a markdown cell, not those in its code."""
    for line, text in _split(block.rows)[0]:
        if found := _HEADING.match(text):
            yield Heading(block, line, len(found["sharps"]), found["title"].strip())


def all_headings(page: Page) -> list[Heading]:
    return [heading for block in page.prose for heading in headings(block)]


def words(blocks: Iterable[Block]) -> int:
    """How many words of running text: headings, code and diagrams do not count."""
    return sum(
        len(_WORD.findall(text))
        for block in blocks
        for _, text in _split(block.rows)[0]
        if not _HEADING.match(text)
    )


def pictures(block: Block) -> Iterator[Picture]:
    """Every group of rows that are drawn, inside code fences and outside."""
    plain, fenced = _split(block.rows)
    for rows in fenced:
        if any(set(text) & (CORNERS | BARS | LINES) for _, text in rows):
            yield Picture(block, tuple(rows), kept=True)
    yield from (Picture(block, tuple(rows), kept=False) for rows in _drawn(plain))


def section(page: Page, heading: Heading) -> list[Block]:
    """The cells from `heading` to the next heading that is not below it."""
    found = [heading.block]
    for block in page.after(heading.block):
        if block.is_prose and any(h.depth <= heading.depth for h in headings(block)):
            break
        found.append(block)
    return found


def _split(rows: Iterable[Row]) -> tuple[list[Row], list[list[Row]]]:
    """(rows of running text, the groups of rows that keep their layout)."""
    plain: list[Row] = []
    kept: list[list[Row]] = []
    fence, indented, blank = "", False, True
    for line, text in rows:
        mark = _FENCE.match(text)
        if fence:
            if text.strip().startswith(fence) and not text.strip().strip(fence[0]):
                fence = ""
            else:
                kept[-1].append((line, text))
            continue
        starts = text.startswith("    ") and (blank or indented)
        if mark:
            fence = mark["fence"]
            kept.append([])
        elif starts:
            if not indented:
                kept.append([])
            kept[-1].append((line, text))
        else:
            plain.append((line, text))
        indented, blank = starts, not text.strip()
    return plain, kept


def _drawn(rows: list[Row]) -> Iterator[list[Row]]:
    """Neighbouring rows of running text that have corners of boxes in them."""
    group: list[Row] = []
    for line, text in [*rows, (-1, "")]:
        drawn = bool(set(_INLINE.sub("", text)) & CORNERS)
        touching = bool(group) and line == group[-1][0] + 1
        if group and not (touching and text.strip()):
            yield group
            group = []
        if drawn or group:
            group.append((line, text))
