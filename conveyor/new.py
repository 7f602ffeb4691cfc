"""``conveyor new``: a module's folder, ready to be written.

skeleton  the texts in ``conveyor/skeleton/``: a small lesson that builds, runs and grades
TODO      ``TODO(author)`` marks in it what only an author can write
"""

from __future__ import annotations

import keyword
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from string import Template

from conveyor.errors import UsageError
from conveyor.layout import MODULE_FOLDER, Course, ModuleFiles

TODO = "TODO(author)"
SKELETON = Path(__file__).parent / "skeleton"
_SPOILS = ('"""', "\\", "$")  # what would not survive in the lesson's text


@dataclass(frozen=True)
class NewModule:
    """A module that was begun: its files, relative to the course, and what is left to write."""

    module: str
    title: str
    files: list[str]
    todos: int


def new(course: Course, name: str, *, title: str = "") -> NewModule:
    """Make ``modules/<name>/`` with a lesson, a README and a list of wrong answers.

    What is made passes `conveyor check` except for what its TODOs ask for. Without `title`
    the lesson is called like the module.

    Raises UsageError, and makes nothing, when `name` is no name of a module, when folder,
    number or lesson's name are taken, and when `title` cannot stand in a lesson.
    """
    if not MODULE_FOLDER.fullmatch(name):
        cure = "two digits, an underscore, a name in small letters: conveyor new 07_training"
        raise UsageError(f"{name!r} is no name of a module", cure=cure)
    module = ModuleFiles(course.modules_dir / name)
    _must_be_free(course, module)
    title = title.strip() or module.name.replace("_", " ").capitalize()
    _must_fit(title)
    texts = _texts(module, title)
    _write(module, texts)
    return NewModule(
        module=name,
        title=title,
        files=sorted(path.relative_to(course.root).as_posix() for path in texts),
        todos=sum(text.count(TODO) for text in texts.values()),
    )


def _must_be_free(course: Course, module: ModuleFiles) -> None:
    if keyword.iskeyword(module.name):
        cure = f"choose another name: nobody can write import tinytorch.{module.name}"
        raise UsageError(f"{module.name!r} is a word of Python", cure=cure)
    if os.path.lexists(module.folder):
        cure = "go on with what is there, or choose another name"
        raise UsageError("it exists already", where=f"modules/{module.id}", cure=cure)
    for other in course.assignments:
        number, _, lesson = other.partition("_")
        if number == module.id[:2]:
            raise UsageError(f"{other} has the number {number}", cure="choose a number of its own")
        if lesson == module.name:
            what = f"{other} is called {lesson!r} too"
            cure = f"choose another name: tinytorch.{lesson} can be only one of them"
            raise UsageError(what, cure=cure)


def _must_fit(title: str) -> None:
    if not title.isprintable() or any(spoiler in title for spoiler in _SPOILS):
        cure = 'one line, without """, backslash and dollar sign'
        raise UsageError(f"{title!r} cannot be a lesson's title", cure=cure)


def _texts(module: ModuleFiles, title: str) -> dict[Path, str]:
    values = {
        "number": f"{module.number:02d}",
        "name": module.name,
        "title": title,
        "seed": str(100 * module.number + 1),
    }
    files = {
        module.lesson: "name_dev.py.txt",
        module.readme: "README.md.txt",
        module.wrong_answers: "wrong_answers.py.txt",
    }
    return {
        path: Template((SKELETON / file).read_text(encoding="utf-8")).substitute(values)
        for path, file in files.items()
    }


def _write(module: ModuleFiles, texts: dict[Path, str]) -> None:
    """The whole folder or nothing of it."""
    parent = module.folder.parent
    parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=f".{module.id}.", dir=parent))
    try:
        for path, text in texts.items():
            (half / path.name).write_text(text, encoding="utf-8")
        half.chmod(parent.stat().st_mode & 0o777)
        half.rename(module.folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
