"""Results that are kept: by what was run, so that an interrupted proof goes on where it was.

One file a module, a line a result, appended as they come. A result's key is a digest of the
whole notebook that was run, of the view, the data files and this package: whatever else
changes in the module (words, excuses, other wrong answers), it stays true.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from conveyor.files import digest, write_atomic
from conveyor.layout import Course, ModuleFiles
from conveyor.strength.runs import (
    Reference,
    Run,
    reference_from_json,
    run_as_json,
    run_from_json,
)
from conveyor.strength.script import Script, Variant
from conveyor.views import grading_view

PACKAGE = Path(__file__).parent
# Parts of this package that only make variants or words: they may change, runs stay true.
_NOT_OF_RUNS = {"answers.py", "page.py", "prove.py", "report.py", "stubs.py", "summary.py"} | {
    "mutants.py",
    "store.py",
    "verdict.py",
}


class Store:
    """The results of one module: what was known before, and what is found now."""

    def __init__(self, file: Path, script: Script, surroundings: str) -> None:
        self.file, self.script, self.surroundings = file, script, surroundings
        self._known = dict(_lines(file))
        self._used: dict[str, Any] = {}

    def reference(self) -> Reference | None:
        data = self._find(self._key({}))
        return reference_from_json(data) if data else None

    def run(self, variant: Variant) -> Run | None:
        data = self._find(self._key(variant.sources))
        return replace(run_from_json(data), id=variant.id) if data else None

    def keep_reference(self, reference: Reference) -> None:
        self._keep(self._key({}), asdict(reference))

    def keep_run(self, variant: Variant, run: Run) -> None:
        self._keep(self._key(variant.sources), run_as_json(run))

    def tidy(self) -> None:
        """Forget what this proof had no use for."""
        lines = (json.dumps([key, data]) + "\n" for key, data in self._used.items())
        write_atomic(self.file, "".join(lines), mode=0o600)

    def _key(self, sources: dict[int, str]) -> str:
        whole = [sources.get(step.index, step.source) for step in self.script.steps]
        return hashlib.sha256(json.dumps([self.surroundings, *whole]).encode()).hexdigest()

    def _find(self, key: str) -> Any:
        if key in self._known:
            self._used[key] = self._known[key]
        return self._known.get(key)

    def _keep(self, key: str, data: Any) -> None:
        self._known[key] = self._used[key] = data
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([key, data]) + "\n")


def surroundings(course: Course, module: ModuleFiles) -> str:
    """A digest of what a verdict depends on beside the notebook's code."""
    view = grading_view(course, module.id)
    total = digest(
        *([view] if view else []),
        *module.data_files,
        *sorted(p for p in PACKAGE.glob("*.py") if p.name not in _NOT_OF_RUNS),
        PACKAGE.with_name("surroundings.py"),
    )
    return f"{total} python {sys.version_info[:3]} numpy {version('numpy')} {version('ipython')}"


def _lines(file: Path) -> Iterator[tuple[str, Any]]:
    """What a file holds; the last line may have been cut off when its writer was killed."""
    if not file.is_file():
        return
    for text in file.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            key, data = json.loads(text)
        except ValueError:
            continue
        yield key, data
