"""How the command line answers: in words, in tables, in JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click

from conveyor.errors import ConveyorError
from conveyor.layout import Course


@dataclasses.dataclass
class Call:
    """What every verb gets: the course and how to answer."""

    course_folder: str | None = None
    json: bool = False

    @property
    def course(self) -> Course:
        return Course.find(self.course_folder)

    def answer(self, result: Any, render: Callable[[Any], None]) -> None:
        if self.json:
            click.echo(json.dumps(plain(result), indent=2, ensure_ascii=False, default=str))
        else:
            render(result)

    def say(self, text: str) -> None:
        if not self.json:
            click.echo(text)

    @contextmanager
    def progress(self, title: str) -> Iterator[Callable[[str, int, int, str], None]]:
        """A bar on a terminal, one line a submission elsewhere, nothing with --json."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        console = Console(stderr=True)
        if self.json or not console.is_terminal:
            yield (
                lambda who, done, every, state: (
                    self.say(f"{title} {done} of {every}: {who}") if state else None
                )
            )
            return
        columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console) as bar:
            task = bar.add_task(title, total=None)
            yield lambda who, done, every, state: bar.update(
                task, description=f"{title} {who}", completed=done, total=every
            )


class Table:
    """Rows of text, shown to the letter: what students wrote is neither markup nor command."""

    def __init__(self, *columns: str) -> None:
        from rich.table import Table as RichTable

        self._table = RichTable(box=None, pad_edge=False)
        for column in columns:
            self._table.add_column(column, overflow="fold")

    def add(self, *cells: str) -> None:
        from rich.text import Text

        self._table.add_row(*(Text("".join(filter(str.isprintable, cell))) for cell in cells))

    def show(self) -> None:
        """Print it; without a terminal nothing is folded, a pipe gets one line a row."""
        from rich.console import Console

        console = Console()
        console = console if console.is_terminal else Console(width=10_000)
        console.print(self._table)


def submission_table(assignment: str, submissions: list[Any]) -> None:
    if not submissions:
        click.echo(f"{assignment}: no submissions")
        return
    table = Table("student", "state", "score", "remarks")
    for s in submissions:
        score = "-" if s.score is None else f"{s.score:g} / {s.max_score:g}"
        remarks = "; ".join(filter(None, [s.reason, *s.notes]))
        table.add(s.student, s.state, score, remarks)
    table.show()


def known(failure: Any, seen: str = "") -> None:
    click.echo(f"{failure.severity:<8} {failure.code}  {failure.title}{seen and f': {seen}'}")
    click.echo(f"         why   {failure.why}")
    click.echo(f"         cure  {failure.cure}")


def complain(call: Call, error: ConveyorError) -> None:
    if call.json:
        told = {"error": error.what, "where": error.where, "cure": error.cure}
        if problems := getattr(error, "problems", None):
            told["problems"] = plain(problems)
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.echo(f"conveyor: {error}", err=True)


def plain(value: Any) -> Any:
    """Dataclasses, with their properties left out, as JSON values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, datetime) else value
