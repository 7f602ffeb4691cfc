"""CD10x: the Python that runs the course, and what is installed in it."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from conveyor.doctor.check import ERROR, WARNING, Trouble, check
from conveyor.layout import Course

DISTRIBUTION = "tinytorch-course"
KERNEL = "python3"  # the one that the notebooks of every lesson ask for


@check(
    "CD101",
    ERROR,
    "this Python is too old",
    why="the course is written for, and tested on, the versions that its package asks for",
    cure="make clean, then make PYTHON=/path/to/python3.11 up",
)
def python_version(_: Course) -> Iterator[Trouble]:
    from packaging.specifiers import SpecifierSet

    wanted = metadata.metadata(DISTRIBUTION)["Requires-Python"]
    if platform.python_version() not in SpecifierSet(wanted, prereleases=True):
        yield Trouble(f"{sys.executable} is {platform.python_version()}, not {wanted}")


@check(
    "CD102",
    WARNING,
    "a package is missing, or not in the range that was tested",
    why="nbgrader, the hub and JupyterLab break in each other's newer versions, in silence",
    cure="pip install --editable '.[hub]' in the course folder, with this Python's pip",
)
def packages(_: Course) -> Iterator[Trouble]:
    from packaging.requirements import Requirement

    # Without the hub's packages this may be a machine that only grades.
    extras = ("", "hub") if _installed("jupyterhub") else ("",)
    for text in metadata.requires(DISTRIBUTION) or ():
        wanted = Requirement(text)
        if wanted.marker and not any(wanted.marker.evaluate({"extra": e}) for e in extras):
            continue
        found = _installed(wanted.name)
        if found is None:
            yield Trouble(f"{wanted.name} is not installed", severity=ERROR)
        elif not wanted.specifier.contains(found, prereleases=True):
            yield Trouble(f"{wanted.name} is {found}, not {wanted.specifier}")


@check(
    "CD103",
    WARNING,
    "conveyor runs from another folder than this course",
    why="you would see this course's lessons handled by another copy's code",
    cure="use this folder's own: .venv/bin/conveyor, or make up to install it",
)
def other_copy(course: Course) -> Iterator[Trouble]:
    running = Path(__file__).resolve().parent.parent
    here = course.code
    if here.is_dir() and here.resolve() != running:
        yield Trouble(f"{running} runs, and the course has its own in {here}")


@check(
    "CD104",
    WARNING,
    "alembic is not on PATH",
    why="nbgrader calls it by name for each new gradebook; only conveyor finds it by itself",
    cure="source .venv/bin/activate, or name the environment's bin folder in PATH",
)
def alembic(_: Course) -> Iterator[Trouble]:
    if shutil.which("alembic"):
        return
    beside = Path(sys.executable).parent
    if shutil.which("alembic", path=str(beside)):
        yield Trouble(f"it lies in {beside}, where a plain `nbgrader` does not look")
    else:
        cure = "pip install --force-reinstall alembic, with this Python's pip"
        yield Trouble(f"it is not in {beside} either", cure, ERROR)


@check(
    "CD105",
    ERROR,
    f"the kernel {KERNEL} cannot start",
    why="every notebook of the course asks for it: none runs, and none is graded, without it",
    cure="python -m ipykernel install --sys-prefix, with this Python",
)
def kernel(_: Course) -> Iterator[Trouble]:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel:
        yield Trouble(f"no kernel is called {KERNEL}")
        return
    program = spec.argv[0] if spec.argv else ""
    # A bare name is replaced by jupyter_client with the Python that runs it.
    if os.path.isabs(program) and program != sys.executable:
        yield from _interpreter(program, Path(spec.resource_dir))


@check(
    "CD106",
    ERROR,
    "somebody else's tinytorch is installed",
    why="the package index has another project of this name: lessons would import that one",
    cure="pip uninstall tinytorch, with this Python's pip",
)
def foreign_tinytorch(_: Course) -> Iterator[Trouble]:
    if found := _installed("tinytorch"):
        yield Trouble(f"tinytorch {found} from the package index")


@check(
    "CD107",
    WARNING,
    "running as root",
    why="students' code would be run with every right on this machine",
    cure="run hub and grading as an ordinary user who owns the course folder",
)
def root(_: Course) -> Iterator[Trouble]:
    if os.geteuid() == 0:
        yield Trouble("you are root")


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _interpreter(program: str, folder: Path) -> Iterator[Trouble]:
    """Troubles with a kernel that names an interpreter of its own."""
    cure = f"delete {folder} if it is a left-over of another environment"
    if not os.access(program, os.X_OK):
        yield Trouble(f"{folder} starts {program}, which is not there", cure)
        return
    try:
        done = subprocess.run(
            [program, "-c", "import ipykernel, numpy"], capture_output=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        yield Trouble(f"{folder} starts {program}: {error}", cure)
        return
    if done.returncode:
        yield Trouble(f"{folder} starts {program}, which lacks ipykernel or numpy", cure)
