"""Where everything of a course lies. Only this module joins paths.

Words, used the same way everywhere:

module      a lesson as its author writes it: ``modules/01_tensor/tensor_dev.py``
assignment  the same lesson as nbgrader knows it, by the folder's name: ``01_tensor``
stage       one of the folders the work moves through: source, release, submitted,
            autograded, feedback
exchange    the letter boxes between students and staff, in ``var/exchange``
view        a copy of the ``tinytorch`` package that holds only some of its modules
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from traitlets.config import Config, PyFileConfigLoader

from conveyor.errors import UsageError

MODULE_FOLDER = re.compile(r"^(?P<number>\d\d)_(?P<name>[a-z][a-z0-9_]*)$")
CONFIG = "nbgrader_config.py"
RECORD = "conveyor"  # the key in an autograded notebook's metadata that holds its provenance


@dataclass(frozen=True)
class ModuleFiles:
    """The files of one module: number ``"01"``, name ``"tensor"``, id ``"01_tensor"``."""

    folder: Path

    @property
    def id(self) -> str:
        return self.folder.name

    @cached_property
    def _parts(self) -> re.Match[str]:
        parts = MODULE_FOLDER.match(self.folder.name)
        assert parts, f"not a module folder: {self.folder}"
        return parts

    @property
    def number(self) -> int:
        return int(self._parts["number"])

    @property
    def name(self) -> str:
        return self._parts["name"]

    @property
    def lesson(self) -> Path:
        return self.folder / f"{self.name}_dev.py"

    @property
    def readme(self) -> Path:
        return self.folder / "README.md"

    @property
    def allowed(self) -> Path:
        """Where the author says which rule may be broken here, and why."""
        return self.folder / "allowed.toml"

    @property
    def wrong_answers(self) -> Path:
        """Mistakes that the module's tests must notice, and mutants that they need not."""
        return self.folder / "wrong_answers.py"

    @property
    def data_files(self) -> list[Path]:
        """Files in ``data/`` that travel with the notebook, sorted; no hidden ones, no caches."""
        found = (p for p in (self.folder / "data").rglob("*") if p.is_file())
        return sorted(p for p in found if not _is_litter(p.relative_to(self.folder)))


@dataclass(frozen=True)
class Course:
    """One course on disk, by its root folder (the one with ``nbgrader_config.py``)."""

    root: Path

    @classmethod
    def find(cls, start: Path | str | None = None) -> Course:
        """The course around `start` (default: ``$CONVEYOR_COURSE`` or the current folder).

        Raises UsageError when no folder from there upwards holds nbgrader_config.py.
        """
        begin = Path(start or os.environ.get("CONVEYOR_COURSE") or Path.cwd()).resolve()
        if not begin.is_dir():
            raise UsageError(f"there is no folder {begin}", cure="name the course folder")
        for folder in (begin, *begin.parents):
            if (folder / CONFIG).is_file():
                return cls(folder)
        raise UsageError(
            f"no course here: neither {begin} nor a folder above it has {CONFIG}",
            cure="go into the course folder, or name it: conveyor --course FOLDER ...",
        )

    # What instructors write, and what is made from it.
    @property
    def modules_dir(self) -> Path:
        return self.root / "modules"

    @property
    def package(self) -> Path:
        return self.root / "tinytorch"

    @property
    def config_file(self) -> Path:
        return self.root / CONFIG

    @property
    def code(self) -> Path:
        """The course's own copy of the tool."""
        return self.root / "conveyor"

    # The stages.
    @property
    def stages(self) -> list[Path]:
        return [self.root / name for name in ("source", "release")] + self.students_stages

    @property
    def students_stages(self) -> list[Path]:
        """The stages that hold students' work."""
        return [self.root / name for name in ("submitted", "autograded", "feedback")]

    @property
    def submissions(self) -> list[Path]:
        """Every collected submission: ``submitted/<student>/<assignment>``."""
        return sorted(p for p in (self.root / "submitted").glob("[!.]*/[!.]*") if p.is_dir())

    @property
    def autograded_submissions(self) -> list[Path]:
        return sorted(p for p in (self.root / "autograded").glob("[!.]*/[!.]*") if p.is_dir())

    def source(self, assignment: str) -> Path:
        return self.root / "source" / assignment

    def release(self, assignment: str) -> Path:
        return self.root / "release" / assignment

    def submitted(self, assignment: str, student: str) -> Path:
        return self.root / "submitted" / student / assignment

    def autograded(self, assignment: str, student: str) -> Path:
        return self.root / "autograded" / student / assignment

    def feedback(self, assignment: str, student: str) -> Path:
        return self.root / "feedback" / student / assignment

    @property
    def feedback_root(self) -> Path:
        return self.root / "feedback"

    @property
    def gradebook(self) -> Path:
        return self.root / "gradebook.db"

    # What the hub and a running course keep.
    @property
    def roster(self) -> Path:
        return self.root / "roster.csv"

    @property
    def var(self) -> Path:
        return self.root / "var"

    @property
    def exchange(self) -> Path:
        return self.var / "exchange"

    @cached_property
    def config(self) -> Config:
        """What nbgrader_config.py sets. Raises UsageError when it cannot be read."""
        try:
            return PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
        except Exception as error:  # it is a program, so anything can be wrong with it
            what = f"it cannot be read: {type(error).__name__}: {error}"
            raise UsageError(what, where=CONFIG, cure="mend that file") from None

    @property
    def course_id(self) -> str:
        """nbgrader's name of the course, as nbgrader_config.py sets it."""
        return str(self.config.CourseDirectory.get("course_id") or "course")

    @property
    def outbound(self) -> Path:
        """What is handed out: a folder for each released assignment."""
        return self.exchange / self.course_id / "outbound"

    @property
    def inbound(self) -> Path:
        """What students handed in: a folder a student, in it one for each submission."""
        return self.exchange / self.course_id / "inbound"

    @property
    def feedback_boxes(self) -> Path:
        return self.exchange / self.course_id / "feedback"

    def feedback_box(self, student: str) -> Path:
        """Where the feedback pages lie that one student can fetch."""
        return self.feedback_boxes / student

    def receipts(self, student: str) -> Path:
        """When each submission of one student was received; written by staff only."""
        return self.exchange / self.course_id / "receipts" / f"{student}.json"

    def receipts_lock(self, student: str) -> Path:
        """Held while the receipts of one student are read and written."""
        return self.receipts(student).with_name(f".{student}.lock")

    @property
    def mailboxes(self) -> Path:
        """One folder a student: what that student sees of the exchange."""
        return self.var / "mailboxes"

    @property
    def homes(self) -> Path:
        return self.var / "homes"

    @property
    def hub_state(self) -> Path:
        return self.var / "hub"

    @property
    def hub_log(self) -> Path:
        return self.hub_state / "hub.log"

    def server_log(self, student: str) -> Path:
        """What the server of one person said when it ran last."""
        return self.hub_state / "servers" / f"{student}.log"

    @property
    def passwords(self) -> Path:
        return self.hub_state / "passwords.json"

    def lock(self, assignment: str) -> Path:
        """Held by the command that works on `assignment`."""
        return self.var / "locks" / assignment

    def exchange_lock(self, assignment: str) -> Path:
        """Held while `assignment` is taken from mailboxes or handed out; a plus is in no name."""
        return self.var / "locks" / f"{assignment}+exchange"

    def failure(self, assignment: str, student: str) -> Path:
        """Why a submission could not be graded."""
        return self.var / "grading" / assignment / f"{student}.json"

    def verdict(self, assignment: str) -> Path:
        """What the gate found when it last proved the tests of `assignment`."""
        return self.var / "gate" / f"{assignment}.json"

    @property
    def half_made(self) -> Path:
        """Where a student version is made before it takes its place in release/."""
        return self.var / "making"

    def admitted(self, assignment: str) -> Path:
        """The content of a module when it passed the gate."""
        return self.var / "gate" / f"{assignment}.admitted.json"

    def forced(self, assignment: str) -> Path:
        """Why a module was released against the gate, each time that it was."""
        return self.var / "gate" / f"{assignment}.forced.json"

    def module_runs(self, assignment: str) -> Path:
        """What `conveyor check` saw when it last ran a module."""
        return self.var / "check" / f"{assignment}.json"

    def strength_runs(self, assignment: str) -> Path:
        """What each mutant of a module did when it last ran."""
        return self.var / "strength" / f"{assignment}.jsonl"

    def strength_report(self, assignment: str) -> Path:
        return self.var / "strength" / f"{assignment}.json"

    def strength_page(self, assignment: str) -> Path:
        """The report as a page for the module's author. It shows hidden tests' names."""
        return self.var / "strength" / f"{assignment}.html"

    @property
    def grading_views(self) -> Path:
        """``<assignment>/tinytorch``: what that assignment is graded against."""
        return self.var / "views" / "grading"

    @property
    def student_view(self) -> Path:
        """``student/tinytorch``: what students can import now."""
        return self.var / "views" / "student"

    # Modules and assignments.
    @cached_property
    def modules(self) -> list[ModuleFiles]:
        """Every module folder, in course order."""
        if not self.modules_dir.is_dir():
            return []
        folders = (p for p in self.modules_dir.iterdir() if p.is_dir())
        return [ModuleFiles(p) for p in sorted(folders) if MODULE_FOLDER.match(p.name)]

    @property
    def first_modules(self) -> list[ModuleFiles]:
        """What a course begins with: the first module, and a warm-up (number 00) before it."""
        modules = self.modules
        first = next((n for n, module in enumerate(modules, 1) if module.number), len(modules))
        return modules[:first]

    @property
    def assignments(self) -> list[str]:
        """Every assignment that has a source folder or a module, sorted."""
        source = self.root / "source"
        found = source.iterdir() if source.is_dir() else ()
        names = {p.name for p in found if p.is_dir() and not p.name.startswith(".")}
        return sorted(names | {m.id for m in self.modules})

    def assignment(self, name: str) -> str:
        """The assignment meant by `name`: ``01_tensor``, ``01``, ``1`` or ``tensor``.

        Raises UsageError, with the names that exist, when it is none or more than one.
        """
        known = self.assignments
        if name in known:
            return name
        number = f"{int(name):02d}" if re.fullmatch("[0-9]{1,4}", name) else name
        found = [a for a in known if number in a.split("_", 1)]
        if len(found) == 1:
            return found[0]
        what = "several modules match" if found else "there is no module"
        raise UsageError(f"{what} {name!r}", cure=f"one of: {', '.join(found or known) or 'none'}")


def _is_litter(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)
