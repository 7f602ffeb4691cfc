"""Does the strength proof notice when one hidden assertion of a module is deleted?

    python -m benchmarks.hidden_assertions --sample 40

In a copy of the course, each assertion of the sample (an ``assert``, or a ``raise
AssertionError``, in a hidden region) is replaced by ``pass``, one at a time. Then every
mutant that only this assertion had noticed is run again. The deletion is noticed when one of
them gets all points now: a survivor that was none before. Mutants that a shorter test would
not lead to any more (of a corner that only this assertion reached) do not count. Apart from
that it is counted when a wrong answer of the module's author loses no points any more in a
test where it must.

Printed: both fractions, and each deletion that no survivor shows, with file and line and how
many mutants had failed there first. With none the proof itself lists the line as silent; with
some, other assertions catch them too: the deletion weakens nothing that the proof can see.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from conveyor.layout import CONFIG, Course, ModuleFiles
from conveyor.lesson import read_lesson
from conveyor.strength import prove_strength
from conveyor.strength.answers import Answers, WrongAnswer, read_answers
from conveyor.strength.corner_mutants import corner_mutants
from conveyor.strength.mutants import mutants
from conveyor.strength.regions import regions
from conveyor.strength.runner import run_reference, run_variants
from conveyor.strength.runs import Reference, Run
from conveyor.strength.script import Script, Step, Variant
from conveyor.strength.store import Store, surroundings

CORNER = ":corner:"  # in the ids of mutants that exist because a test reaches a corner


@dataclass(frozen=True)
class Deletion:
    """One hidden assertion, and the test's source without it. Lines are the lesson's."""

    step: Step
    first: int
    last: int
    text: str
    source: str

    def was_what_failed(self, run: Run) -> bool:
        loss = run.lost(self.step.grade_id)
        return loss is not None and self.first <= loss.line <= self.last


@dataclass(frozen=True)
class Bench:
    """A proven module: its variants, and what the proof saw them do."""

    course: Course
    module: ModuleFiles
    script: Script
    answers: Answers
    reference: Reference
    mutants: Sequence[Variant]
    runs: Mapping[str, Run]

    @classmethod
    def of(cls, course: Course, name: str) -> Bench:
        report = prove_strength(course, name, say=print)
        module = next(m for m in course.modules if m.id == report.assignment)
        script = Script.of(read_lesson(module.lesson, report.lesson), report.lesson)
        answers = read_answers(module, script)
        store = Store(course.strength_runs(module.id), script, surroundings(course, module))
        reference = store.reference()
        assert reference, "the proof has just kept it"
        mutated = [*mutants(script), *corner_mutants(script, reference.seen)]
        variants = [*mutated, *(answer.variant for answer in answers.wrong)]
        runs = {v.id: run for v in variants if (run := store.run(v))}
        return cls(course, module, script, answers, reference, mutated, runs)

    def affected(self, deletion: Deletion) -> list[Variant]:
        """The mutants that nothing but the deleted assertion had noticed."""
        test, excused = deletion.step.grade_id, {e.id for e in self.answers.excuses}
        return [
            mutant
            for mutant in self.mutants
            if mutant.id not in excused
            and [loss.cell for loss in self.runs[mutant.id].losses] == [test]
            and deletion.was_what_failed(self.runs[mutant.id])
        ]

    def failed_in(self, deletion: Deletion) -> int:
        """How many mutants the deleted assertion was the first to notice in its test."""
        return sum(deletion.was_what_failed(self.runs[mutant.id]) for mutant in self.mutants)

    def disappointed(self, deletion: Deletion) -> list[WrongAnswer]:
        """The wrong answers that lost points by the deleted assertion, where they must."""
        return [
            answer
            for answer in self.answers.wrong
            if deletion.step.grade_id in answer.loses
            and deletion.was_what_failed(self.runs[answer.variant.id])
        ]

    def still_made(self, deletion: Deletion) -> set[str]:
        """The ids of the mutants that the shorter test leads to."""
        cell = replace(deletion.step.cell, source=deletion.source)
        steps = [s if s is not deletion.step else replace(s, cell=cell) for s in self.script.steps]
        script = Script(self.script.shown, tuple(steps))
        seen = run_reference(self.course, self.module, script).seen
        return {mutant.id for mutant in corner_mutants(script, seen)}


def deletions(script: Script) -> list[Deletion]:
    """One for each hidden assertion of the lesson."""
    return [
        _deletion(step, node)
        for step in script.tests
        for node in ast.walk(ast.parse(step.source))
        if isinstance(node, ast.Assert | ast.Raise)
        and _asserts(node)
        and any(region.holds(node) for region in regions(step.cell, "HIDDEN TESTS"))
    ]


def _asserts(node: ast.Assert | ast.Raise) -> bool:
    if isinstance(node, ast.Assert):
        return True
    error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(error, ast.Name) and error.id == "AssertionError"


def _deletion(step: Step, node: ast.stmt) -> Deletion:
    """`pass` in its place, and as many lines as before, so that the others keep theirs."""
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    lines = step.source.encode().split(b"\n")
    first, last = node.lineno - 1, node.end_lineno - 1
    rest = lines[last][node.end_col_offset :]
    lines[first : last + 1] = [
        lines[first][: node.col_offset] + b"pass" + rest,
        *[b""] * (last - first),
    ]
    start = step.cell.first_line
    text = ast.unparse(node)
    return Deletion(step, start + first, start + last, text, b"\n".join(lines).decode())


def unnoticed(
    bench: Bench, sample: Sequence[Deletion], workers: int
) -> Iterator[tuple[int, bool]]:
    """(number in the sample, whether a wrong answer shows it) of each that no survivor shows."""
    jobs: dict[str, Variant] = {}
    for number, deletion in enumerate(sample):
        wrong = [answer.variant for answer in bench.disappointed(deletion)]
        for variant in [*bench.affected(deletion), *wrong]:
            sources = {**variant.sources, deletion.step.index: deletion.source}
            name = f"{number} {variant.id}"
            jobs[name] = replace(variant, id=name, sources=sources)
    print(f"{len(jobs)} runs for {len(sample)} deletions")
    everything = list(jobs.values())
    runs = run_variants(
        bench.course, bench.module, bench.script, bench.reference, everything, workers
    )
    ended = {run.id: run for run in runs} if jobs else {}
    for number, deletion in enumerate(sample):
        survivors = [
            m.id for m in bench.affected(deletion) if not ended[f"{number} {m.id}"].killed_by
        ]
        if all(CORNER in name for name in survivors) and (
            not survivors or not bench.still_made(deletion) & set(survivors)
        ):
            missed = [
                answer
                for answer in bench.disappointed(deletion)
                if not ended[f"{number} {answer.variant.id}"].lost(deletion.step.grade_id)
            ]
            yield number, bool(missed)


def measure(course: Course, name: str, size: int, seed: int, workers: int) -> None:
    begin = time.monotonic()
    bench = Bench.of(course, name)
    every = deletions(bench.script)
    order = random.Random(seed).sample(range(len(every)), min(size, len(every)))
    sample = [every[number] for number in sorted(order)]
    left = dict(unnoticed(bench, sample, workers))
    shown = len(sample) - len(left)
    either = shown + sum(left.values())
    for number, by_answer in left.items():
        deletion = sample[number]
        count = bench.failed_in(deletion)
        remark = f"  {count} mutants failed here" if count else "  silent"
        remark += ", a wrong answer shows it" if by_answer else ""
        where = f"{bench.script.shown}:{deletion.first} {deletion.step.grade_id}"
        print(f"unnoticed  {where}{remark}\n           {deletion.text}")
    print(
        f"{bench.module.id}: {len(every)} hidden assertions, {len(sample)} deleted one at a time "
        f"(seed {seed}), {time.monotonic() - begin:.0f} s"
    )
    silent = sum(not bench.failed_in(sample[number]) for number in left)
    print(f"silent before        {silent:4d} of {len(sample)}: {silent / len(sample):.0%}")
    print(f"a survivor shows     {shown:4d} of {len(sample)}: {shown / len(sample):.0%}")
    print(f"or a wrong answer    {either:4d} of {len(sample)}: {either / len(sample):.0%}")


def copy_of(course: Course, folder: Path) -> Course:
    """The course's lessons, and what the proof knows of them, without any student data."""
    for path in (course.modules_dir, course.package):
        shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(course.config_file, folder / CONFIG)
    for module in course.modules:
        known = course.strength_runs(module.id)
        if known.is_file():
            target = Course(folder).strength_runs(module.id)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(known, target)
    return Course(folder)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("module", nargs="?", default="01")
    parser.add_argument("--sample", type=int, default=40, help="so many assertions (40)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--course", help="the course folder (default: the one you are in)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hidden-assertions-") as folder:
        course = copy_of(Course.find(args.course), Path(folder))
        measure(course, args.module, args.sample, args.seed, args.workers)


if __name__ == "__main__":
    main()
