"""How long the way of a module takes, and what our way costs beside stock nbgrader's.

    python -m benchmarks.pipeline -n 5

In a temporary course, N students hand in the reference solution of a module. Each step is
done with our verbs and, where stock nbgrader has the step, by its own API with its default
configuration on the same files, by turns: machine and load are the same for both, so trust
the ratios and not the seconds. The first student is a warm-up and does not count.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from conveyor.build import build
from conveyor.collect import collect
from conveyor.feedback import feedback
from conveyor.grade import grade
from conveyor.layout import CONFIG, Course
from conveyor.nbgrader_api import nbgrader, succeed
from conveyor.release import release
from conveyor.status import status
from conveyor.student import Student
from conveyor.understudies import reference

ROOT = Path(__file__).resolve().parent.parent
STOCK = 'c = get_config()\nc.CourseDirectory.course_id = "stock"\nc.Exchange.root = {exchange!r}\n'


@dataclass
class Step:
    """Seconds of one step, ours and stock nbgrader's; empty where there is no such step."""

    name: str
    ours: list[float] = field(default_factory=list)
    stock: list[float] = field(default_factory=list)

    def row(self) -> tuple[str, str, str, str]:
        ours, stock = (_seconds(times) for times in (self.ours, self.stock))
        ratio = "-"
        if self.ours and self.stock:
            ratio = f"{statistics.median(self.ours) / statistics.median(self.stock):.2f}"
        return self.name, ours, stock, ratio


def main() -> None:
    """Parse, measure, print the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("-n", type=int, default=5, metavar="N", help="submissions (5)")
    options.add_argument("--module", default="01", help="any module of this course (01)")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="pipeline-") as folder:
        steps = measure(Path(folder), chosen.module, max(1, chosen.n))
    _print([("step", "ours", "stock nbgrader", "ratio"), *(step.row() for step in steps)])


def measure(folder: Path, module: str, number: int) -> list[Step]:
    """Go the whole way in `folder` with `number` submissions and one before them."""
    ours, steps = _ours(folder / "ours"), []
    steps.append(Step("build all modules", [_timed(lambda: build(ours))]))
    steps.append(Step("build, nothing changed", [_timed(lambda: build(ours))]))
    assignment = ours.assignment(module)
    steps.append(Step("release, tests proven first", [_timed(lambda: release(ours, assignment))]))
    stock = _stock(folder / "stock", ours, assignment)
    again = [_timed(lambda: release(ours, assignment)) for _ in range(3)]
    steps.append(Step("release, proven before", again, _released(stock, assignment)))
    names = [f"student{n:03}" for n in range(number + 1)]
    for name in names:
        _hand_in(ours, stock, assignment, name, folder / "homes" / name)
    # The first collection opens the gradebook; it has no peer, stock uses another exchange.
    collecting = _timed(lambda: collect(ours, assignment)) / len(names)
    steps.append(Step("collect, a submission", [collecting]))
    grading, telling = Step("grade, a submission"), Step("feedback, a submission")
    with nbgrader(stock) as api:
        for name in names:
            with _deaf():
                graded = _timed(lambda n=name: succeed(api.autograde(assignment, n), n))
            grading.stock.append(graded)
            telling.stock.append(
                _timed(lambda n=name: succeed(api.generate_feedback(assignment, n), n))
            )
            grading.ours.append(_timed(lambda n=name: grade(ours, assignment, [n])))
            telling.ours.append(
                _timed(lambda n=name: feedback(ours, assignment, [n], include_waiting=True))
            )
    for times in (grading.ours, grading.stock, telling.ours, telling.stock):
        del times[0]
    unchanged = [_timed(lambda: grade(ours, assignment)) / len(names) for _ in range(3)]
    steps += [grading, telling, Step("grade again, unchanged, a submission", unchanged)]
    shown = [_timed(lambda: status(Course(ours.root), assignment)) for _ in range(3)]
    steps.append(Step(f"status of {len(names)} submissions", shown))
    return steps


def _ours(root: Path) -> Course:
    """This course's modules and configuration at another place, nothing built."""
    shutil.copytree(ROOT / "modules", root / "modules")
    (root / "tinytorch").mkdir()
    shutil.copy(ROOT / "tinytorch" / "__init__.py", root / "tinytorch")
    # The standard is judged elsewhere: here the way is timed.
    config = (ROOT / CONFIG).read_text(encoding="utf-8")
    (root / CONFIG).write_text(f"{config}\nc.Conveyor.gate = []\n", encoding="utf-8")
    return Course(root)


def _stock(root: Path, ours: Course, assignment: str) -> Course:
    """The same source notebooks in a course that stock nbgrader would have."""
    shutil.copytree(ours.source(assignment), root / "source" / assignment)
    (root / CONFIG).write_text(STOCK.format(exchange=str(root / "exchange")))
    (root / "exchange").mkdir(mode=0o777)
    return Course(root)


def _released(stock: Course, assignment: str) -> list[float]:
    def step(api: Any) -> None:
        succeed(api.generate_assignment(assignment), "generate")
        shutil.rmtree(stock.root / "exchange" / "stock", ignore_errors=True)
        succeed(api.release_assignment(assignment), "release")

    with nbgrader(stock) as api:
        step(api)
        return [_timed(lambda: step(api)) for _ in range(3)]


def _hand_in(ours: Course, stock: Course, assignment: str, name: str, home: Path) -> None:
    """The reference solution, through the mailbox of ours, and put into submitted/ of stock."""
    student = Student(ours, name, home)
    folder = student.fetch(assignment)
    for path in folder.glob("*.ipynb"):
        source = nbformat.read(ours.source(assignment) / path.name, as_version=4)
        path.write_bytes(reference(nbformat.read(path, as_version=4), source))
    student.submit(assignment)
    shutil.copytree(folder, stock.submitted(assignment, name))


def _timed(action: Callable[[], object]) -> float:
    with _clock() as seconds:
        action()
    return seconds[0]


@contextmanager
def _clock() -> Iterator[list[float]]:
    seconds: list[float] = []
    begin = time.perf_counter()
    yield seconds
    seconds.append(time.perf_counter() - begin)


@contextmanager
def _deaf() -> Iterator[None]:
    """Stock nbgrader's kernels warn on our terminal that they listen on ports."""
    before = os.dup(2)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)


def _seconds(times: list[float]) -> str:
    if not times:
        return "-"
    median = statistics.median(times)
    spread = f" ({min(times):.2f}-{max(times):.2f})" if len(times) > 1 else ""
    return f"{median:.2f} s{spread}" if median >= 0.1 else f"{median * 1000:.0f} ms"


def _print(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    main()
