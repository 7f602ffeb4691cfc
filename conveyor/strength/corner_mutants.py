"""Mutants that are wrong in one corner: a decorator above the reference says in which.

Ids are ``<grade_id>:corner:<what>``; with several functions in a cell, the function's name
stands before the corner. Corners come from watching the reference, see `corners`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from conveyor.strength.kinds import USUAL
from conveyor.strength.script import PRELUDE, Script, Step, Variant
from conveyor.strength.sites import Function, Sheet

# An aspect of an answer -> what it is made in words, see `spoil.ASPECTS`.
_INSTEAD = {
    "float32": "float64 where float32 belongs",
    "float64": "float32 where float64 belongs",
    "integers": "floats where integers belong",
    "no axes": "one axis where none belongs",
    "a tuple": "a list where a tuple belongs",
    "a list": "a tuple where a list belongs",
    "an int": "a float where an int belongs",
}
Sightings = Mapping[str, Mapping[str, Any]]  # name of a function -> corners.Seen as JSON


def observed(script: Script) -> dict[int, str]:
    """{index: source} of every solution, with its functions watched."""
    sources = {}
    for step in script.solutions:
        source = step.source
        for name, function in reversed(_functions(step)):
            source = _decorated(source, function, f"observe({name!r})")
        if source != step.source:
            sources[step.index] = f"{PRELUDE}\n{source}"
    return sources


def corner_mutants(script: Script, seen: Sightings) -> list[Variant]:
    """The corner mutants of every solution, as far as its tests reach into its corners."""
    return [mutant for step in script.solutions for mutant in _mutants_of(step, seen)]


def untried(step: Step, seen: Sightings) -> tuple[str, ...]:
    """What no test calls the step's functions with: ``other: empty``."""
    found = []
    for name, _ in _functions(step):
        sighting = seen.get(name, {})
        tried = {(parameter, case) for parameter, case, _ in sighting.get("cases", ())}
        for parameter in sighting.get("arrays", ()):
            found += [f"{parameter}: {c}" for c in USUAL if (parameter, c) not in tried]
    return tuple(found)


def _mutants_of(step: Step, seen: Sightings) -> Iterator[Variant]:
    functions = _functions(step)
    for name, function in functions:
        label = f"{function.name}." if len(functions) > 1 else ""
        for what, does, call in _corners(seen.get(name, {})):
            yield Variant(
                id=f"{step.grade_id}:corner:{label}{_slug(what)}",
                kind="mutant",
                does=f"corner: {does}",
                sources={step.index: f"{PRELUDE}\n{_decorated(step.source, function, call)}"},
                line=step.cell.first_line + function.lineno - 1,
            )


def _corners(sighting: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(its name, in words, the decorator) of each corner that was seen."""
    for parameter, case, count in sighting.get("cases", ()):
        if count < sighting["calls"]:  # else it is no corner
            does = f"a wrong answer where {_is(parameter, case)}"
            yield f"{parameter} {case}", does, f"off_by_one({parameter!r}, {case!r})"
    aspects = sighting.get("aspects", {})
    for aspect in aspects:
        yield f"answer {aspect}", _INSTEAD[aspect], f"aspect({aspect!r})"
    for parameter, case, aspect, count in sighting.get("both", ()):
        if count < aspects[aspect]:
            does = f"{_INSTEAD[aspect]}, where {_is(parameter, case)}"
            call = f"aspect({aspect!r}, {parameter!r}, {case!r})"
            yield f"answer {aspect} {parameter} {case}", does, call
    yield from _corners_of_objects(sighting)


def _corners_of_objects(sighting: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for parameter in sighting.get("changeable", ()):
        yield f"changes {parameter}", f"changes {parameter} in place", f"changes({parameter!r})"
    for parameter in sighting.get("equal", ()):
        does = f"gives {parameter} itself back where the numbers are equal"
        yield f"itself {parameter}", does, f"itself({parameter!r})"
    for parameter in sighting.get("viewed", ()):
        does = f"copies where it should give a view of {parameter}"
        yield f"copies {parameter}", does, f"copies({parameter!r})"
    yield from _corners_of_errors(sighting)


def _corners_of_errors(sighting: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    errors = sighting.get("errors", {})
    for error in errors:
        yield f"no {error}", f"raises no {error}", f"swallows({error!r})"
        does = f"raises something else than {error}"
        yield f"other than {error}", does, f"raises_otherwise({error!r})"
    for parameter, case, error, count in sighting.get("errors_of", ()):
        if count < errors[error]:
            does = f"raises no {error} where {_is(parameter, case)}"
            yield (
                f"no {error} {parameter} {case}",
                does,
                f"swallows({error!r}, {parameter!r}, {case!r})",
            )


def _is(parameter: str, case: str) -> str:
    return f"{parameter} {'are' if parameter == 'inputs' else 'is'} {case}"


def _functions(step: Step) -> list[tuple[str, Function]]:
    """(name for the watcher, function) of each function that has a solution in its body."""
    try:
        sheet = Sheet(step.cell)
    except SyntaxError:
        return []
    found = {f: None for region in sheet.regions if (f := sheet.function_of(region))}
    ordered = [f for f in found if isinstance(f, ast.FunctionDef) and not _yields(f)]
    return [(f"{step.grade_id}.{f.name}", f) for f in sorted(ordered, key=lambda f: f.lineno)]


def _decorated(source: str, function: Function, call: str) -> str:
    """`source` with one more decorator, the innermost, on `function`."""
    lines = source.split("\n")
    lines.insert(function.lineno - 1, f"{' ' * function.col_offset}@_corners.{call}")
    return "\n".join(lines)


def _yields(function: Function) -> bool:
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function))


def _slug(words: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "-", words)
