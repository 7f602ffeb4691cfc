"""What authors write beside a lesson: ``modules/NN_name/wrong_answers.py``.

It is plain data and is read, never run::

    WRONG_ANSWERS = [
        {
            "name": "alias-instead-of-copy",
            "why": "np.asarray keeps the caller's array, and both change together",
            "replace": {"tensor_init": "        self.data = np.asarray(data)"},
            "loses": ["hidden_tensor_init"],
        },
    ]
    EXCUSED = {"tensor_init:copy:1f2e3d": "asarray copies here, because data is a list"}

replace   the new text of each solution region, indented as in the cell; a list of texts
          for a cell with several regions
loses     tests that must lose points
may_lose  tests that may lose points, too; ``*`` and ``?`` as in file names. Not needed for
          tests of solutions that are built on the changed one: these are found by running.
EXCUSED   a mutant's id -> why no test can notice it
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from conveyor.cells import LessonError, Problem
from conveyor.layout import ModuleFiles
from conveyor.strength.mutants import code_of
from conveyor.strength.regions import regions, with_texts
from conveyor.strength.script import Script, Step, Variant

_KEYS = {"name": str, "why": str, "replace": dict, "loses": list, "may_lose": list}
_OPTIONAL = ("may_lose",)
_SEE = "see docs/for-instructors/strength.md"


@dataclass(frozen=True)
class WrongAnswer:
    """One mistake that students make; `line` is where it stands in wrong_answers.py."""

    name: str
    why: str
    variant: Variant
    loses: tuple[str, ...]
    may_lose: tuple[str, ...]
    line: int

    def allows(self, test: str) -> bool:
        return test in self.loses or any(fnmatchcase(test, p) for p in self.may_lose)


@dataclass(frozen=True)
class Excuse:
    """Why a mutant with this id need not be noticed."""

    id: str
    reason: str
    line: int


@dataclass(frozen=True)
class Answers:
    """What one file says. `shown` is its name in reports."""

    shown: str
    wrong: tuple[WrongAnswer, ...] = ()
    excuses: tuple[Excuse, ...] = ()


def read_answers(module: ModuleFiles, script: Script) -> Answers:
    """The module's wrong answers and excuses; nothing for a module without the file.

    Raises LessonError with file, line and cure for everything that cannot be meant: names
    of cells that do not exist, an answer that is the reference, text that is not Python.
    """
    path = module.wrong_answers
    shown = f"modules/{module.id}/{path.name}"
    if not path.is_file():
        return Answers(shown)
    reader = _Reader(shown, script)
    answers = reader.read(path.read_text(encoding="utf-8"))
    if reader.problems:
        raise LessonError(reader.problems)
    return answers


class _Reader:
    """Collects the problems of one file."""

    def __init__(self, shown: str, script: Script) -> None:
        self.shown, self.script = shown, script
        self.problems: list[Problem] = []

    def problem(self, line: int, what: str, cure: str) -> None:
        self.problems.append(Problem(self.shown, line, what, cure))

    def read(self, text: str) -> Answers:
        values: dict[str, ast.expr] = {}
        try:
            for node in ast.parse(text).body:
                values.update(self._assigned(node))
        except SyntaxError as error:
            self.problem(error.lineno or 1, f"Python cannot read this: {error.msg}", "mend it")
        listed = values.get("WRONG_ANSWERS", ast.List([]))
        wrong = [a for node in self._elements(listed) if (a := self._wrong_answer(node))]
        names: set[str] = set()
        for answer in wrong:
            if answer.name in names:
                self.problem(answer.line, f"a second {answer.name!r}", "give it another name")
            names.add(answer.name)
        excuses = self._excuses(values.get("EXCUSED", ast.Dict([], [])))
        return Answers(self.shown, tuple(wrong), tuple(excuses))

    def _assigned(self, node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and target.id in ("WRONG_ANSWERS", "EXCUSED"):
                yield target.id, node.value
                return
        if not is_text:
            self.problem(
                node.lineno,
                "only WRONG_ANSWERS and EXCUSED belong here: the file is read, not run",
                "write the data out as literals",
            )

    def _elements(self, node: ast.expr) -> list[ast.expr]:
        if isinstance(node, ast.List | ast.Tuple):
            return node.elts
        self.problem(node.lineno, "WRONG_ANSWERS is not a list", "write [{...}, {...}]")
        return []

    def _literal(self, node: ast.expr) -> Any:
        try:
            return ast.literal_eval(node)
        except ValueError:
            self.problem(node.lineno, "this is not plain data", "write it out as a literal")
            return None

    def _wrong_answer(self, node: ast.expr) -> WrongAnswer | None:
        data, line = self._literal(node), node.lineno
        before = len(self.problems)
        if not isinstance(data, dict):
            if data is not None:
                self.problem(line, "a wrong answer is a dictionary", _SEE)
            return None
        self._check_keys(data, line)
        if len(self.problems) > before:
            return None
        sources: dict[int, str] = {}
        for grade_id, text in data["replace"].items():
            where = _line_of_key(node, grade_id)
            sources.update(self._replacement(grade_id, text, where))
        may_lose = tuple(data.get("may_lose", ()))
        self._check_tests(data["loses"], may_lose, line)
        if len(self.problems) > before:
            return None
        name = data["name"]
        variant = Variant(f"wrong:{name}", "wrong answer", data["why"], sources, line)
        return WrongAnswer(name, data["why"], variant, tuple(data["loses"]), may_lose, line)

    def _check_keys(self, data: dict[Any, Any], line: int) -> None:
        shown = repr(data.get("name", "?"))
        for key, kind in _KEYS.items():
            if key not in data:
                if key not in _OPTIONAL:
                    self.problem(line, f"{shown} has no {key!r}", f"add {key!r}")
            elif not isinstance(data[key], kind):
                self.problem(line, f"{key!r} of {shown} is no {kind.__name__}", _SEE)
            elif not data[key] and key not in _OPTIONAL:
                self.problem(line, f"{key!r} of {shown} is empty", "say it")
        for key in data.keys() - _KEYS.keys():
            self.problem(line, f"unknown key {key!r} in {shown}", f"use {', '.join(_KEYS)}")

    def _replacement(self, grade_id: Any, text: Any, line: int) -> Iterator[tuple[int, str]]:
        step = self.script.solution(grade_id)
        if step is None:
            known = ", ".join(s.grade_id for s in self.script.solutions)
            self.problem(line, f"there is no solution cell {grade_id!r}", f"one of: {known}")
            return
        texts = [text] if isinstance(text, str) else text
        count = len(regions(step.cell))
        if not isinstance(texts, list) or len(texts) != count:
            self.problem(line, f"{grade_id} has {count} solution regions", "give a text for each")
            return
        source = with_texts(step.cell, texts)
        if self._is_different(step, source, line):
            yield step.index, source

    def _is_different(self, step: Step, source: str, line: int) -> bool:
        try:
            compile(source, "", "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            row = getattr(error, "lineno", None) or 1
            what = (
                f"with this text {step.grade_id} is not Python: {error} (line {row} of the cell)"
            )
            self.problem(line, what, "indent the text as the region is indented in the cell")
            return False
        if code_of(source) == code_of(step.source):
            self.problem(line, f"this is the reference of {step.grade_id}", "make the mistake")
            return False
        return True

    def _check_tests(self, loses: list[Any], may_lose: tuple[Any, ...], line: int) -> None:
        known = [s.grade_id for s in self.script.tests]
        cure = f"one of: {', '.join(known)}"
        for test in loses:
            if test not in known:
                self.problem(line, f"there is no test cell {test!r} to lose points", cure)
        for pattern in may_lose:
            if not any(fnmatchcase(test, str(pattern)) for test in known):
                self.problem(line, f"no test cell matches {pattern!r} in may_lose", cure)

    def _excuses(self, node: ast.expr) -> Iterator[Excuse]:
        data = self._literal(node)
        if not isinstance(data, dict):
            if data is not None:
                self.problem(node.lineno, "EXCUSED is no dictionary", "write {id: reason}")
            return
        for mutant, reason in data.items():
            line = _line_of_key(node, mutant)
            if not isinstance(reason, str) or not reason.strip():
                self.problem(line, f"{mutant!r} is excused without a reason", "say why, in words")
            else:
                yield Excuse(str(mutant), reason, line)


def _line_of_key(node: ast.expr, key: Any) -> int:
    """The line in which `key` stands, somewhere in a literal."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and part.value == key:
            return part.lineno
    return getattr(node, "lineno", 1)
