"""The report in a terminal's width: what to mend, and where to read more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from conveyor.strength.report import StrengthReport

_MOST_DIFFS = 8  # more survivors than this are read on the page


def summary(report: StrengthReport, page: Path) -> str:
    """What `conveyor rehearse --strength` says."""
    return "\n".join([*_survivors(report), *_weak_solutions(report), *_verdict(report, page)])


def _survivors(report: StrengthReport) -> Iterator[str]:
    shown = len(report.survivors) <= _MOST_DIFFS
    for survivor in report.survivors:
        yield f"survived  {survivor.id}  {report.lesson}:{survivor.line}"
        yield f"          {survivor.does}; tested by {', '.join(survivor.tests) or 'no test'}"
        if shown:
            yield from (f"          {line}" for line in survivor.diff.split("\n")[3:])


def _weak_solutions(report: StrengthReport) -> Iterator[str]:
    weak = [cell for cell in report.solutions if cell.survived]
    width = max((len(cell.cell) for cell in weak), default=0)
    for cell in weak:
        yield (
            f"weak      {cell.cell:<{width}}  {cell.survived} of {cell.mutants} mutants survive, "
            f"{cell.visible} are noticed by visible tests, {cell.hidden} by hidden ones only"
        )


def _verdict(report: StrengthReport, page: Path) -> Iterator[str]:
    for problem in report.problems:
        yield str(problem)
    caught = sum(answer.as_expected for answer in report.wrong_answers)
    losing = sum(stub.as_expected for stub in report.stubs)
    again = "nothing had changed" if report.cached else f"{report.ran} run in {report.seconds:g} s"
    yield (
        f"{report.assignment}: {report.score:.1%} of {report.counted} mutants noticed "
        f"({report.killed_visible} by visible tests, {report.killed_hidden} by hidden ones only), "
        f"{len(report.excused)} excused"
    )
    yield (
        f"{caught} of {len(report.wrong_answers)} wrong answers lose points where they must, "
        f"{losing} of {len(report.stubs)} stubs lose points; {again}"
    )
    yield f"{'proven' if report.proven else 'not proven'}: {page}"
