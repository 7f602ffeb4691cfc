"""``conveyor check``: apply the rules to modules."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from conveyor.build import saves
from conveyor.check.allowances import Allowance, read_allowances
from conveyor.check.execution import Run, execute
from conveyor.check.page import Page, Shelf
from conveyor.check.report import Allowed, CheckReport, Finding, finding
from conveyor.check.rule import FOLDER, Rule, Spot, choose, find_rule
from conveyor.errors import ConveyorError, UsageError
from conveyor.layout import Course, ModuleFiles
from conveyor.nbgrader_api import quick_imports

Say = Callable[[str], None]
ALLOWANCES = "CV009"


@dataclass
class _Judged:
    """What the rules say of one page, before the author's reasons are heard."""

    page: Page
    findings: list[Finding]
    applied: set[str]


def check(
    course: Course,
    names: Iterable[str] = (),
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    run: bool = True,
    fresh: bool = False,
    say: Say = lambda _: None,
) -> CheckReport:
    """Apply the rules to the modules called `names` (default: every one).

    A name may also be that of a module's file, ``modules/01_tensor/README.md``, as git and
    its hooks give it.

    `select` and `ignore` are codes, or what codes begin with. Without `run` nothing is
    executed and the rules that look at an execution are left out; with `fresh` also what
    has not changed since the last check is executed again.

    Raises UsageError for a name that is no module and a code that is no rule.
    """
    begin = time.monotonic()
    quick_imports()
    rules = choose(select, ignore)
    shelf = Shelf(course)
    judged = [_read(shelf.page(module), rules) for module in _chosen(course, list(names))]
    skipped = []
    running = [rule for rule in rules if rule.runs]
    if running and not run:
        skipped.append(f"nothing was run: {len(running)} rules left out")
    elif running:
        whole = [j for j in judged if j.page.lesson is not None]
        runs = execute(shelf, [j.page for j in whole], running, fresh=fresh, say=say)
        for one in whole:
            _watch(one, running, runs[one.page.module.id])
    unread = [j.page.file for j in judged if j.page.lesson is None]
    if unread:
        skipped.append(f"not looked at further, as they cannot be read: {', '.join(unread)}")
    findings, allowed = _hear(judged, rules)
    return CheckReport(
        modules=[j.page.module.id for j in judged],
        rules=[r.code for r in rules if run or not r.runs],
        findings=findings,
        allowed=allowed,
        skipped=skipped,
        seconds=round(time.monotonic() - begin, 2),
    )


def watch(
    course: Course,
    names: Iterable[str] = (),
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    run: bool = True,
) -> Iterator[CheckReport | ConveyorError]:
    """Check now and after each save below modules/, until interrupted.

    After a save the report of the rules that only read comes at once; then, with `run`, the
    report of all rules. What keeps a check from being made is yielded, and the watch goes on.

    Raises UsageError for a name that is no module and a code that is no rule.
    """
    names, select, ignore = list(names), list(select), list(ignore)
    _chosen(course, names)
    running = run and any(rule.runs for rule in choose(select, ignore))
    for _ in saves(course):
        for with_runs in (False, True) if running else (False,):
            try:
                again = Course(course.root)
                yield check(again, names, select=select, ignore=ignore, run=with_runs)
            except ConveyorError as error:
                yield error
                break


def _chosen(course: Course, names: list[str]) -> list[ModuleFiles]:
    if not names:
        return course.modules
    by_id = {module.id: module for module in course.modules}
    chosen = []
    for assignment in dict.fromkeys(course.assignment(_module_of(name)) for name in names):
        if assignment not in by_id:
            raise UsageError(
                f"{assignment} has a source folder but no module",
                cure=f"only what lies in modules/ can be checked: {', '.join(by_id) or 'nothing'}",
            )
        chosen.append(by_id[assignment])
    return chosen


def _module_of(name: str) -> str:
    """A module's name as it is; of a file ``modules/NN_name/...`` the folder's."""
    folder, *rest = Path(name).parts
    return rest[0] if folder == "modules" and rest else name


def _read(page: Page, rules: Iterable[Rule]) -> _Judged:
    """The findings of the rules that only read."""
    one = _Judged(page, [], set())
    for rule in rules:
        if not rule.runs and (page.lesson is not None or rule.needs == FOLDER):
            _apply(one, rule, rule.find(page))
    return one


def _watch(one: _Judged, rules: Iterable[Rule], runs: dict[str, Run]) -> None:
    """Add the findings of the rules that look at an execution."""
    for rule in rules:
        _apply(one, rule, rule.find(one.page, runs[rule.needs]))


def _apply(one: _Judged, rule: Rule, spots: Iterator[Spot]) -> None:
    one.applied.add(rule.code)
    page = one.page
    one.findings += [finding(rule, spot, page.module.id, page.file) for spot in spots]


def _hear(judged: list[_Judged], rules: Iterable[Rule]) -> tuple[list[Finding], list[Allowed]]:
    """(what stays, what an author allows); with what is wrong about the reasons given."""
    stays: list[Finding] = []
    allowed: list[Allowed] = []
    about_reasons = any(rule.code == ALLOWANCES for rule in rules)
    for one in judged:
        allowances, _ = read_allowances(one.page)
        used: set[Allowance] = set()
        for found in sorted(one.findings, key=lambda f: (f.file != one.page.file, f.line, f.code)):
            reason = next((a for a in allowances if a.covers(found, one.page)), None)
            if reason is None:
                stays.append(found)
            else:
                used.add(reason)
                allowed.append(Allowed(found, reason.because))
        if about_reasons:
            stays += _unused(one, [a for a in allowances if a not in used])
    return stays, allowed


def _unused(one: _Judged, allowances: list[Allowance]) -> Iterator[Finding]:
    """Reasons that nothing needs: the rule was applied and is kept."""
    file = one.page.shown(one.page.module.allowed)
    for allowance in allowances:
        if allowance.rule in one.applied:
            what = f"{allowance.rule} is not broken here any more: nothing needs this entry"
            spot = Spot(allowance.line, what, "delete the entry", file)
            yield finding(find_rule(ALLOWANCES), spot, one.page.module.id, file)
