"""The examples of the rules: ``rules/CVnnn/good`` and ``bad``, and how they are laid out.

``01_tensor.a_case.py`` is the lesson of a module 01_tensor; ``01_tensor.a_case/`` is its
folder, with everything in it. ``bad/expected.toml`` says what is found in each of them:
``"12 words of the message"`` for line 12 of the lesson, ``"README.md:1 words"`` for another
file. The other modules of an example's course are those in ``course/``.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

from conveyor.layout import CONFIG, Course
from tests.conftest import ROOT

HERE = Path(__file__).parent
RULES = HERE / "rules"
_SPOT = re.compile(r"^(?:(?P<file>[^\s:]+):)?(?P<line>\d+) (?P<words>.+)$")


@dataclass(frozen=True)
class Example:
    """One example of a rule; `path` is a lesson or a folder."""

    code: str
    good: bool
    path: Path

    @property
    def module(self) -> str:
        return self.path.name.split(".")[0]

    @property
    def id(self) -> str:
        return f"{self.code}/{'good' if self.good else 'bad'}/{self.path.name}"

    def lay_out(self, root: Path) -> Course:
        """A course in `root` that has the example among its modules."""
        course = course_with(root)
        folder = root / "modules" / self.module
        shutil.rmtree(folder, ignore_errors=True)
        if self.path.is_dir():
            shutil.copytree(self.path, folder)
        else:
            folder.mkdir()
            shutil.copy(self.path, folder / f"{self.module.split('_', 1)[1]}_dev.py")
        return course

    def expected(self) -> list[tuple[str, int, str]]:
        """(file below modules/, line, words of the message) of each finding."""
        text = (self.path.parent / "expected.toml").read_text(encoding="utf-8")
        found = []
        for spot in tomllib.loads(text)[self.path.name]:
            match = _SPOT.match(spot)
            assert match, spot
            file = match["file"] or f"{self.module.split('_', 1)[1]}_dev.py"
            found.append((f"{self.module}/{file}", int(match["line"]), match["words"]))
        return sorted(found)


def course_with(root: Path, *modules: Path) -> Course:
    """A course in `root` of the modules in ``course/`` and of `modules`, which replace them."""
    (root / "tinytorch").mkdir(parents=True)
    shutil.copy(ROOT / "tinytorch" / "__init__.py", root / "tinytorch")
    shutil.copy(ROOT / CONFIG, root)
    for module in (*sorted((HERE / "course").iterdir()), *modules):
        shutil.copytree(module, root / "modules" / module.name, dirs_exist_ok=True)
    return Course(root)


def examples(code: str, kind: str) -> list[Example]:
    """The examples of one kind, "good" or "bad", of a rule."""
    folder = RULES / code / kind
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return [Example(code, kind == "good", p) for p in paths if p.name != "expected.toml"]


def every_example(kind: str) -> list[Example]:
    return [e for folder in sorted(RULES.iterdir()) for e in examples(folder.name, kind)]
