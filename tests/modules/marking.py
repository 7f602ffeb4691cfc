"""Mark a lesson's cells in this process: which tests lose points when solutions are replaced?"""

from __future__ import annotations

import contextlib
import functools
import io
import re
import runpy
import warnings
from collections import Counter
from pathlib import Path
from types import CodeType
from typing import Any

from conveyor.lesson import Lesson
from conveyor.strength.regions import with_texts


def wrong_answers(folder: Path) -> list[dict[str, Any]]:
    """What a module's wrong_answers.py lists."""
    return list(runpy.run_path(str(folder / "wrong_answers.py"))["WRONG_ANSWERS"])


def replaced(lesson: Lesson, texts: dict[str, str | list[str]]) -> dict[str | None, str]:
    """The sources of cells whose solution regions have other texts: {grade_id: source}."""
    cells = {cell.grade_id: cell for cell in lesson.cells if cell.role == "solution"}
    return {
        name: with_texts(cells[name], [text] if isinstance(text, str) else text)
        for name, text in texts.items()
    }


def blank(lesson: Lesson) -> dict[str | None, str]:
    """The solution cells as they are handed out."""
    return {c.grade_id: c.released() for c in lesson.cells if c.role == "solution"}


def graded_tests(lesson: Lesson) -> set[str]:
    return {str(cell.grade_id) for cell in lesson.cells if cell.role == "test"}


def lost(lesson: Lesson, sources: dict[str | None, str]) -> dict[str, str]:
    """The tests that lose points when cells have other sources, each with the reason."""
    namespace: dict[str, Any] = {"__name__": "lesson"}
    reasons = {}
    for cell in lesson.cells:
        if cell.kind != "code" or cell.role is None:
            continue
        reason = _reason(sources.get(cell.grade_id, cell.source), namespace)
        if cell.role == "test" and reason:
            reasons[str(cell.grade_id)] = reason
    return reasons


def _reason(source: str, namespace: dict[str, Any]) -> str:
    """What costs points when a cell runs: an error, or anything on the error stream."""
    said = io.StringIO()
    try:
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(said),
            warnings.catch_warnings(record=True) as warned,  # pytest would swallow them
        ):
            exec(_compiled(source), namespace)
    except Exception as error:
        return repr(error)
    return said.getvalue() + "".join(map(str, warned))


def points_by_part(lesson: Lesson) -> dict[str, int]:
    """The points below each heading of the second level, in order."""
    points: Counter[str] = Counter()
    part = ""
    for cell in lesson.cells:
        if cell.kind == "markdown" and (found := re.findall(r"^## (.+)$", cell.source, re.M)):
            part = found[-1]
        points[part] += int(cell.points or 0)
    return dict(+points)


@functools.cache
def _compiled(source: str) -> CodeType:
    return compile(source, "<cell>", "exec")
