"""Views: copies of ``tinytorch`` that hold only some of its modules.

Module 03 is written, and graded, with the modules before it; a package that also held
module 03 would be its solution. A view has the open modules' files and, for each other
one that the package has, a file that says on import why it is not there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from conveyor.errors import ConveyorError
from conveyor.export import CONTENTS
from conveyor.files import write_atomic
from conveyor.layout import Course, ModuleFiles

_CLOSED = '''\
"""{name} is not open in this environment."""

raise ModuleNotFoundError(
    "tinytorch.{name} is not open here: it is what students build in module {number}, "
    "and it opens to a lesson once that module is behind it. "
    "In the notebook of {number}, use the names that you define there yourself.",
    name="tinytorch.{name}",
)
'''


def write_view(course: Course, folder: Path, open_modules: Iterable[str]) -> Path:
    """Make `folder`/tinytorch hold exactly the modules in `open_modules` (ids).

    Returns `folder`, to be put on ``PYTHONPATH``. Each file is replaced in one step, so a
    program that imports from the view meanwhile never sees half a file. Raises
    ConveyorError when the package was not built.
    """
    package = folder / "tinytorch"
    files = _files(course, set(open_modules))
    changed = [name for name, data in files.items() if write_atomic(package / name, data)]
    others = [path for path in package.iterdir() if path.name not in files]
    for path in others:
        # Compiled files would give away a module that is closed again.
        if path.is_dir() and changed:
            shutil.rmtree(path, ignore_errors=True)
        elif not path.is_dir():
            path.unlink(missing_ok=True)
    return folder


def _files(course: Course, wanted: set[str]) -> dict[str, bytes]:
    always = [course.package / "__init__.py", course.package / CONTENTS]
    if missing := [path.name for path in always if not path.is_file()]:
        raise ConveyorError(
            f"the package has no {' and no '.join(missing)}",
            where=course.package.name,
            cure="conveyor build",
        )
    files = {path.name: path.read_bytes() for path in always}
    for module in course.modules:
        source = course.package / f"{module.name}.py"
        if source.is_file():
            is_open = module.id in wanted
            files[source.name] = source.read_bytes() if is_open else _closed(module).encode()
    return files


def grading_view(course: Course, assignment: str) -> Path | None:
    """The view that `assignment` is released with and graded against: the modules before it.

    None for an assignment that is no module (it needs no tinytorch).
    """
    before: list[str] = []
    for module in course.modules:
        if module.id == assignment:
            return write_view(course, course.grading_views / assignment, before)
        before.append(module.id)
    return None


def student_view(course: Course, open_modules: Iterable[str]) -> Path | None:
    """What students can import on the hub now: `open_modules`, and nothing else.

    None for a course without modules (it has no tinytorch).
    """
    if not course.modules:
        return None
    return write_view(course, course.student_view, open_modules)


def _closed(module: ModuleFiles) -> str:
    return _CLOSED.format(name=module.name, number=f"{module.number:02d}")
