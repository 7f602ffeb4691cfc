"""The command line: parses, calls one verb, renders what it returns."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click

from conveyor.errors import ConveyorError
from conveyor.layout import Course
from conveyor.nbgrader_api import quick_imports


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
            click.echo(json.dumps(_plain(result), indent=2, ensure_ascii=False, default=str))
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


def main() -> None:
    """Entry point of ``conveyor``: no traceback for a mistake that a user can mend."""
    quick_imports()
    call = Call()
    try:
        # Without its own mode click returns what a command raised Exit with.
        code = cli.main(standalone_mode=False, obj=call)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except ConveyorError as error:
        _complain(call, error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        what = error.strerror or type(error).__name__
        _complain(
            call, ConveyorError(what, where=str(error.filename or ""), cure="conveyor doctor")
        )
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nconveyor: interrupted; the same command goes on where it was", err=True)
        sys.exit(130)


def _complain(call: Call, error: ConveyorError) -> None:
    if call.json:
        told = {"error": error.what, "where": error.where, "cure": error.cure}
        if problems := getattr(error, "problems", None):
            told["problems"] = _plain(problems)
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.echo(f"conveyor: {error}", err=True)


class Verbs(click.Group):
    """Verbs in the order of the work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


_EXIT_CODES = """\b
Exit codes
  0    done
  1    the work has a problem: a lesson that cannot be built, a file that has drifted,
       a submission that needs a look, a refused release, an error of the installation
  2    the command was called wrongly: no such module, no course here
  130  interrupted; the same command goes on where it was

With --json the answer is one JSON document on stdout, also for an error:
{"error": ..., "where": ..., "cure": ...}."""


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_EXIT_CODES,
)
@click.option(
    "--course", metavar="FOLDER", help="The course folder (default: the one you are in)."
)
@click.version_option(package_name="tinytorch-course", prog_name="conveyor")
@click.pass_context
def cli(ctx: click.Context, course: str | None) -> None:
    """Move a course's work along: build, release, collect, grade, feedback."""
    ctx.obj = ctx.obj or Call()
    ctx.obj.course_folder = course


def _as_json(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    ctx.find_object(Call).json = value  # type: ignore[union-attr]


json_option = click.option(
    "--json", is_flag=True, expose_value=False, callback=_as_json, help="Answer in JSON."
)
pass_call = click.pass_obj


@cli.command()
@click.argument("name", metavar="NN_NAME")
@click.option("--title", default="", help="What the lesson is called (default: like the module).")
@json_option
@pass_call
def new(call: Call, name: str, title: str) -> None:
    """Begin a module: a lesson that runs, with a TODO where an author has to write."""
    from conveyor.new import TODO
    from conveyor.new import new as verb

    made = verb(call.course, name, title=title)

    def render(_: Any) -> None:
        for path in made.files:
            click.echo(f"written  {path}")
        click.echo(f"{made.todos} places to write: grep -rn {TODO!r} modules/{made.module}")
        click.echo(f"what is missing: conveyor check {name[:2]} --watch")

    call.answer(made, render)


@cli.command()
@click.argument("modules", nargs=-1, metavar="[MODULE ...]")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a file has drifted.")
@click.option("--watch", is_flag=True, help="Build again after each save, until Ctrl-C.")
@json_option
@pass_call
def build(call: Call, modules: tuple[str, ...], check: bool, watch: bool) -> None:
    """Make source/ notebooks and the tinytorch package from modules/."""
    from conveyor import build as verb

    if watch and check:
        raise click.UsageError("--watch writes and --check does not: use one of them")
    if watch:
        call.say("building after each save below modules/; Ctrl-C ends it")
        for outcome in verb.watch(call.course, modules):
            clock = datetime.now().strftime("%H:%M:%S")
            if call.json:
                told = {"error": str(outcome)} if isinstance(outcome, ConveyorError) else outcome
                click.echo(json.dumps(_plain(told), ensure_ascii=False))
            elif isinstance(outcome, ConveyorError):
                call.say(f"{clock} not built\n{outcome}")
            else:
                call.say(f"{clock} built: {', '.join(outcome.written) or 'nothing had changed'}")
        return
    report = verb.build(call.course, modules, check=check)

    def render(_: Any) -> None:
        action = "drifted" if check else "written"
        for path in report.written:
            click.echo(f"{action}  {path}")
        for path in report.removed:
            click.echo(f"{'leftover' if check else 'removed'}  {path}")
        for path in report.strays:
            click.echo(f"stray    {path}: no module made it, and release would hand it out")
        click.echo(f"{len(report.modules)} modules, {report.unchanged} files as they should be")

    call.answer(report, render)
    if report.strays or (check and report.drifted):
        raise click.exceptions.Exit(1)


@cli.command()
@click.argument("modules", nargs=-1, metavar="[MODULE ...]")
@click.option("--select", metavar="CODES", default="", help="Only these: CV021,CV04 (or CV0).")
@click.option("--ignore", metavar="CODES", default="", help="All but these.")
@click.option("--no-run", is_flag=True, help="Only read: leave out what executes the lesson.")
@click.option("--fresh", is_flag=True, help="Execute again what has not changed, too.")
@click.option("--strict", is_flag=True, help="Exit 1 for warnings, too.")
@click.option("--watch", is_flag=True, help="Check again after each save, until Ctrl-C.")
@click.option("--explain", metavar="CODE", help="Say what a rule wants and why, without looking.")
@json_option
@pass_call
def check(
    call: Call,
    modules: tuple[str, ...],
    select: str,
    ignore: str,
    no_run: bool,
    fresh: bool,
    strict: bool,
    watch: bool,
    explain: str | None,
) -> None:
    """Hold modules against the standard that every module must meet."""
    from conveyor import check as verb

    if explain:
        call.answer(verb.explain(explain), lambda told: click.echo(told.text))
        return
    if watch:
        if fresh or strict:
            raise click.UsageError("--watch goes on: it takes neither --fresh nor --strict")
        _watch_check(call, modules, select.split(","), ignore.split(","), not no_run)
        return
    report = verb.check(
        call.course,
        modules,
        select=select.split(","),
        ignore=ignore.split(","),
        run=not no_run,
        fresh=fresh,
        say=call.say,
    )

    def render(_: Any) -> None:
        for finding in report.findings:
            click.echo(finding)
        for line in report.skipped:
            click.echo(line)
        counts = f"{len(report.errors)} errors, {len(report.warnings)} warnings"
        click.echo(
            f"{len(report.modules)} modules, {len(report.rules)} rules: {counts}, "
            f"{len(report.allowed)} allowed"
        )

    call.answer(report, render)
    if report.errors or (strict and report.warnings):
        raise click.exceptions.Exit(1)


@cli.command()
@click.argument("module")
@click.option("--force", metavar="REASON", default="", help="Release against the standard.")
@json_option
@pass_call
def release(call: Call, module: str, force: str) -> None:
    """Prove a module's tests, make its student version and hand it out."""
    from conveyor.release import release as verb

    report = verb(call.course, module, force=force, say=call.say)

    def render(_: Any) -> None:
        if report.verdict:
            v = report.verdict
            again = " (unchanged since it was proven)" if v.cached else ""
            click.echo(
                f"proven: reference {v.reference:g} of {v.max_score:g} automatic points, "
                f"blank {v.blank:g}{again}"
            )
        if report.standing and report.standing.forced:
            count = len(report.standing.problems)
            click.echo(f"forced against {count} problems; the reason is recorded")
        done = "released" if report.changed else "students had exactly this already"
        click.echo(f"{report.assignment}: {done}")
        opened = ", ".join(report.open_modules) or "no module of tinytorch"
        click.echo(f"students can import: {opened}")
        for warning in report.warnings:
            click.echo(f"warning: {warning}")

    call.answer(report, render)


def _watch_check(
    call: Call, modules: tuple[str, ...], select: list[str], ignore: list[str], run: bool
) -> None:
    from conveyor.check import watch

    call.say("checking after each save below modules/; Ctrl-C ends it")
    told: set[str] = set()
    for outcome in watch(call.course, modules, select=select, ignore=ignore, run=run):
        clock = datetime.now().strftime("%H:%M:%S")
        if call.json:
            line = {"error": str(outcome)} if isinstance(outcome, ConveyorError) else outcome
            click.echo(json.dumps(_plain(line), ensure_ascii=False))
        elif isinstance(outcome, ConveyorError):
            call.say(f"{clock} not checked\n{outcome}")
        else:
            # What was told by the quick half is not told again by the whole.
            whole = not outcome.skipped
            fresh = [str(f) for f in outcome.findings if not (whole and str(f) in told)]
            told = set(fresh)
            for text in fresh:
                call.say(text)
            counts = f"{len(outcome.errors)} errors, {len(outcome.warnings)} warnings"
            call.say(f"{clock} {'all rules' if whole else 'read, not run'}: {counts}")


@cli.command()
@click.argument("module")
@json_option
@pass_call
def collect(call: Call, module: str) -> None:
    """Fetch the newest submission of each student into submitted/."""
    from conveyor.collect import collect as verb

    report = verb(call.course, module)

    def render(_: Any) -> None:
        click.echo(f"{len(report.new)} new, {len(report.submissions)} in all")
        for student in report.new:
            click.echo(f"collected  {student}")
        for line in report.refused:
            click.echo(f"refused    {line}")

    call.answer(report, render)


@cli.command()
@click.argument("module")
@click.argument("students", nargs=-1, metavar="[STUDENT ...]")
@click.option("--force", is_flag=True, help="Run unchanged submissions again too.")
@json_option
@pass_call
def grade(call: Call, module: str, students: tuple[str, ...], force: bool) -> None:
    """Autograde what was collected and is new or changed."""
    from conveyor.grade import grade as verb

    with call.progress("grading") as progress:
        report = verb(call.course, module, students, force=force, progress=progress)

    def render(_: Any) -> None:
        _submission_table(report.assignment, report.submissions)
        click.echo(f"{len(report.graded)} run, {len(report.skipped)} unchanged")

    call.answer(report, render)
    if report.failed:
        raise click.exceptions.Exit(1)


@cli.command()
@click.argument("module")
@click.argument("students", nargs=-1, metavar="[STUDENT ...]")
@click.option("--no-release", is_flag=True, help="Make the pages, do not send them.")
@click.option("--include-waiting", is_flag=True, help="Also where answers wait for a person.")
@json_option
@pass_call
def feedback(
    call: Call, module: str, students: tuple[str, ...], no_release: bool, include_waiting: bool
) -> None:
    """Make the feedback pages and send them to the students' mailboxes."""
    from conveyor.feedback import feedback as verb

    with call.progress("feedback") as progress:
        report = verb(
            call.course,
            module,
            students,
            release=not no_release,
            include_waiting=include_waiting,
            progress=progress,
        )

    def render(_: Any) -> None:
        sent = "made and sent" if report.released else "made, not sent"
        click.echo(f"{report.assignment}: {len(report.made)} pages {sent}")
        for submission in report.waiting:
            click.echo(f"not yet  {submission.student}: {submission.state}")

    call.answer(report, render)


@cli.command()
@click.argument("module", required=False)
@json_option
@pass_call
def status(call: Call, module: str | None) -> None:
    """Show where every module and every submission is."""
    from conveyor.status import status as verb

    rows = verb(call.course, module)

    def render(_: Any) -> None:
        if module:
            _submission_table(rows[0].assignment, rows[0].submissions)
            return
        table = _table("module", "lesson", "due", "submissions")
        for row in rows:
            counts = ", ".join(f"{n} {state}" for state, n in row.counts.items())
            due = row.due.strftime("%Y-%m-%d %H:%M UTC") if row.due else "-"
            _row(table, row.assignment, row.lesson, due, counts or "-")
        _print(table)

    call.answer(rows, render)


@cli.command()
@click.option("--all", "everything", is_flag=True, help="Show what is well, too.")
@click.option("--only", metavar="CODE", help="Look for this one failure and no other.")
@click.option("--explain", metavar="CODE", help="Say what a code means, without looking.")
@json_option
@pass_call
def doctor(call: Call, everything: bool, only: str | None, explain: str | None) -> None:
    """Name what is wrong with this installation, and the cure."""
    from conveyor import doctor as verb

    if explain:
        call.answer(verb.explain(explain), _known)
        return
    checks = verb.CHECKS
    if only:
        code = verb.explain(only).code
        checks = tuple(check for check in verb.CHECKS if check.code == code)
    diagnosis = verb.doctor(call.course, checks)

    def render(_: Any) -> None:
        for finding in diagnosis.findings:
            if finding.severity != "ok":
                _known(finding, finding.seen)
            elif everything:
                remark = f" ({finding.seen})" if finding.seen else ""
                click.echo(f"ok       {finding.code}  not: {finding.title}{remark}")
        count = f"{diagnosis.errors} errors, {diagnosis.warnings} warnings"
        click.echo(f"{len(checks)} checks: {count}")

    call.answer(diagnosis, render)
    if diagnosis.errors:
        raise click.exceptions.Exit(1)


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Where the hub listens (8000).")
@pass_call
def up(call: Call, port: int | None) -> None:
    """Build, release the first module (and a warm-up), and run the hub here until Ctrl-C."""
    from conveyor.build import build as make
    from conveyor.release import refresh_student_view
    from conveyor.release import release as hand_out
    from conveyor.up import run

    course = call.course
    report = make(course)
    call.say(f"built: {', '.join(report.written) or 'nothing had changed'}")
    first = [module.id for module in course.first_modules]
    # Compared, not counted: a first start may have been ended between two releases.
    released = {path.name for path in course.outbound.glob("[!.]*")}
    if released < set(first):
        for assignment in first:
            hand_out(course, assignment, say=call.say)
    refresh_student_view(course)
    raise click.exceptions.Exit(run(course, port=port, say=call.say, ready=_welcome))


def _welcome(running: Any) -> None:
    """What the person at the terminal needs: the address, and passwords once."""
    click.echo(f"\n  The course is at  {running.url}\n")
    if running.passwords:
        table = _table("  account", "password", "role")
        for account in running.accounts:
            if account.name in running.passwords:
                table.add_row(f"  {account.name}", running.passwords[account.name], account.role)
        _print(table)
        click.echo("  Write the passwords down: they are not shown again.\n")
    click.echo("  Ctrl-C stops everything.\n")


@cli.group()
def roster() -> None:
    """See who may log in to the hub, or give somebody a new password."""


@roster.command("list")
@json_option
@pass_call
def roster_list(call: Call) -> None:
    """Show everybody in roster.csv, and whether they have a password yet."""
    from conveyor.roster import people

    everybody = people(call.course)

    def render(_: Any) -> None:
        table = _table("name", "", "role", "section", "password")
        for p in everybody:
            has = "yes" if p.has_password else "not yet"
            table.add_row(p.name, p.display_name, p.role, p.section, has)
        _print(table)

    call.answer(everybody, render)


@roster.command("reset-password")
@click.argument("name")
@json_option
@pass_call
def roster_reset_password(call: Call, name: str) -> None:
    """Give NAME a new password, shown once; the old one does not work any more."""
    from conveyor.roster import reset_password

    password = reset_password(call.course, name)

    def render(_: Any) -> None:
        click.echo(f"{name}: {password}")
        click.echo("It is not shown again.")

    call.answer({"name": name, "password": password}, render)


@cli.command()
@click.argument("module")
@click.option("--strength", is_flag=True, help="Prove that the tests notice mistakes.")
@click.option("--workers", type=click.IntRange(1), help="Processes for --strength (one a core).")
@json_option
@pass_call
def rehearse(call: Call, module: str, strength: bool, workers: int | None) -> None:
    """Send synthetic students the whole way, in a temporary course."""
    from conveyor.rehearse import rehearse as verb

    if strength:
        _strength(call, module, workers)
        return
    report = verb(call.course, module, say=call.say)

    def render(_: Any) -> None:
        table = _table("student", "does", "must get", "state", "score", "", "why")
        for r in report.results:
            score = "-" if r.score is None else f"{r.score:g} / {r.max_score:g}"
            mark = "ok" if r.as_expected else "WRONG"
            _row(table, r.student, r.does, r.expected, r.state, score, mark, r.why)
        _print(table)

    call.answer(report, render)
    if not report.as_expected:
        raise click.exceptions.Exit(1)


def _strength(call: Call, module: str, workers: int | None) -> None:
    from conveyor.strength import prove_strength
    from conveyor.strength.summary import summary

    with call.progress("proving") as progress:
        report = prove_strength(
            call.course, module, workers=workers, say=call.say, progress=progress
        )
    page = call.course.strength_page(report.assignment)
    call.answer(report, lambda _: click.echo(summary(report, page)))
    if not report.proven:
        raise click.exceptions.Exit(1)


def _known(failure: Any, seen: str = "") -> None:
    click.echo(f"{failure.severity:<8} {failure.code}  {failure.title}{seen and f': {seen}'}")
    click.echo(f"         why   {failure.why}")
    click.echo(f"         cure  {failure.cure}")


def _submission_table(assignment: str, submissions: list[Any]) -> None:
    if not submissions:
        click.echo(f"{assignment}: no submissions")
        return
    table = _table("student", "state", "score", "remarks")
    for s in submissions:
        score = "-" if s.score is None else f"{s.score:g} / {s.max_score:g}"
        remarks = "; ".join(filter(None, [s.reason, *s.notes]))
        _row(table, s.student, s.state, score, remarks)
    _print(table)


def _table(*columns: str) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _row(table: Any, *cells: str) -> None:
    """Add a row to the letter: what students wrote is no markup."""
    from rich.text import Text

    table.add_row(*(Text("".join(filter(str.isprintable, cell))) for cell in cells))


def _print(table: Any) -> None:
    from rich.console import Console

    console = Console()
    # Without a terminal nothing is folded: a pipe gets one line a row.
    console = console if console.is_terminal else Console(width=10_000)
    console.print(table)


def _plain(value: Any) -> Any:
    """Dataclasses, with their properties left out, as JSON values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, datetime) else value
