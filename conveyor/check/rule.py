"""What a rule is, and where they all are.

A rule is a file ``rules/cvNNN_its_name.py``: its name is the rule's code and name, its
docstring says what is wanted and (after the first line) explains it, and one function in
it, marked with `rule`, finds the spots where a page differs.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from conveyor.errors import UsageError

ERROR, WARNING = "error", "warning"
# What a rule looks at. The first two only read; the others execute the lesson.
FOLDER, LESSON, SCRIPT, NOTEBOOK, BLANK = "folder", "lesson", "script", "notebook", "blank"
RUNS = (SCRIPT, NOTEBOOK, BLANK)
_FILE = re.compile(r"^(?P<code>cv\d{3})_(?P<name>[a-z0-9_]+)$")


@dataclass(frozen=True)
class Spot:
    """A place where a rule is broken. `file` is empty for the lesson; so is a usual `cure`."""

    line: int
    what: str
    cure: str = ""
    file: str = ""


Spots = Iterator[Spot]


@dataclass(frozen=True)
class Rule:
    """One thing that the standard wants; `find(page)`, or `find(page, run)`, yields spots."""

    code: str
    name: str
    level: str
    says: str
    detail: str
    reason: str
    cure: str
    needs: str
    find: Callable[..., Spots]

    @property
    def runs(self) -> bool:
        return self.needs in RUNS


def rule(
    level: str, *, reason: str, cure: str, needs: str = LESSON
) -> Callable[[Callable[..., Spots]], Rule]:
    """Make a rule of a function; code, name and words come from the file it stands in."""

    def make(find: Callable[..., Spots]) -> Rule:
        module = sys.modules[find.__module__]
        file = _FILE.match(module.__name__.rsplit(".", 1)[-1])
        assert file, f"not the name of a rule's file: {module.__name__}"
        says, _, detail = inspect.cleandoc(module.__doc__ or "").partition("\n")
        name = file["name"].replace("_", "-")
        return Rule(
            file["code"].upper(), name, level, says, detail.strip(), reason, cure, needs, find
        )

    return make


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    from conveyor.check import rules

    files = sorted(info.name for info in pkgutil.iter_modules(rules.__path__))
    modules = [importlib.import_module(f"{rules.__name__}.{name}") for name in files]
    return tuple(_rule_in(module) for module in modules)


def find_rule(code: str) -> Rule:
    """The rule with this code. Raises UsageError when there is none."""
    for known in all_rules():
        if known.code == code.strip().upper():
            return known
    codes = all_rules()
    raise UsageError(
        f"there is no rule {code!r}",
        cure=f"the rules are {codes[0].code} to {codes[-1].code}: docs/for-instructors/rules.md",
    )


def choose(select: Iterable[str], ignore: Iterable[str]) -> tuple[Rule, ...]:
    """The rules whose code begins with one of `select` (none: all) and none of `ignore`.

    Raises UsageError for a beginning that no code has.
    """
    wanted, unwanted = _prefixes(select), _prefixes(ignore)
    return tuple(
        r
        for r in all_rules()
        if (not wanted or r.code.startswith(wanted)) and not r.code.startswith(unwanted or ("-",))
    )


def _prefixes(codes: Iterable[str]) -> tuple[str, ...]:
    prefixes = tuple(code.strip().upper() for code in codes if code.strip())
    for prefix in prefixes:
        if not any(r.code.startswith(prefix) for r in all_rules()):
            find_rule(prefix)
    return prefixes


def _rule_in(module: Any) -> Rule:
    (found,) = (value for value in vars(module).values() if isinstance(value, Rule))
    return found
