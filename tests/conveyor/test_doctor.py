"""Each known failure is made to happen, and named; a healthy course is left in peace.

Run as a program it writes docs/for-operators/doctor.md.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import platform
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import zoneinfo
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from conveyor import up
from conveyor.build import build
from conveyor.cli import cli
from conveyor.doctor import CHECKS, Finding, doctor, explain, machine, page, work
from conveyor.doctor import gradebook as gradebook_checks
from conveyor.doctor import hub as hub_checks
from conveyor.doctor.check import ERROR, OK, WARNING, Check, Trouble, few
from conveyor.errors import UsageError
from conveyor.layout import CONFIG, Course
from hub.roster import write_sample
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "for-operators" / "doctor.md"
GOOD_TIME = "2026-01-31 12:00:00.000001 UTC"
ADAS = "submitted/ada/01_number"
# Of the machine that runs the tests: their own tests make them healthy, and then ill.
OF_THE_MACHINE = {"CD104", "CD107", "CD110", "CD111", "CD115", "CD116"}


@pytest.fixture
def healthy(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course in the middle of its term, without anything wrong."""
    build(course)
    shutil.copy(ROOT / ".gitignore", course.root)
    course.var.mkdir(exist_ok=True)
    course.var.chmod(0o700)
    for folder in (course.outbound, course.inbound / "ada", course.feedback_box("ada")):
        folder.mkdir(parents=True)
    course.hub_state.mkdir()
    write_sample(course.roster)
    write(course, f"{ADAS}/number_dev.ipynb", "{}")
    write(course, f"{ADAS}/timestamp.txt", GOOD_TIME)
    graded = {"cells": [], "metadata": {"conveyor": {"graded_at": GOOD_TIME}}}
    write(course, "autograded/ada/01_number/number_dev.ipynb", json.dumps(graded))
    _, head = gradebook_checks._revisions()
    make_gradebook(course, head)
    monkeypatch.setattr(hub_checks, "PORT", free_port())
    monkeypatch.delenv("TZ", raising=False)
    return course


def write(course: Course, name: str, text: str) -> Path:
    path = course.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def make_gradebook(course: Course, revision: str) -> None:
    course.gradebook.unlink(missing_ok=True)
    with closing(sqlite3.connect(course.gradebook)) as db:
        db.execute("create table alembic_version (version_num varchar(32) not null)")
        db.execute("insert into alembic_version values (?)", (revision,))
        db.execute("create table student (id text, remark text)")
        db.executemany(
            "insert into student values (?, ?)", [(str(n), "x" * 99) for n in range(999)]
        )
        db.commit()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def found(course: Course, code: str) -> list[Finding]:
    """The troubles that the check with this code sees."""
    chosen = tuple(check for check in CHECKS if check.code == code)
    return [f for f in doctor(course, chosen).findings if f.severity != OK]


def the_one(course: Course, code: str, severity: str = ERROR) -> str:
    """What was seen of the only trouble."""
    (finding,) = found(course, code)
    assert (finding.code, finding.severity) == (code, severity)
    assert finding.cure
    return finding.seen


def program(folder: Path, name: str, script: str) -> Path:
    """A program called `name`, to be put on PATH."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def distribution(folder: Path, name: str, version: str, *lines: str) -> None:
    """What pip leaves behind when it has installed a package."""
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    text = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}", *lines]
    (info / "METADATA").write_text("\n".join(text) + "\n")


def git(course: Course, *words: str, **environment: str) -> None:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    command = ["git", "-C", str(course.root), *who, *words]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})


# The whole.


@pytest.mark.parametrize("code", sorted({c.code for c in CHECKS} - OF_THE_MACHINE))
def test_is_silent_on_a_healthy_course(healthy: Course, code: str) -> None:
    """No check sees a trouble where there is none."""
    assert found(healthy, code) == []


def test_every_code_has_a_test() -> None:
    """A check without a test that makes its failure happen is not accepted."""
    tested = {name[5:10].upper() for name in globals() if re.match(r"test_cd\d{3}", name)}
    assert tested == {check.code for check in CHECKS}


def test_codes_are_unique_and_the_words_are_one_line_each() -> None:
    """A code means one thing, and what is said about it fits the table."""
    codes = [check.code for check in CHECKS]
    assert len(set(codes)) == len(codes)
    for check in CHECKS:
        assert re.fullmatch(r"CD\d{3}", check.code)
        assert check.severity in (ERROR, WARNING)
        for text in (check.title, check.why, check.cure):
            assert text
            assert "\n" not in text
            assert "|" not in text
            assert not text.endswith(".")


def test_the_page_for_operators_is_that_of_the_checks() -> None:
    """docs/for-operators/doctor.md is made anew after a change of a check."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_a_check_that_fails_does_not_hide_the_others(healthy: Course) -> None:
    """Its failure is a warning under its own code."""

    def fails(_: Course) -> Iterator[Trouble]:
        raise RuntimeError("no idea")
        yield

    broken = Check("CD998", ERROR, "broken", "why", "cure", fails)
    fine = Check("CD999", ERROR, "fine", "why", "cure", lambda _: [Trouble("seen")])
    diagnosis = doctor(healthy, (broken, fine))
    assert [(f.code, f.severity) for f in diagnosis.findings] == [
        ("CD998", WARNING),
        ("CD999", ERROR),
    ]
    assert "RuntimeError: no idea" in diagnosis.findings[0].seen
    assert (diagnosis.errors, diagnosis.warnings) == (1, 1)


def test_exits_with_1_for_an_error_only(healthy: Course) -> None:
    """Warnings leave the exit code at 0."""
    write(healthy, "modules/01_number/number_dev.py", "# %%\nx = 1\n")
    answer = run(healthy, "--json")
    codes = {f["code"]: f["severity"] for f in json.loads(answer.output)["findings"]}
    assert codes["CD402"] == WARNING
    assert answer.exit_code == (1 if ERROR in codes.values() else 0)
    write(healthy, "source/01_number/notes.txt", "for me only")
    assert run(healthy).exit_code == 1


def test_shows_code_why_and_cure(healthy: Course) -> None:
    """Each trouble on the terminal has its code and its cure; what is well only with --all."""
    write(healthy, "source/01_number/notes.txt", "for me only")
    assert re.search(
        r"error +CD403 .*source/01_number/notes.txt\n.*\n +cure  delete", run(healthy).output
    )
    assert "CD301" not in run(healthy).output
    assert "CD301" in run(healthy, "--all").output


def test_explains_a_code_without_looking(tmp_path: Path) -> None:
    """--explain works outside a course, in any case, and refuses what is no code."""
    answer = CliRunner().invoke(cli, ["--course", str(tmp_path), "doctor", "--explain", "cd104"])
    assert answer.exit_code == 0
    assert "CD104" in answer.output
    assert explain("CD104").cure in answer.output
    with pytest.raises(UsageError):
        explain("CD000")


def run(course: Course, *options: str) -> Any:
    return CliRunner().invoke(cli, ["--course", str(course.root), "doctor", *options])


def test_is_quick_and_leaves_nbgrader_alone(healthy: Course) -> None:
    """A second or so, in a process of its own, without nbgrader's seconds of imports."""
    code = f"""
import sys, time
begun = time.process_time()  # not of what else this machine does
from click.testing import CliRunner
from conveyor.cli import cli
CliRunner().invoke(cli, ["--course", {str(healthy.root)!r}, "doctor"])
print([name for name in sys.modules if name.split(".")[0] == "nbgrader"])
print(time.process_time() - begun)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded, seconds = done.stdout.splitlines()
    assert loaded == "[]"
    assert float(seconds) < 3


def test_changes_nothing(healthy: Course) -> None:
    """The course is the same to the byte after an examination."""
    before = snapshot(healthy)
    doctor(healthy)
    assert snapshot(healthy) == before


def snapshot(course: Course) -> dict[str, Any]:
    return {str(p): p.is_file() and p.read_bytes() for p in course.root.rglob("*")}


def test_few_counts_what_it_leaves_out() -> None:
    """Long lists are cut with their length."""
    assert few(["a", "b"]) == "a, b"
    assert few(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


# Python and its packages.


def test_cd101_names_an_old_python(healthy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """The range is that of the installed course."""
    monkeypatch.setattr(platform, "python_version", lambda: "3.10.14")
    assert "3.10.14" in the_one(healthy, "CD101")


def test_cd102_names_a_version_out_of_range(
    healthy: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warning with the version found and the range wanted."""
    distribution(tmp_path / "lib", "nbgrader", "0.8.1")
    monkeypatch.syspath_prepend(tmp_path / "lib")
    assert the_one(healthy, "CD102", WARNING) == "nbgrader is 0.8.1, not ==0.9.6"


def test_cd102_names_a_missing_package(
    healthy: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error; what belongs to development is not asked for."""
    wanted = ("Requires-Dist: not-there>=1", 'Requires-Dist: nor-this; extra == "dev"')
    distribution(tmp_path / "lib", "tinytorch-course", "0.1.0", *wanted)
    monkeypatch.syspath_prepend(tmp_path / "lib")
    assert the_one(healthy, "CD102") == "not-there is not installed"


def test_cd103_names_the_other_copy(healthy: Course) -> None:
    """A course with its own conveyor/ is not to be handled by another one."""
    (healthy.root / "conveyor").mkdir()
    assert str(ROOT) in the_one(healthy, "CD103", WARNING)


def test_cd104_wants_alembic_on_path(
    healthy: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warning while conveyor finds it beside its Python, an error when it is nowhere."""
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    the_one(healthy, "CD104", WARNING)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    the_one(healthy, "CD104", ERROR)
    program(tmp_path / "bin", "alembic", "true")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert found(healthy, "CD104") == []


@pytest.mark.parametrize(
    ("script", "seen"),
    [(None, "which is not there"), ("exit 1", "which lacks ipykernel"), ("exit 0", None)],
)
def test_cd105_names_a_kernel_whose_interpreter_is_gone(
    healthy: Course,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: str | None,
    seen: str | None,
) -> None:
    """A left-over kernel of a deleted environment comes before the one that works."""
    interpreter = tmp_path / "bin" / "python"
    if script:
        program(tmp_path / "bin", "python", script)
    spec = tmp_path / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    words = {"argv": [str(interpreter), "-m", "ipykernel_launcher"], "display_name": "Python 3"}
    spec.write_text(json.dumps(words))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    if seen:
        assert seen in the_one(healthy, "CD105")
    else:
        assert found(healthy, "CD105") == []


def test_cd105_names_a_kernel_that_is_missing(
    healthy: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without ipykernel there is none."""
    from jupyter_client.kernelspec import KernelSpecManager

    monkeypatch.setattr(KernelSpecManager, "kernel_dirs", [])
    monkeypatch.setitem(sys.modules, "ipykernel.kernelspec", None)
    assert "no kernel is called python3" in the_one(healthy, "CD105")


def test_cd106_names_the_other_tinytorch(
    healthy: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`pip install tinytorch` brings somebody else's project."""
    distribution(tmp_path / "lib", "tinytorch", "0.1.8")
    monkeypatch.syspath_prepend(tmp_path / "lib")
    assert "0.1.8" in the_one(healthy, "CD106")


def test_cd107_warns_root(healthy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Students' code must not run with root's rights."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    the_one(healthy, "CD107", WARNING)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert found(healthy, "CD107") == []


# The machine.


def disk(monkeypatch: pytest.MonkeyPatch, free: int = 2**40, files: int = 10**6) -> None:
    """Let every disk have so many bytes and inodes free."""
    state = SimpleNamespace(f_bavail=free // 4096, f_frsize=4096, f_files=10**7, f_favail=files)
    monkeypatch.setattr(os, "statvfs", lambda _: state)


def test_cd110_names_a_full_disk(healthy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning below a gigabyte, an error below 100 megabytes."""
    disk(monkeypatch)
    assert found(healthy, "CD110") == []
    disk(monkeypatch, free=500 * machine.MIB)
    assert found(healthy, "CD110")[0].severity == WARNING
    disk(monkeypatch, free=50 * machine.MIB)
    assert found(healthy, "CD110")[0].severity == ERROR
    assert found(healthy, "CD110")[0].seen.startswith("50 MiB are free for ")


def test_cd111_names_a_lack_of_inodes(healthy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where bytes are left."""
    disk(monkeypatch)
    assert found(healthy, "CD111") == []
    disk(monkeypatch, files=5000)
    assert found(healthy, "CD111")[0].severity == WARNING
    disk(monkeypatch, files=5)
    assert found(healthy, "CD111")[0].severity == ERROR


def test_cd112_agrees_with_the_system_on_too_long_a_socket(
    healthy: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One byte more than the system allows, and not before."""
    room = machine._LONGEST_SOCKET - len(machine._SOCKET)
    with tempfile.TemporaryDirectory(dir="/tmp") as base:
        for length in (room, room + 1):
            folder = Path(base, "x" * (length - len(base) - 1))
            Path(f"{folder}{machine._SOCKET}").parent.mkdir(parents=True)
            monkeypatch.setattr(tempfile, "tempdir", str(folder))
            assert bool(found(healthy, "CD112")) != can_listen(f"{folder}{machine._SOCKET}")
        assert f"{machine._LONGEST_SOCKET + 1} bytes" in the_one(healthy, "CD112")


def can_listen(name: str) -> bool:
    with socket.socket(socket.AF_UNIX) as trial:
        try:
            trial.bind(name)
        except OSError:
            return False
        return True


def test_cd113_names_a_clock_that_was_put_back(
    healthy: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the kernel stamped on files cannot lie in the future."""
    hour_ago = time.time() - 3600
    monkeypatch.setattr(time, "time", lambda: hour_ago)
    assert "here, and " in the_one(healthy, "CD113")


def test_cd113_looks_at_submissions_and_commits(healthy: Course) -> None:
    """A submission, or a commit, of tomorrow means that this clock is behind."""
    stamp = write(healthy, f"{ADAS}/timestamp.txt", "2099-01-01 00:00:00.000000 UTC")
    assert "the submission ada/01_number is of 2099" in the_one(healthy, "CD113")
    stamp.write_text(GOOD_TIME)
    git(healthy, "init")
    git(healthy, "commit", "--allow-empty", "-m", "x", GIT_COMMITTER_DATE="2098-01-01T00:00:00Z")
    assert "the last commit is of 2098" in the_one(healthy, "CD113")


@pytest.mark.parametrize(
    ("zone", "known"),
    [("Mars/Olympus", False), ("Europe/Berlin", True), ("CET-1CEST", True), ("<+03>-3", True)],
)
def test_cd114_names_an_unknown_time_zone(
    healthy: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, known: bool
) -> None:
    """A zone is known when the system's table has it, or when it spells its offset."""
    (tmp_path / "zones" / "Europe").mkdir(parents=True)
    (tmp_path / "zones" / "Europe" / "Berlin").touch()
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path / "zones"),))
    monkeypatch.setenv("TZ", zone)
    assert (found(healthy, "CD114") == []) == known


def test_cd115_names_missing_bubblewrap(
    healthy: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not installed is one failure, and not the other one."""
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    the_one(healthy, "CD115", WARNING)
    assert found(healthy, "CD116") == []


@pytest.mark.parametrize(
    ("script", "works"), [("exit 0", True), ("echo No way >&2; exit 1", False)]
)
def test_cd116_names_forbidden_bubblewrap(
    healthy: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, works: bool
) -> None:
    """What bubblewrap says is passed on."""
    program(tmp_path / "bin", "bwrap", script)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert found(healthy, "CD115") == []
    if works:
        assert found(healthy, "CD116") == []
    else:
        assert "No way" in the_one(healthy, "CD116", WARNING)


# The course folder.


@pytest.mark.parametrize(
    ("text", "seen"),
    [("c = get_config()\nc.x = = 1\n", "line 2"), ("raise OSError('gone')", "OSError: gone")],
)
def test_cd201_names_a_broken_configuration(healthy: Course, text: str, seen: str) -> None:
    """With the line where it is broken."""
    write(healthy, CONFIG, text)
    assert seen in the_one(Course(healthy.root), "CD201")


def refuse(number: int) -> Any:
    def call(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


def test_cd202_names_what_the_file_system_lacks(
    healthy: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links, locks and modes, each by itself, as on vfat or a network share."""
    monkeypatch.setattr(os, "symlink", refuse(errno.EPERM))
    monkeypatch.setattr(fcntl, "lockf", refuse(errno.ENOLCK))
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    seen = [finding.seen.split(":")[0] for finding in found(healthy, "CD202")]
    assert seen == ["no symbolic links", "no locks", "modes do not hold"]
    assert not list(healthy.root.glob(".doctor-*"))


def test_cd203_names_what_is_somebody_elses(
    healthy: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after `sudo conveyor grade`."""
    somebody = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody)
    seen = the_one(healthy, "CD203")
    assert seen.startswith("., ")
    assert "not yours" in seen


def test_cd203_names_what_cannot_be_written(
    healthy: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Yours, and read-only for you."""

    def by_the_modes(path: Path, mode: int) -> bool:  # root may write everywhere
        return bool(path.stat().st_mode & 0o200)

    (healthy.root / ADAS).chmod(0o500)
    monkeypatch.setattr(os, "access", by_the_modes)
    assert the_one(healthy, "CD203") == f"{ADAS}: you may not write there"
    (healthy.root / ADAS).chmod(0o700)


def test_cd204_wants_one_closed_folder_above_the_exchange(healthy: Course) -> None:
    """var or the exchange itself, either is enough."""
    healthy.var.chmod(0o755)
    healthy.exchange.chmod(0o777)
    assert "0755 and 0777" in the_one(healthy, "CD204")
    healthy.exchange.chmod(0o700)
    assert found(healthy, "CD204") == []


def test_cd204_looks_at_each_level_of_the_exchange(
    healthy: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Owner, mode, and that a mailbox is a folder and no link."""
    healthy.outbound.chmod(0o500)
    assert "outbound has the mode 0500" in the_one(healthy, "CD204")
    healthy.outbound.chmod(0o755)
    (healthy.inbound / "ben").symlink_to(healthy.inbound / "ada")
    assert "inbound/ben is no folder of its own" in the_one(healthy, "CD204")
    (healthy.inbound / "ben").unlink()
    somebody = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody)
    levels = {finding.seen.split(" ")[0].split("/")[-1] for finding in found(healthy, "CD204")}
    assert levels == {"exchange", healthy.course_id, "outbound", "inbound", "feedback", "ada"}


def test_cd205_names_work_that_every_account_can_read(healthy: Course) -> None:
    """Readable itself, and below folders that let everybody through."""
    opened = [p for p in healthy.root.parents if not p.stat().st_mode & 0o001]
    healthy.gradebook.chmod(0o644)
    healthy.root.chmod(0o755)
    assert found(healthy, "CD205") == []
    modes = {p: p.stat().st_mode for p in opened}
    try:
        for folder in opened:
            folder.chmod(modes[folder] | 0o001)
        assert the_one(healthy, "CD205", WARNING) == "gradebook.db, submitted, autograded"
        healthy.root.chmod(0o700)
        assert found(healthy, "CD205") == []
    finally:
        for folder, mode in modes.items():
            folder.chmod(mode)


def test_cd206_names_student_data_that_git_holds(healthy: Course) -> None:
    """READMEs of the stages may be there; submissions, the gradebook and the roster not."""
    git(healthy, "init")
    write(healthy, "submitted/README.md", "what lies here")
    git(healthy, "add", ".")
    assert found(healthy, "CD206") == []
    git(healthy, "add", "--force", ADAS, "gradebook.db", "roster.csv")
    seen = the_one(healthy, "CD206")
    assert seen == f"tracked: gradebook.db, roster.csv, {ADAS}/number_dev.ipynb and 1 more"


def test_cd206_names_student_data_that_git_would_take(healthy: Course) -> None:
    """Without the course's .gitignore the next `git add .` would take it."""
    git(healthy, "init")
    (healthy.root / ".gitignore").unlink()
    assert "git add would take it" in the_one(healthy, "CD206")


def test_cd206_says_when_git_does_not_answer(
    healthy: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a folder that another user owns."""
    program(tmp_path / "bin", "git", "echo 'fatal: dubious ownership' >&2; exit 128")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    assert "dubious ownership" in the_one(healthy, "CD206", WARNING)


# The gradebook.


def test_cd301_names_a_file_that_is_no_gradebook(healthy: Course) -> None:
    """Once, and not as a lock or another version too."""
    healthy.gradebook.write_text("no database at all " * 100)
    assert "not a database" in the_one(healthy, "CD301")
    assert found(healthy, "CD302") == found(healthy, "CD303") == []


def test_cd301_finds_damage_inside(healthy: Course) -> None:
    """Pages that were overwritten, as by a disk that failed."""
    data = bytearray(healthy.gradebook.read_bytes())
    data[20_000:28_000] = b"\xff" * 8000
    healthy.gradebook.write_bytes(data)
    assert found(healthy, "CD301")


def test_cd302_names_a_lock_of_another_program(healthy: Course) -> None:
    """Another process that writes; when it has ended, all is well."""
    code = f"""
import sqlite3, sys
db = sqlite3.connect({str(healthy.gradebook)!r}, isolation_level=None)
db.execute("begin exclusive")
print("locked", flush=True)
sys.stdin.read()
"""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], **pipes, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        assert the_one(healthy, "CD302") == "database is locked"
        assert found(healthy, "CD301") == []
        other.communicate()
    assert found(healthy, "CD302") == []


def test_cd303_names_a_gradebook_of_another_version(healthy: Course) -> None:
    """Older ones can be upgraded, newer ones want a newer nbgrader."""
    make_gradebook(healthy, "167914646830")
    assert "of revision 167914646830" in the_one(healthy, "CD303")
    assert "nbgrader db upgrade" in found(healthy, "CD303")[0].cure
    make_gradebook(healthy, "ffffffffffff")
    assert "does not know" in the_one(healthy, "CD303")
    with closing(sqlite3.connect(healthy.gradebook)) as db:
        db.execute("drop table alembic_version")
    assert "no tables of nbgrader" in the_one(healthy, "CD303")


# The work.


def test_cd401_names_a_broken_lesson(healthy: Course) -> None:
    """With file and line, and with the cure of the build."""
    write(healthy, "modules/01_number/number_dev.py", "# %%\nx = = 1\n")
    assert the_one(healthy, "CD401").startswith("modules/01_number/number_dev.py:2: ")
    assert found(healthy, "CD402") == []


def test_cd402_names_what_drifted(healthy: Course) -> None:
    """Edited after the build, and left over by a module that is gone."""
    notebook = healthy.source("01_number") / "number_dev.ipynb"
    notebook.write_text(notebook.read_text() + "\n")
    assert the_one(healthy, "CD402", WARNING) == "source/01_number/number_dev.ipynb"


def test_cd403_names_strays(healthy: Course) -> None:
    """What a release would hand out although no module made it."""
    write(healthy, "source/01_number/solutions.py", "answer = 42")
    assert the_one(healthy, "CD403") == "source/01_number/solutions.py"


def test_cd404_names_grading_that_was_cut_off(healthy: Course) -> None:
    """A notebook that ran and has no record of its end, whatever it printed."""
    fooled = {"cells": [{"outputs": ['"graded_at"']}], "metadata": {}}
    write(healthy, "autograded/ben/01_number/number_dev.ipynb", json.dumps(fooled))
    assert the_one(healthy, "CD404", WARNING) == "01_number of ben"
    assert found(healthy, "CD404")[0].cure == "conveyor grade 01_number"


def test_says_how_far_it_looked(healthy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """A class or a gradebook that is too large for a quick look is not called well in silence."""
    write(healthy, "autograded/zoe/01_number/number_dev.ipynb", "{}")
    monkeypatch.setattr(work, "_PATIENCE", -1)
    monkeypatch.setattr(gradebook_checks, "_PATIENCE", -1)
    seen = {f.code: (f.severity, f.seen) for f in doctor(healthy).findings}
    assert seen["CD404"] == (OK, "1 of 2 were looked at in the time")
    with closing(sqlite3.connect(healthy.gradebook)) as db:
        db.executemany("insert into student values (?, ?)", [("x", "y" * 999)] * 20_000)
        db.commit()
    (remark,) = doctor(healthy, tuple(c for c in CHECKS if c.code == "CD301")).findings
    assert (remark.severity, "only its beginning" in remark.seen) == (OK, True)


@pytest.mark.parametrize("text", ["yesterday", "", "2026-01-31 12:00:00 CET", "\x00"])
def test_cd405_names_a_time_that_cannot_be_read(healthy: Course, text: str) -> None:
    """The one thing that makes the formgrader's page fail for everybody."""
    write(healthy, f"{ADAS}/timestamp.txt", text)
    assert the_one(healthy, "CD405") == f"{ADAS}/timestamp.txt"


# The hub.


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("ida,,,student,,\n", "roster.csv:6: the name 'ida' is there twice"),
        ("eve,,,hacker,,\n", "roster.csv:6: 'hacker' is no role"),
    ],
)
def test_cd501_names_the_line_of_the_roster(healthy: Course, line: str, seen: str) -> None:
    """In the words of the hub, which refuses it for the same reason."""
    with healthy.roster.open("a") as file:
        file.write(line)
    assert the_one(healthy, "CD501") == seen


def test_cd501_misses_the_roster_once_the_hub_has_run(healthy: Course) -> None:
    """Before the first `conveyor up` there is none, and that is well."""
    healthy.roster.unlink()
    assert "there is no roster" in the_one(healthy, "CD501")
    shutil.rmtree(healthy.hub_state)
    assert found(healthy, "CD501") == []


def test_cd501_warns_when_nobody_is_staff(healthy: Course) -> None:
    """Then nobody could open the formgrader."""
    write(healthy, "roster.csv", "name,role\nada,student\n")
    assert "staff" in the_one(healthy, "CD501", WARNING)


def test_cd502_names_a_hub_that_was_killed(healthy: Course) -> None:
    """What it wrote down about itself is there, and nobody holds its lock."""
    (healthy.hub_state / "lock").touch()
    for name in ("hub.pid", "running.json"):
        (healthy.hub_state / name).write_text("{}")
        assert name in the_one(healthy, "CD502", WARNING)
    with running(healthy):
        assert found(healthy, "CD502") == []


def test_cd503_names_a_taken_port(healthy: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless the course's own hub is what listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setattr(hub_checks, "PORT", port)
        assert f"port {port}" in the_one(healthy, "CD503", WARNING)
        with running(healthy):
            assert found(healthy, "CD503") == []


def test_looks_at_the_port_that_the_hub_would_use() -> None:
    """One number in two places."""
    assert hub_checks.PORT == up.DEFAULT_PORT


def running(course: Course) -> AbstractContextManager[None]:
    """What marks a running hub."""
    return up._only_one(course)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
