"""Small lessons: written in a few lines, proven in a second or two."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from conveyor.build import build
from conveyor.layout import CONFIG, Course, ModuleFiles
from conveyor.lesson import read_lesson
from conveyor.strength.runner import run_reference, run_variants
from conveyor.strength.runs import Reference, Run
from conveyor.strength.script import Script, Variant
from tests.conftest import ROOT

LESSON = "modules/01_small/small_dev.py"


def code(role: str = "", grade_id: str = "", text: str = "", points: float | None = None) -> str:
    """A code cell; without a role a plain one."""
    data = {"grade_id": grade_id, "role": role} | ({"points": points} if points else {})
    header = f"# %% nbgrader={json.dumps(data)}" if role else "# %%"
    return f"{header}\n{text.strip()}\n"


def solution(grade_id: str, text: str) -> str:
    return code("solution", grade_id, text)


def graded(grade_id: str, text: str, points: float = 2) -> str:
    return code("test", grade_id, text, points)


def hidden(text: str) -> str:
    return f"### BEGIN HIDDEN TESTS\n{text}\n### END HIDDEN TESTS"


def function(name: str, *body: str, parameters: str = "a, b") -> str:
    """A solution that is a function of that name."""
    lines = "\n".join(f"    {line}" for line in body)
    text = f"def {name}({parameters}):\n    ### BEGIN SOLUTION\n{lines}\n    ### END SOLUTION"
    return solution(name, text)


def small_course(root: Path, cells: Iterable[str], answers: str = "") -> Course:
    """A built course of one module with these cells."""
    module = root / "modules" / "01_small"
    module.mkdir(parents=True, exist_ok=True)
    (root / "tinytorch").mkdir(exist_ok=True)
    shutil.copy(ROOT / "tinytorch" / "__init__.py", root / "tinytorch")
    shutil.copy(ROOT / CONFIG, root)
    (module / "small_dev.py").write_text("\n".join(cells), encoding="utf-8")
    if answers:
        (module / "wrong_answers.py").write_text(answers, encoding="utf-8")
    course = Course(root)
    build(course)
    return course


def script_of(course: Course) -> tuple[ModuleFiles, Script]:
    module = course.modules[0]
    return module, Script.of(read_lesson(module.lesson, LESSON), LESSON)


def reference_of(course: Course) -> Reference:
    return run_reference(course, *script_of(course))


def run_changed(
    course: Course, reference: Reference, *, kind: str = "stub", **texts: str
) -> dict[str, Run]:
    """{grade_id: run} of the module with another text for one whole solution cell each."""
    module, script = script_of(course)
    variants = []
    for grade_id, text in texts.items():
        step = script.solution(grade_id)
        assert step is not None
        variants.append(Variant(grade_id, kind, "", {step.index: text}))
    runs = run_variants(course, module, script, reference, variants, 2)
    return {run.id: run for run in runs}
