"""``conveyor build``: modules/ -> source/ and tinytorch/."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from conveyor.errors import ConveyorError, UsageError
from conveyor.export import CONTENTS, contents_file, package_file, public_names
from conveyor.files import HALF, only_one, write_atomic
from conveyor.layout import Course, ModuleFiles
from conveyor.lesson import Lesson, LessonError, Problem, read_lesson
from conveyor.mistakes import syntax_error
from conveyor.notebook import as_text, notebook_of

MADE_BY = "Made by `conveyor build`"
_LOOK_EVERY = 0.25  # seconds


@dataclass(frozen=True)
class BuildReport:
    """What a build did, or with check what it would do. Paths are relative to the course."""

    modules: list[str]
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def drifted(self) -> list[str]:
        return sorted(self.written + self.removed + self.strays)


def build(
    course: Course, names: Iterable[str] = (), *, check: bool = False, all_if_none: bool = True
) -> BuildReport:
    """Build the modules called `names` (default: every one).

    With `check` nothing is written: the report says which files differ from their module.
    Files in a module's source folder that no module made are `strays`: release would hand
    them to students, so they are named and left alone.

    Raises LessonError, before anything is written, when a lesson has a problem, and
    UsageError for a name that is no module.
    """
    modules = _chosen(course, list(names), all_if_none)
    lessons = _read_all(course, modules)
    plan: dict[Path, bytes] = {}
    for module, lesson in lessons:
        plan.update(_outputs(course, module, lesson))
    if course.modules or course.package.is_dir():
        plan[course.package / CONTENTS] = _contents(course, modules, plan).encode()
    written = [path for path, data in plan.items() if not _same(path, data)]
    removed = list(_leftovers(course, modules, plan))
    strays = [p for module in modules for p in _strays(course, module, plan)]
    if not check and written + removed:
        with only_one(course.lock("build"), "build", wait=True):
            for path in written:
                write_atomic(path, plan[path])
            for path in removed:
                path.unlink(missing_ok=True)
    return BuildReport(
        modules=[m.id for m in modules],
        written=_shown(course, written),
        removed=_shown(course, removed),
        strays=_shown(course, strays),
        unchanged=len(plan) - len(written),
    )


def watch(course: Course, names: Iterable[str]) -> Iterator[BuildReport | ConveyorError]:
    """Build now and after each save below modules/, until interrupted.

    A lesson that cannot be built is yielded as its error, and the watch goes on. Raises
    UsageError when there is nothing of that name to watch.
    """
    names = list(names)
    _chosen(course, names, True)
    for _ in saves(course):
        yield _attempt(Course(course.root), names)


def saves(course: Course) -> Iterator[None]:
    """Yield at once, and again after each save below modules/, until interrupted.

    Raises UsageError when the course has no such folder.
    """
    if not course.modules_dir.is_dir():
        raise UsageError("there is no folder modules/ to watch", cure="write a module first")
    seen: dict[Path, tuple[int, int]] | None = None
    while True:
        # Looked at before the work: a save during the work is a new one afterwards.
        now = _stamps(course.modules_dir)
        if now != seen:
            seen = now
            yield
        else:
            time.sleep(_LOOK_EVERY)


def _stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    """{file: (time of the last change, size)}."""
    found = {}
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            status = path.stat()
            found[path] = (status.st_mtime_ns, status.st_size)
    return found


def _attempt(course: Course, names: list[str]) -> BuildReport | ConveyorError:
    try:
        return build(course, names)
    except ConveyorError as error:
        return error


def _chosen(course: Course, names: list[str], all_if_none: bool) -> list[ModuleFiles]:
    by_id = {m.id: m for m in course.modules}
    if not names:
        return course.modules if all_if_none else []
    chosen = []
    for assignment in dict.fromkeys(map(course.assignment, names)):
        if assignment not in by_id:
            raise UsageError(
                f"{assignment} has a source folder but no module",
                cure=f"write modules/{assignment}/, or leave it to nbgrader: nothing to build",
            )
        chosen.append(by_id[assignment])
    return chosen


def _read_all(course: Course, modules: list[ModuleFiles]) -> list[tuple[ModuleFiles, Lesson]]:
    lessons, problems = [], list(_folder_problems(course))
    for module in modules:
        shown = module.lesson.relative_to(course.root).as_posix()
        try:
            lesson = read_lesson(module.lesson, shown)
        except LessonError as error:
            problems.extend(error.problems)
            continue
        problems.extend(_package_problems(course, module, lesson, shown))
        lessons.append((module, lesson))
    if problems:
        raise LessonError(problems)
    return lessons


def _folder_problems(course: Course) -> Iterator[Problem]:
    """Lessons in folders that are no module's, and two that would write one package file."""
    owners: dict[str, str] = {}
    for module in course.modules:
        if module.name in owners:
            what = f"module name {module.name!r} is also that of {owners[module.name]}"
            yield Problem(f"modules/{module.id}", 1, what, "rename one of the two folders")
        owners.setdefault(module.name, module.id)
    for path in sorted(course.modules_dir.glob("[!.]*/*_dev.py")):
        if path.parent.name not in owners.values():
            what = "a lesson in a folder that is not called like a module is never built"
            cure = "call the folder NN_name: two digits, a name in small letters"
            yield Problem(path.relative_to(course.root).as_posix(), 1, what, cure)


def _package_problems(
    course: Course, module: ModuleFiles, lesson: Lesson, shown: str
) -> Iterator[Problem]:
    """What is wrong with the exported cells together."""
    code = package_file(module, lesson)
    if error := syntax_error(code):
        what = f"the exported cells together are not Python: {error.msg}"
        yield Problem(shown, 1, what, "mend the cells that begin with #| export")
        return
    modules = {m.name: m.id for m in course.modules}
    for name in public_names(code):
        if name in modules:
            what = f"{name!r} is exported, and it is the name of module {modules[name]} too"
            cure = f"rename one: tinytorch.{name} can be only one of them"
            yield Problem(shown, _line_of(name, lesson), what, cure)


def _line_of(name: str, lesson: Lesson) -> int:
    definition = re.compile(rf"((async )?def |class )?{name}\b")
    for cell in filter(lambda c: c.exported, lesson.cells):
        for offset, text in enumerate(cell.source.split("\n")):
            if definition.match(text):
                return cell.first_line + offset
    return 1


def _outputs(course: Course, module: ModuleFiles, lesson: Lesson) -> Iterator[tuple[Path, bytes]]:
    source = course.source(module.id)
    yield source / f"{module.lesson.stem}.ipynb", as_text(notebook_of(lesson)).encode()
    for file in module.data_files:
        yield source / file.relative_to(module.folder), file.read_bytes()
    if any(cell.exported for cell in lesson.cells):
        yield course.package / f"{module.name}.py", package_file(module, lesson).encode()


def _contents(course: Course, built: list[ModuleFiles], plan: dict[Path, bytes]) -> str:
    """The table of the whole package: what is built now, and the rest from disk."""
    table = {}
    for module in course.modules:
        path = course.package / f"{module.name}.py"
        if path in plan:
            table[module.name] = (module.id, public_names(plan[path].decode()))
        elif path.is_file() and module not in built:
            table[module.name] = (module.id, _names_on_disk(course, path))
    return contents_file(table)


def _names_on_disk(course: Course, path: Path) -> list[str]:
    try:
        return public_names(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError):
        raise ConveyorError(
            "this file is not Python any more",
            where=path.relative_to(course.root).as_posix(),
            cure="conveyor build, without a name: it makes the file again",
        ) from None


def _leftovers(
    course: Course, built: list[ModuleFiles], plan: dict[Path, bytes]
) -> Iterator[Path]:
    """Package files that no module makes any more, and halves that a killed build left."""
    names = {m.name for m in course.modules if m not in built}
    for path in sorted(course.package.glob("*.py")):
        generated = MADE_BY in path.read_text(encoding="utf-8", errors="replace")[:400]
        if generated and path not in plan and path.stem not in names and path.name != CONTENTS:
            yield path
    for folder in (course.package, *(course.source(m.id) for m in built)):
        yield from sorted(folder.rglob(f".*{HALF}"))


def _strays(course: Course, module: ModuleFiles, plan: dict[Path, bytes]) -> Iterator[Path]:
    for path in sorted(course.source(module.id).rglob("*")):
        litter = ".ipynb_checkpoints" in path.parts or path.name.endswith(HALF)
        if path.is_file() and path not in plan and not litter:
            yield path


def _same(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _shown(course: Course, paths: Iterable[Path]) -> list[str]:
    return sorted(p.relative_to(course.root).as_posix() for p in paths)
