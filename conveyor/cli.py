"""The command line: parses, calls one verb, renders what it returns."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from typing import Any

import click

from conveyor.errors import ConveyorError
from conveyor.nbgrader_api import quick_imports
from conveyor.terminal import Call, Table, complain, known, plain, submission_table


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
        complain(call, error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        what = error.strerror or type(error).__name__
        complain(
            call, ConveyorError(what, where=str(error.filename or ""), cure="conveyor doctor")
        )
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nconveyor: interrupted; the same command goes on where it was", err=True)
        sys.exit(130)


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
                click.echo(json.dumps(plain(told), ensure_ascii=False))
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
            click.echo(json.dumps(plain(line), ensure_ascii=False))
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
        submission_table(report.assignment, report.submissions)
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
            submission_table(rows[0].assignment, rows[0].submissions)
            return
        table = Table("module", "lesson", "due", "submissions")
        for row in rows:
            counts = ", ".join(f"{n} {state}" for state, n in row.counts.items())
            due = row.due.strftime("%Y-%m-%d %H:%M UTC") if row.due else "-"
            table.add(row.assignment, row.lesson, due, counts or "-")
        table.show()

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
        call.answer(verb.explain(explain), known)
        return
    checks = verb.CHECKS
    if only:
        code = verb.explain(only).code
        checks = tuple(check for check in verb.CHECKS if check.code == code)
    diagnosis = verb.doctor(call.course, checks)

    def render(_: Any) -> None:
        for finding in diagnosis.findings:
            if finding.severity != "ok":
                known(finding, finding.seen)
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
        table = Table("  account", "password", "role")
        for account in running.accounts:
            if account.name in running.passwords:
                table.add(f"  {account.name}", running.passwords[account.name], account.role)
        table.show()
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
        table = Table("name", "", "role", "section", "password")
        for p in everybody:
            has = "yes" if p.has_password else "not yet"
            table.add(p.name, p.display_name, p.role, p.section, has)
        table.show()

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
        table = Table("student", "does", "must get", "state", "score", "", "why")
        for r in report.results:
            score = "-" if r.score is None else f"{r.score:g} / {r.max_score:g}"
            mark = "ok" if r.as_expected else "WRONG"
            table.add(r.student, r.does, r.expected, r.state, score, mark, r.why)
        table.show()

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
