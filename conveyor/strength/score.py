"""nbgrader's points for one graded cell, from what happened in it.

The same rules as ``nbgrader.utils.determine_grade`` after this course's ``GradingExecute``:
an error decides first; then whatever comes first of text on stderr (no points) and a
displayed result (partial credit if it is a number); nothing of these is full points.
"""

from __future__ import annotations

import math
from collections.abc import Iterable


class TooMuchCreditError(ValueError):
    """A displayed result above the cell's points: nbgrader would stop grading there."""


def points_of(events: Iterable[tuple[str, str]], most: float) -> float:
    """The points of a test that is worth `most`.

    Raises TooMuchCreditError for partial credit that is more.
    """
    events = list(events)
    if any(kind == "error" for kind, _ in events):
        return 0.0
    for kind, text in events:
        if kind == "stderr":
            return 0.0
        if kind == "result":
            return _partial(text, most)
    return most


def reason_of(events: Iterable[tuple[str, str]]) -> str:
    """What cost the points, in one line."""
    events = sorted(events, key=lambda event: event[0] != "error")
    for kind, text in events:
        first = next((line for line in text.split("\n") if line.strip()), "")
        if kind == "error":
            return first
        if kind == "stderr":
            return f"text on stderr: {first.strip()}"
        return f"partial credit: {first}"
    return ""


def _partial(text: str, most: float) -> float:
    try:
        credit = float(text)
    except ValueError:
        return most
    if math.isnan(credit) or credit < 0:
        return most
    if credit > most:
        raise TooMuchCreditError(f"{credit:g} points in a cell worth {most:g}")
    return credit
