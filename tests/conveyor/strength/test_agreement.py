"""The proof and nbgrader: the same points in every cell, for a sample of what is run."""

from __future__ import annotations

import random
from dataclasses import replace

import nbformat
import pytest
from nbformat import NotebookNode

from conveyor.build import build
from conveyor.layout import Course
from conveyor.lesson import read_lesson
from conveyor.rehearse import rehearse
from conveyor.strength.answers import read_answers
from conveyor.strength.corner_mutants import corner_mutants
from conveyor.strength.mutants import mutants
from conveyor.strength.runner import run_reference, run_variants
from conveyor.strength.runs import Run
from conveyor.strength.script import Script, Variant
from conveyor.strength.stubs import stubs
from conveyor.understudies import Hand, Understudy
from tests.conveyor.strength import test_play
from tests.conveyor.strength.small import script_of
from tests.conveyor.strength.test_play import DOUBLE

course_of_play = test_play.course  # one solution, with tests of every sort after it
pytestmark = pytest.mark.slow


def when(statements: dict[int, str]) -> str:
    """The right answer, and something else for some inputs: each is in a test of its own."""
    lines = [f"    if a == {value}:\n        {text}" for value, text in statements.items()]
    return DOUBLE.format("\n".join([*lines, "    return 2 * a"]))


# Inputs: 2 in a visible test, 3 and -1 in the two parts of a mixed one, 0 in a hidden one, 1 in
# a plain cell, 5 in one with partial credit, 6 in one that displays, 7 in one that does not.
ODDITIES = {
    "words": {
        2: "print('x', file=sys.stderr)",
        -1: "os.system('echo x >&2')",
        0: "np.ones(1) / np.zeros(1)",
        6: "return np.float64(1)",
        7: "return 0.5",
    },
    "errors": {
        2: "return bytearray(1 << 40)",
        3: "sys.exit(0)",
        0: "return double(a)",
        1: "raise KeyError(a)",
        5: "return 10.1",
        6: "return 'twelve'",
    },
    "ends": {3: "input()", 2: "while True: pass", 5: "os._exit(3)"},
    "displays": {
        2: "print('x')",
        5: "os.write(2, b'x')",
        6: "return type('X', (), {'__repr__': lambda self: 1 / 0})()",
    },
}


def hand(script: Script, variant: Variant) -> Hand:
    """What a student hands in who has written this variant."""
    texts = {step.grade_id: step.source for step in script.solutions}
    texts |= {script.steps[index].grade_id: text for index, text in variant.sources.items()}

    def write(release: NotebookNode, source: NotebookNode) -> bytes:
        for cell in release.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if grade_id in texts:
                lines = texts[grade_id].split("\n")
                cell.source = "\n".join(line for line in lines if "### " not in line)
        return nbformat.writes(release, version=4).encode()

    return write


def disagreements(course: Course, script: Script, variants: list[Variant]) -> list[str]:
    """Every cell to which the proof and nbgrader give different points."""
    module = next(m for m in course.modules if m.lesson.parent.name in script.shown)
    # As wrong answers they run to the end, so that all cells can be compared.
    patient = [replace(variant, kind="wrong answer") for variant in variants]
    reference = run_reference(course, module, script)
    runs = {r.id: r for r in run_variants(course, module, script, reference, patient, 2)}
    cast = [
        Understudy(f"student-{n}", v.id, "some", hand(script, v)) for n, v in enumerate(variants)
    ]
    results = rehearse(course, module.id, cast).results
    assert all(result.cells for result in results), [r.why for r in results]
    return [
        f"{variant.id} in {cell.cell}: nbgrader {cell.score}, the proof {points}"
        for variant, result in zip(variants, results, strict=True)
        for cell in result.cells
        if not cell.by_hand
        and cell.score != (points := points_in(script, runs[variant.id], cell.cell))
    ]


def points_in(script: Script, run: Run, test: str) -> float:
    loss = run.lost(test)
    step = script.test(test)
    assert step is not None
    return loss.points if loss else step.points


def test_every_way_to_lose_points_is_nbgraders(course_of_play: Course):
    """Errors, stderr, warnings, partial credit, displays, loops, dead processes."""
    _, script = script_of(course_of_play)
    index = script.solutions[0].index
    texts = {name: when(statements) for name, statements in ODDITIES.items()}
    texts["syntax"] = DOUBLE.format("    return 2 *")
    texts["warning twice"] = DOUBLE.format("    np.log(np.float64(a) - 9)\n    return 2 * a")
    variants = [Variant(name, "stub", "", {index: text}) for name, text in texts.items()]
    assert disagreements(course_of_play, script, variants) == []


@pytest.mark.parametrize("number", [0, 1])
def test_sampled_variants_get_nbgraders_points(course: Course, number: int):
    """Mutants, stubs and corner mutants of the golden modules."""
    build(course)
    module = course.modules[number]
    script = script_in(course, number)
    reference = run_reference(course, module, script)
    everything = [
        *(answer.variant for answer in read_answers(module, script).wrong),
        *stubs(script, module.name),
        *mutants(script),
        *corner_mutants(script, reference.seen),
    ]
    sample = random.Random(number).sample(everything, 4)
    assert disagreements(course, script, sample) == []


def script_in(course: Course, number: int) -> Script:
    module = course.modules[number]
    shown = f"modules/{module.id}/{module.lesson.name}"
    return Script.of(read_lesson(module.lesson, shown), shown)
