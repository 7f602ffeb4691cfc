"""``conveyor build``: modules/ -> source/ and tinytorch/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conveyor.errors import UsageError
from conveyor.export import CONTENTS, contents_file, package_file, public_names
from conveyor.files import write_atomic
from conveyor.layout import Course, ModuleFiles
from conveyor.lesson import Lesson, LessonError, Problem, read_lesson
from conveyor.notebook import as_text, notebook_of

MADE_BY = "Made by `conveyor build`"


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
    plan[course.package / CONTENTS] = _contents(course, plan).encode()
    written = [path for path, data in plan.items() if not _same(path, data)]
    removed = list(_leftovers(course))
    strays = [p for module in modules for p in _strays(course, module, plan)]
    if not check:
        for path in written:
            write_atomic(path, plan[path])
        for path in removed:
            path.unlink()
    return BuildReport(
        modules=[m.id for m in modules],
        written=_shown(course, written),
        removed=_shown(course, removed),
        strays=_shown(course, strays),
        unchanged=len(plan) - len(written),
    )


def watch(course: Course, names: Iterable[str]) -> Iterator[BuildReport | LessonError]:
    """Build now and after each save below modules/, until interrupted."""
    from watchfiles import watch as changes

    names = list(names)
    yield _attempt(course, names)
    for _ in changes(course.modules_dir, raise_interrupt=True):
        yield _attempt(Course(course.root), names)


def _attempt(course: Course, names: list[str]) -> BuildReport | LessonError:
    try:
        return build(course, names)
    except LessonError as error:
        return error


def _chosen(course: Course, names: list[str], all_if_none: bool) -> list[ModuleFiles]:
    by_id = {m.id: m for m in course.modules}
    if not names:
        return course.modules if all_if_none else []
    chosen = []
    for name in names:
        assignment = course.assignment(name)
        if assignment not in by_id:
            raise UsageError(
                f"{assignment} has a source folder but no module",
                cure=f"write modules/{assignment}/, or leave it to nbgrader: nothing to build",
            )
        chosen.append(by_id[assignment])
    return chosen


def _read_all(course: Course, modules: list[ModuleFiles]) -> list[tuple[ModuleFiles, Lesson]]:
    lessons, problems = [], list(_clashes(course))
    for module in modules:
        try:
            shown = module.lesson.relative_to(course.root).as_posix()
            lessons.append((module, read_lesson(module.lesson, shown)))
        except LessonError as error:
            problems.extend(error.problems)
    if problems:
        raise LessonError(problems)
    return lessons


def _clashes(course: Course) -> Iterator[Problem]:
    """Two modules that would write the same ``tinytorch/<name>.py``."""
    owners: dict[str, str] = {}
    for module in course.modules:
        if module.name in owners:
            what = f"module name {module.name!r} is also that of {owners[module.name]}"
            yield Problem(f"modules/{module.id}", 1, what, "rename one of the two folders")
        owners.setdefault(module.name, module.id)


def _outputs(course: Course, module: ModuleFiles, lesson: Lesson) -> Iterator[tuple[Path, bytes]]:
    source = course.source(module.id)
    yield source / f"{module.lesson.stem}.ipynb", as_text(notebook_of(lesson)).encode()
    for file in module.data_files:
        yield source / file.relative_to(module.folder), file.read_bytes()
    if any(cell.exported for cell in lesson.cells):
        yield course.package / f"{module.name}.py", package_file(module, lesson).encode()


def _contents(course: Course, plan: dict[Path, bytes]) -> str:
    """The table of the whole package: from this build where it made a file, else from disk."""
    table = {}
    for module in course.modules:
        path = course.package / f"{module.name}.py"
        if path in plan:
            table[module.name] = (module.id, public_names(plan[path].decode()))
        elif path.is_file():
            table[module.name] = (module.id, public_names(path.read_text(encoding="utf-8")))
    return contents_file(table)


def _leftovers(course: Course) -> Iterator[Path]:
    """Package files that a module made which is gone."""
    names = {m.name for m in course.modules}
    for path in sorted(course.package.glob("*.py")):
        generated = path.name != CONTENTS and MADE_BY in path.read_text(encoding="utf-8")[:400]
        if generated and path.stem not in names:
            yield path


def _strays(course: Course, module: ModuleFiles, plan: dict[Path, bytes]) -> Iterator[Path]:
    for path in sorted(course.source(module.id).rglob("*")):
        if path.is_file() and path not in plan and ".ipynb_checkpoints" not in path.parts:
            yield path


def _same(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _shown(course: Course, paths: Iterable[Path]) -> list[str]:
    return sorted(p.relative_to(course.root).as_posix() for p in paths)
