"""From runs to a report: counts, expectations, problems."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeGuard

from conveyor.cells import Problem
from conveyor.strength.answers import Answers, Excuse, WrongAnswer
from conveyor.strength.corner_mutants import untried
from conveyor.strength.report import (
    GOAL,
    Answer,
    Assertion,
    Excused,
    SolutionStrength,
    StrengthReport,
    Survivor,
    TestStrength,
)
from conveyor.strength.runs import HIDDEN, VISIBLE, Reference, Run
from conveyor.strength.script import Script, Step, Variant
from conveyor.strength.stubs import ALL_BLANK
from conveyor.strength.trace import closure

_NAMED = 3  # so many weak cells are named in one line


@dataclass(frozen=True)
class Evidence:
    """Everything that was run, and what came of it."""

    assignment: str
    script: Script
    reference: Reference
    mutants: Sequence[Variant]
    stubs: Sequence[Variant]
    answers: Answers
    runs: Mapping[str, Run]

    @cached_property
    def excuses(self) -> dict[str, Excuse]:
        return {excuse.id: excuse for excuse in self.answers.excuses}

    @cached_property
    def survivors(self) -> list[Variant]:
        """Mutants that got all points, excused or not."""
        return [m for m in self.mutants if not self.runs[m.id].killed_by]

    def tests_of(self, solution: Step) -> tuple[str, ...]:
        """The tests of `solution`: those that follow it and call it, or just follow it."""
        own = [test for step, test in self.script.tested if step is solution]
        calling = [test for test in own if (test.index, solution.index) in self.reference.edges]
        return tuple(test.grade_id for test in calling or own)

    def dependents(self, changed: Iterable[int]) -> set[str]:
        """Tests of solutions that are, or are built on, one of those at `changed`."""
        built_on = closure(self.reference.edges)
        wanted = set(changed)
        return {
            test.grade_id
            for step, test in self.script.tested
            if wanted & built_on.get(step.index, {step.index})
        }


def judge(evidence: Evidence, *, goal: float = GOAL) -> StrengthReport:
    """The report on `evidence`."""
    script, runs = evidence.script, evidence.runs
    excused = [m for m in evidence.survivors if m.id in evidence.excuses]
    survivors = [m for m in evidence.survivors if m.id not in evidence.excuses]
    killed = [runs[m.id].killed_by for m in evidence.mutants]
    counted = len(evidence.mutants) - len(excused)
    score = (counted - len(survivors)) / counted if counted else 1.0
    wrong = [_wrong_answer(evidence, answer) for answer in evidence.answers.wrong]
    stubs = [_stub(evidence, stub) for stub in evidence.stubs]
    solutions = [_solution(evidence, step) for step in script.solutions]
    problems = [
        *_score_problems(evidence, score, goal, survivors),
        *_answer_problems(evidence.answers.shown, "wrong answer", wrong),
        *_answer_problems(script.shown, "stub", stubs),
        *_unused_excuses(evidence),
    ]
    return StrengthReport(
        assignment=evidence.assignment,
        lesson=script.shown,
        solutions=tuple(solutions),
        tests=tuple(_test(evidence, step) for step in script.tests),
        survivors=tuple(_survivor(evidence, mutant) for mutant in survivors),
        excused=tuple(_excused(evidence, mutant) for mutant in excused),
        wrong_answers=tuple(wrong),
        stubs=tuple(stubs),
        problems=tuple(problems),
        mutants=len(evidence.mutants),
        killed_visible=killed.count(VISIBLE),
        killed_hidden=killed.count(HIDDEN),
        score=score,
    )


def _solution(evidence: Evidence, step: Step) -> SolutionStrength:
    mine = [m for m in evidence.mutants if m.first == step.index]
    killed = [evidence.runs[m.id].killed_by for m in mine]
    excused = sum(not k and m.id in evidence.excuses for m, k in zip(mine, killed, strict=True))
    return SolutionStrength(
        step.grade_id,
        step.cell.line,
        mutants=len(mine),
        visible=killed.count(VISIBLE),
        hidden=killed.count(HIDDEN),
        survived=killed.count("") - excused,
        excused=excused,
        untried=untried(step, evidence.reference.seen),
    )


def _test(evidence: Evidence, step: Step) -> TestStrength:
    runs = [evidence.runs[m.id] for m in evidence.mutants]
    noticed = [(run, loss) for run in runs if (loss := run.lost(step.grade_id))]
    return TestStrength(
        step.grade_id,
        step.cell.line,
        step.points,
        visible=sum(loss.seen == VISIBLE for _, loss in noticed),
        hidden=sum(loss.seen == HIDDEN for _, loss in noticed),
        alone=sum(len(run.losses) == 1 for run, _ in noticed),
        seconds=evidence.reference.seconds[step.index],
        silent=tuple(_silent(evidence, step)),
    )


def _silent(evidence: Evidence, step: Step) -> Iterator[Assertion]:
    """The assertions of a test in which nothing that was run has failed."""
    losses = (run.lost(step.grade_id) for run in evidence.runs.values())
    failed = {loss.line for loss in losses if loss}
    try:
        tree = ast.parse(step.source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) or _raises_assertion(node):
            first = step.cell.first_line + node.lineno - 1
            last = step.cell.first_line + (node.end_lineno or node.lineno) - 1
            if not failed & set(range(first, last + 1)):
                yield Assertion(first, ast.unparse(node))


def _raises_assertion(node: ast.AST) -> TypeGuard[ast.stmt]:
    return (
        isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.func, ast.Name)
        and node.exc.func.id == "AssertionError"
    )


def _survivor(evidence: Evidence, mutant: Variant) -> Survivor:
    step = evidence.script.steps[mutant.first]
    diff, tests = evidence.script.diff(mutant), evidence.tests_of(step)
    return Survivor(mutant.id, step.grade_id, mutant.does, mutant.line, diff, tests)


def _excused(evidence: Evidence, mutant: Variant) -> Excused:
    excuse = evidence.excuses[mutant.id]
    return Excused(mutant.id, excuse.reason, excuse.line, evidence.script.diff(mutant))


def _wrong_answer(evidence: Evidence, answer: WrongAnswer) -> Answer:
    run = evidence.runs[answer.variant.id]
    lost = {loss.cell for loss in run.losses}
    honest = evidence.dependents(answer.variant.sources)
    missed = tuple(test for test in answer.loses if test not in lost)
    elsewhere = tuple(
        loss.cell
        for loss in run.losses
        if loss.cell not in honest and not answer.allows(loss.cell)
    )
    diff = evidence.script.diff(answer.variant)
    return Answer(answer.name, answer.why, answer.line, run.losses, missed, elsewhere, diff)


def _stub(evidence: Evidence, stub: Variant) -> Answer:
    """One stub must lose points somewhere; the blank module everywhere, and all of them."""
    run = evidence.runs[stub.id]
    missed: tuple[str, ...] = ()
    if stub.id == ALL_BLANK:
        scores = {loss.cell: loss.points for loss in run.losses}
        tests = evidence.script.tests
        missed = tuple(t.grade_id for t in tests if scores.get(t.grade_id, t.points) > 0)
    elif not run.losses:
        missed = evidence.tests_of(evidence.script.steps[stub.first])
        missed = missed or tuple(t.grade_id for t in evidence.script.tests)
    diff = "" if stub.id == ALL_BLANK else evidence.script.diff(stub)
    return Answer(stub.id, stub.does, stub.line, run.losses, missed, (), diff)


def _score_problems(
    evidence: Evidence, score: float, goal: float, survivors: Sequence[Variant]
) -> Iterator[Problem]:
    if score >= goal:
        return
    counts: dict[int, int] = {}
    for mutant in survivors:
        counts[mutant.first] = counts.get(mutant.first, 0) + 1
    worst = sorted(counts, key=lambda index: -counts[index])
    named = [f"{evidence.script.steps[i].grade_id} ({counts[i]})" for i in worst[:_NAMED]]
    yield Problem(
        evidence.script.shown,
        evidence.script.steps[worst[0]].cell.line,
        f"the tests notice {score:.1%} of the mutants, and {goal:.0%} are asked for; "
        f"most survive in {', '.join(named)}",
        "assert what each survivor gets wrong, or excuse it in wrong_answers.py with a reason",
    )


def _answer_problems(shown: str, kind: str, answers: Sequence[Answer]) -> Iterator[Problem]:
    for answer in answers:
        name = f"the {kind} {answer.name!r}"
        if answer.missed:
            yield Problem(
                shown,
                max(answer.line, 1),
                f"{name} loses no point in {', '.join(answer.missed)}",
                f"assert there what goes wrong: {answer.why}",
            )
        for test in answer.elsewhere:
            reason = next(loss.reason for loss in answer.losses if loss.cell == test)
            yield Problem(
                shown,
                answer.line,
                f"{name} loses points in {test}, too, which tests nothing that is built on it "
                f"({reason})",
                f"let {test} do without the changed code, or list it in may_lose",
            )


def _unused_excuses(evidence: Evidence) -> Iterator[Problem]:
    known = {m.id for m in evidence.mutants}
    survivors = {m.id for m in evidence.survivors}
    for excuse in evidence.answers.excuses:
        if excuse.id not in known:
            what = f"there is no mutant {excuse.id!r} any more"
        elif excuse.id not in survivors:
            tests = ", ".join(loss.cell for loss in evidence.runs[excuse.id].losses)
            what = f"{excuse.id!r} needs no excuse: it loses points in {tests}"
        else:
            continue
        yield Problem(evidence.answers.shown, excuse.line, what, "delete the excuse")
