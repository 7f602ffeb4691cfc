"""Mutants: the reference with one small mistake, of the kinds in `operators`.

A mutant's id is ``<grade_id>:<kind>:<digest>``. The digest covers the lines that change and
nothing else, so that it survives edits elsewhere, and an excuse for one mutant never comes
to excuse another.
"""

from __future__ import annotations

import hashlib
import warnings
from collections import Counter
from collections.abc import Iterator
from types import CodeType
from typing import Any

from conveyor.strength.operators import OPERATORS
from conveyor.strength.script import Script, Step, Variant
from conveyor.strength.sites import Change, Sheet

_DIGITS = 6


def mutants(script: Script) -> list[Variant]:
    """Every mutant of every solution, in the order of the text: the same at every call.

    A change that compiles to the code of the reference, or to that of an earlier mutant, is
    left out.
    """
    return [mutant for step in script.solutions for mutant in mutants_of(step)]


def mutants_of(step: Step) -> Iterator[Variant]:
    try:
        sheet = Sheet(step.cell)
    except SyntaxError:
        return  # magics and shell commands are not for us to change
    seen = {code_of(step.source)}
    ids: Counter[str] = Counter()
    for kind, change in _changes(sheet):
        source = sheet.apply(change)
        code = code_of(source)
        if code is None or code in seen:
            continue
        seen.add(code)
        digest = _digest(step.source, source)
        ids[f"{kind}:{digest}"] += 1
        if (count := ids[f"{kind}:{digest}"]) > 1:
            digest = f"{digest}-{count}"
        yield Variant(
            id=f"{step.grade_id}:{kind}:{digest}",
            kind="mutant",
            does=f"{kind}: {change.does}",
            sources={step.index: source},
            line=step.cell.first_line + change.node.lineno - 1,
        )


def _changes(sheet: Sheet) -> Iterator[tuple[str, Change]]:
    for node in sheet.nodes:
        for kind, operator in OPERATORS.items():
            for change in operator(sheet, node):
                yield kind, change


def code_of(source: str) -> Any:
    """What `source` compiles to, without names of files and numbers of lines; None if nothing.

    Two sources with equal codes run the same.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _essence(compile(source, "", "exec", dont_inherit=True))
    except (SyntaxError, ValueError):
        return None


def _essence(code: CodeType) -> Any:
    constants = tuple(_constant(value) for value in code.co_consts)
    return (
        code.co_name,
        code.co_code,
        constants,
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags),
        code.co_exceptiontable,
    )


def _constant(value: Any) -> Any:
    """A constant so that 0, 0.0, -0.0 and False differ."""
    return _essence(value) if isinstance(value, CodeType) else (type(value), repr(value))


def _digest(before: str, after: str) -> str:
    """A name for the lines that differ."""
    old, new = before.split("\n"), after.split("\n")
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    stop = 0
    while stop < min(len(old), len(new)) - start and old[-1 - stop] == new[-1 - stop]:
        stop += 1
    changed = [old[start : len(old) - stop], new[start : len(new) - stop]]
    text = "\0".join("\n".join(line.strip() for line in lines) for lines in changed)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
