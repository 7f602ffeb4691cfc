"""``conveyor rehearse MODULE --strength``: prove that a module's tests notice mistakes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace

from conveyor.errors import ConveyorError, UsageError
from conveyor.files import digest, read_json, write_atomic, write_json
from conveyor.layout import Course, ModuleFiles
from conveyor.lesson import read_lesson
from conveyor.strength.answers import Answers, read_answers
from conveyor.strength.corner_mutants import corner_mutants
from conveyor.strength.mutants import mutants
from conveyor.strength.page import page
from conveyor.strength.report import GOAL, StrengthReport, from_json
from conveyor.strength.runner import run_reference, run_variants
from conveyor.strength.runs import Reference, Run
from conveyor.strength.script import Script, Variant
from conveyor.strength.store import PACKAGE, Store, surroundings
from conveyor.strength.stubs import stubs
from conveyor.strength.verdict import Evidence, judge

Say = Callable[[str], None]
# Called after each variant: (its id, done so far, all, text or "" when there is no news).
Progress = Callable[[str, int, int, str], None]
_NEWS = 10  # so often does `progress` get a text
_NAMED = 3  # so many tests are named in one line


def prove_strength(
    course: Course,
    name: str,
    *,
    goal: float = GOAL,
    workers: int | None = None,
    say: Say = lambda _: None,
    progress: Progress = lambda *_: None,
) -> StrengthReport:
    """Run every mutant, stub and wrong answer of a module, and say which tests noticed.

    The report is also written as a page, to ``course.strength_page(...)``. It is kept by
    content: an unchanged module is not run again, and an interrupted proof goes on where it
    was. `goal` is the part of the mutants that must be noticed.

    Raises UsageError for an assignment that is no module, LessonError for a mistake in the
    lesson or in wrong_answers.py, and ConveyorError when the reference itself loses points.
    """
    module = _module(course, name)
    script = Script.of(read_lesson(module.lesson, _shown(course, module)), _shown(course, module))
    answers = read_answers(module, script)
    around = surroundings(course, module)
    content = digest(module.folder, PACKAGE) + around + f" goal {goal}"
    file = course.strength_report(module.id)
    known = read_json(file)
    if known and known.get("content") == content:
        return replace(from_json(known["report"]), cached=True)
    begin = time.monotonic()
    store = Store(course.strength_runs(module.id), script, around)
    evidence, ran = _run(course, module, script, answers, store, workers, say, progress)
    report = replace(
        judge(evidence, goal=goal), ran=ran, seconds=round(time.monotonic() - begin, 1)
    )
    store.tidy()
    write_atomic(course.strength_page(module.id), page(report, goal), mode=0o600)
    write_json(file, {"content": content, "report": asdict(report)})
    return report


def _module(course: Course, name: str) -> ModuleFiles:
    assignment = course.assignment(name)
    for module in course.modules:
        if module.id == assignment:
            return module
    raise UsageError(
        f"{assignment} has a source folder but no module",
        cure=f"write modules/{assignment}/: mutants are made from a lesson",
    )


def _shown(course: Course, module: ModuleFiles) -> str:
    return module.lesson.relative_to(course.root).as_posix()


def _run(
    course: Course,
    module: ModuleFiles,
    script: Script,
    answers: Answers,
    store: Store,
    workers: int | None,
    say: Say,
    progress: Progress,
) -> tuple[Evidence, int]:
    """(what came of every variant, how many were run for it now)."""
    if not script.tests or not script.solutions:
        missing = "solution" if script.tests else "test"
        raise ConveyorError(f"it has no {missing} cell", where=script.shown, cure="write one")
    reference = store.reference()
    if reference is None:
        say(f"{module.id}: running the reference")
        reference = run_reference(course, module, script)
        _must_be_right(script, reference)
        store.keep_reference(reference)
    mutated = [*mutants(script), *corner_mutants(script, reference.seen)]
    stubbed = stubs(script, module.name)
    wrong = [answer.variant for answer in answers.wrong]
    everything = [*wrong, *stubbed, *mutated]
    runs = {v.id: run for v in everything if (run := store.run(v))}
    todo = [v for v in everything if v.id not in runs]
    say(
        f"{module.id}: {len(mutated)} mutants, {len(stubbed)} stubs, {len(wrong)} wrong answers; "
        f"{len(todo)} to run"
    )
    by_id = {variant.id: variant for variant in todo}
    if todo:
        count = workers or os.cpu_count() or 1
        with closing(run_variants(course, module, script, reference, todo, count)) as ended:
            for run in ended:
                runs[run.id] = run
                store.keep_run(by_id[run.id], run)
                _tell(progress, run, everything, runs, todo)
    evidence = Evidence(module.id, script, reference, mutated, stubbed, answers, runs)
    return evidence, len(todo)


def _must_be_right(script: Script, reference: Reference) -> None:
    """Raise ConveyorError when the reference loses a point; of the first cell that failed."""
    losses = reference.run.losses
    if not losses:
        return
    lost = ", ".join(loss.cell for loss in losses[:_NAMED])
    if len(losses) > _NAMED:
        lost += f" and {len(losses) - _NAMED} other tests"
    step, why = next(s for s in script.tests if s.grade_id == losses[0].cell), losses[0].reason
    line = losses[0].line or step.cell.line
    for index, reason in reference.failed:
        if index < step.index:
            line, why = script.steps[index].cell.line, f"this cell fails, {reason}"
            break
    raise ConveyorError(
        f"the reference loses points in {lost}: {why}",
        where=f"{script.shown}:{line}",
        cure="mend the solution or the test; text on stderr, warnings included, costs points",
    )


def _tell(
    progress: Progress,
    run: Run,
    everything: list[Variant],
    runs: dict[str, Run],
    todo: list[Variant],
) -> None:
    done = len(runs)
    before = len(everything) - len(todo)
    step = max(1, len(todo) // _NEWS)
    is_news = (done - before) % step == 0 or done == len(everything)
    news = f"{done} of {len(everything)} mutants, stubs and wrong answers" if is_news else ""
    progress(run.id, done, len(everything), news)
