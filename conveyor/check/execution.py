"""Execute modules, in rooms of their own, against the tinytorch that they may use.

Each module is run up to three times: as a script, as a notebook, and as the notebook of a
student who has written nothing. All rules share these runs, and they are kept by content:
a module that has not changed is not run again.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event
from typing import Any

from conveyor.check.bounded import bounded
from conveyor.check.page import Block, Page, Shelf
from conveyor.check.rule import BLANK, SCRIPT, Rule
from conveyor.check.run import CellRun, Run
from conveyor.export import CONTENTS, contents_file, public_names
from conveyor.files import digest, read_json, write_atomic, write_json
from conveyor.layout import Course
from conveyor.views import write_view

Say = Callable[[str], None]
CELL_SECONDS = 30  # what the grader gives a cell,
SECONDS = 180  # and a whole notebook
HARNESS = Path(__file__).with_name("harness.py")
_FRAME = re.compile(r'^  File "(?:.*/)?(?P<file>[^/"]+)", line (?P<line>\d+)', re.M)


def execute(
    shelf: Shelf,
    pages: Iterable[Page],
    rules: Iterable[Rule],
    *,
    fresh: bool = False,
    say: Say = lambda _: None,
) -> dict[str, dict[str, Run]]:
    """{module id: {kind of run: what happened}}, as far as `rules` look at it.

    With `fresh`, what is known from an earlier check is run again.
    """
    kinds = sorted({rule.needs for rule in rules})
    with tempfile.TemporaryDirectory(prefix="check-") as folder:
        stage = _Stage(shelf, Path(folder))
        plans = [stage.plan(page, kinds, fresh=fresh) for page in pages]
        for plan in plans:
            if plan.todo:
                say(f"{plan.page.module.id}: running it")
        with ThreadPoolExecutor(max_workers=2) as pool:
            jobs = [(p, kind, pool.submit(stage.run, p, kind)) for p in plans for kind in p.todo]
            try:
                for plan, kind, job in jobs:
                    plan.runs[kind] = job.result()
            except BaseException:
                stage.stop.set()
                pool.shutdown(cancel_futures=True)
                raise
        shelf.course.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        for plan in plans:
            plan.keep()
    return {plan.page.module.id: plan.runs for plan in plans}


@dataclass
class _Plan:
    """What is known of a page, for this `content`, and what has to be run."""

    page: Page
    view: Path
    file: Path
    content: str
    runs: dict[str, Run]
    todo: list[str]

    def keep(self) -> None:
        if self.todo:
            record = {kind: asdict(run) for kind, run in self.runs.items()}
            write_json(self.file, {"content": self.content, "runs": record})


class _Stage:
    """A course with the package made of the lessons as they are now; nothing of the real
    course is written except what is known about runs."""

    def __init__(self, shelf: Shelf, root: Path) -> None:
        self.course, self.root = shelf.course, root
        self.stop = Event()
        self.stage = Course(root / "course")
        table = {}
        for page in shelf.pages:
            if page.package_text:
                write_atomic(self.stage.package / f"{page.module.name}.py", page.package_text)
                table[page.module.name] = (page.module.id, public_names(page.package_text))
        write_atomic(self.stage.package / CONTENTS, contents_file(table))
        shutil.copy(self.course.package / "__init__.py", self.stage.package)
        self.stage.modules_dir.symlink_to(self.course.modules_dir.resolve())

    def plan(self, page: Page, kinds: list[str], *, fresh: bool) -> _Plan:
        module = page.module
        before = [m.id for m in self.course.modules if m.id < module.id]
        view = write_view(self.stage, self.root / "views" / module.id, before)
        file = self.course.module_runs(module.id)
        content = digest(module.lesson, *module.data_files, view, Path(__file__).parent)
        content += sys.version
        known = read_json(file) or {}
        runs = {}
        if known.get("content") == content and not fresh:
            runs = {kind: Run.from_json(data) for kind, data in known["runs"].items()}
        return _Plan(page, view, file, content, runs, [k for k in kinds if k not in runs])

    def run(self, plan: _Plan, kind: str) -> Run:
        """One execution, in a room of its own with the module's data files."""
        page = plan.page
        room = self.root / "rooms" / page.module.id / kind
        work = room / "work"
        work.mkdir(parents=True)
        for source in page.module.data_files:
            copy = work / source.relative_to(page.module.folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy)
        if kind == SCRIPT:
            return self._script(page, room, plan.view)
        return self._notebook(page, room, plan.view, blank=kind == BLANK)

    def _script(self, page: Page, room: Path, view: Path) -> Run:
        script = room / "work" / page.module.lesson.name
        shutil.copy(page.module.lesson, script)
        ended = bounded([str(script)], room, view, SECONDS, self.stop)
        if ended.code == 0:
            return Run(ended.seconds)
        lines = [int(f["line"]) for f in _FRAME.finditer(ended.stderr) if f["file"] == script.name]
        error = ended.last_words or f"it ended with exit code {ended.code}"
        if ended.code is None:
            error = f"it was stopped after {SECONDS} s"
        return Run(ended.seconds, error, lines[-1] if lines else 1)

    def _notebook(self, page: Page, room: Path, view: Path, *, blank: bool) -> Run:
        job = {"seconds": CELL_SECONDS, "cells": [_task(block, blank) for block in page.code]}
        task, results = room / "cells.json", room / "results.jsonl"
        task.write_text(json.dumps(job), encoding="utf-8")
        ended = bounded(
            ["-P", str(HARNESS), str(task), str(results)], room, view, SECONDS, self.stop
        )
        text = results.read_text(encoding="utf-8") if results.is_file() else ""
        # A process that was stopped may have written half a line.
        reports = [json.loads(line) for line in text.split("\n")[:-1]]
        cells = tuple(CellRun(**r) for r in reports if "begin" not in r)
        if ended.code == 0:
            return Run(ended.seconds, cells=cells)
        begun = next((r["begin"] for r in reversed(reports) if "begin" in r), None)
        line = 1 if begun is None else page.blocks[begun].line
        why = f"the process ended with {ended.code} here"
        if ended.code is None:
            why = f"the notebook was stopped after {SECONDS} s"
        return Run(ended.seconds, ": ".join(filter(None, [why, ended.last_words])), line, cells)


def _task(block: Block, blank: bool) -> dict[str, Any]:
    """The block for the harness. A blank submission is graded with the hidden tests in place."""
    source = block.handed_out if blank and block.role != "test" else block.text
    return {"number": block.number, "line": block.cell.first_line, "source": source}
