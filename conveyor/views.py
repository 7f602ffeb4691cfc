"""Views: copies of ``tinytorch`` that hold only some of its modules.

Module 03 is written, and graded, with the modules before it; a package that also held
module 03 would be its solution. A view has the open modules' files and, for each other
one, a file that says on import why it is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

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
    program that imports from the view meanwhile never sees half a file.
    """
    package = folder / "tinytorch"
    wanted = set(open_modules)
    files = {name: (course.package / name).read_bytes() for name in ("__init__.py", CONTENTS)}
    for module in course.modules:
        source = course.package / f"{module.name}.py"
        if module.id in wanted and source.is_file():
            files[source.name] = source.read_bytes()
        else:
            files[source.name] = _closed(module).encode()
    for name, data in files.items():
        write_atomic(package / name, data)
    for path in package.glob("*.py"):
        if path.name not in files:
            path.unlink()
    return folder


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


def student_view(course: Course, open_modules: Iterable[str]) -> Path:
    """What students can import on the hub now: `open_modules`, and nothing else."""
    return write_view(course, course.student_view, open_modules)


def _closed(module: ModuleFiles) -> str:
    return _CLOSED.format(name=module.name, number=f"{module.number:02d}")
