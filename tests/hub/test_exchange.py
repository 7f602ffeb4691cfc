"""nbgrader's commands on mailboxes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nbgrader.utils import notebook_hash

from conveyor.files import only_one
from conveyor.layout import Course
from conveyor.nbgrader_api import nbgrader
from conveyor.student import Student
from hub.mailboxes import TIME, TIME_FORMAT
from hub.receipts import SECRET
from tests.hub.parcels import (
    ASSIGNMENT,
    NOTEBOOK,
    course_of_another,
    hand_in,
    hand_out,
    without_root,
)


@pytest.fixture
def course(course: Course) -> Course:
    hand_out(course)
    course.exchange.mkdir(mode=0o700, parents=True)
    return course


def collect(course: Course, assignment: str = ASSIGNMENT, **traits: Any) -> str:
    """`nbgrader collect --update`; what it logs."""
    with nbgrader(course) as api:
        api.coursedir.student_id = traits.pop("student_id", "*")
        api.config.MailboxCollect.update(traits)
        result = api.collect(assignment, update=traits.get("update", True))
    assert result["success"], result
    return str(result.get("log") or "")


def text_of(course: Course, student: str = "ada") -> str:
    return (course.submitted(ASSIGNMENT, student) / NOTEBOOK).read_text()


def time_of(course: Course, student: str = "ada") -> datetime:
    text = (course.submitted(ASSIGNMENT, student) / TIME).read_text()
    return datetime.strptime(text, TIME_FORMAT)


# Collecting.


def test_the_newest_submission_of_each_student_is_collected(course: Course) -> None:
    """By the time at which it came, not by the one in its name."""
    hand_in(course, "ada", "first", name=f"ada+{ASSIGNMENT}+2099-01-01 00:00:00 UTC+x")
    time.sleep(0.02)
    hand_in(course, "ada", "second", name=f"ada+{ASSIGNMENT}+2001-01-01 00:00:00 UTC+x")
    hand_in(course, "ben", "other")
    collect(course)
    assert text_of(course) == "second"
    assert text_of(course, "ben") == "other"
    assert abs(time_of(course) - datetime.now(UTC).replace(tzinfo=None)) < timedelta(minutes=5)


def test_with_update_a_newer_one_replaces_the_older(course: Course) -> None:
    """And the same one is not copied again."""
    hand_in(course, "ada", "first")
    collect(course)
    assert "nothing newer" in collect(course)
    hand_in(course, "ada", "second")
    assert "Collected: ada" in collect(course)
    assert text_of(course) == "second"


def test_without_update_the_first_one_stays(course: Course) -> None:
    """As with nbgrader, and it says how to get the newer one."""
    hand_in(course, "ada", "first")
    collect(course, update=False)
    hand_in(course, "ada", "second")
    assert "--update" in collect(course, update=False)
    assert text_of(course) == "first"


def test_before_the_due_date(course: Course) -> None:
    """With --before-duedate the last one in time; the only one of who was late."""
    hand_in(course, "ada", "in time")
    time.sleep(0.05)
    due = datetime.now(UTC).replace(tzinfo=None)
    time.sleep(0.05)
    hand_in(course, "ada", "late")
    hand_in(course, "ben", "too late")
    with nbgrader(course) as api, api.gradebook as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due)
    collect(course)
    assert text_of(course) == "late"
    collect(course, before_duedate=True)
    assert text_of(course) == "in time"
    assert time_of(course) < due
    assert text_of(course, "ben") == "too late"
    collect(course, before_duedate=True)
    assert text_of(course) == "in time"


def test_one_student_can_be_named(course: Course) -> None:
    """Only that one is collected; a name is a name and no pattern."""
    for student in ("ada", "aba"):
        hand_in(course, student)
    collect(course, student_id="a[bd]a")
    assert not course.submitted(ASSIGNMENT, "ada").exists()
    collect(course, student_id="ada")
    assert course.submitted(ASSIGNMENT, "ada").exists()
    assert not course.submitted(ASSIGNMENT, "aba").exists()


def test_a_refused_submission_leaves_the_one_before_it(course: Course) -> None:
    """And is named, with the reason, whatever is in its name."""
    hand_in(course, "ada", "good")
    time.sleep(0.02)
    bad = hand_in(course, "ada", "bad", name=f"ada+{ASSIGNMENT}+x\n[ERROR] forged\x1b[2J+y")
    linked = hand_in(course, "ada", "bad")
    (linked / NOTEBOOK).unlink()
    (linked / NOTEBOOK).symlink_to(course.config_file)
    log = collect(course)
    assert text_of(course) == "good"
    refused = [line for line in log.splitlines() if "refused" in line]
    assert len(refused) == 2
    assert all(line.startswith("[WARNING] ada: submission ada+") for line in refused)
    assert not any(line.startswith("[ERROR]") for line in log.splitlines())
    assert "\x1b" not in log
    assert bad.exists()


def test_somebody_elses_name_gains_nothing(course: Course) -> None:
    """Neither a submission for ben nor a copy of his parcel, secret and all."""
    honest = hand_in(course, "ben", "ben's own")
    hand_in(course, "ada", "for ben", name=f"ben+{ASSIGNMENT}+2099-01-01 00:00:00 UTC+x")
    shutil.copytree(honest, course.inbound / "ada" / honest.name)
    log = collect(course)
    assert text_of(course, "ben") == "ben's own"
    assert not course.submitted(ASSIGNMENT, "ada").exists()
    assert log.count("names 'ben' as its sender") == 2


def test_what_else_lies_in_a_submission_is_named_in_short(course: Course) -> None:
    """Not the data files that were handed out, and not ten thousand names."""
    (course.release(ASSIGNMENT) / "data").mkdir()
    folder = hand_in(course, "ada")
    (folder / "data").mkdir()
    for number in range(30):
        (folder / f"extra{number:02}\n.py").touch()
    log = collect(course)
    (line,) = [line for line in log.splitlines() if "Not part" in line]
    assert line.endswith("extra08?.py and 21 more")
    assert "data" not in line


def test_a_broken_time_stamp_in_submitted_does_not_stop_the_others(course: Course) -> None:
    """It is replaced by the one that the mailbox knows."""
    for student in ("ada", "ben"):
        hand_in(course, student)
    collect(course)
    was = time_of(course)
    (course.submitted(ASSIGNMENT, "ada") / TIME).write_text("yesterday")
    hand_in(course, "ben", "second")
    collect(course)
    assert time_of(course) == was
    assert text_of(course, "ben") == "second"


def test_without_a_release_nothing_is_taken_apart(course: Course) -> None:
    """Which notebooks count is not known then, and nbgrader says so."""
    hand_in(course, "ada")
    (course.release(ASSIGNMENT) / NOTEBOOK).unlink()
    with nbgrader(course) as api:
        result = api.collect(ASSIGNMENT)
    assert not result["success"]
    assert "generate_assignment" in result["log"]


def test_damaged_receipts_stop_with_a_sentence(course: Course) -> None:
    """Not with a traceback of ours in nbgrader's command."""
    hand_in(course, "ada")
    collect(course)
    course.receipts("ada").write_text("{")
    with nbgrader(course) as api:
        result = api.collect(ASSIGNMENT)
    assert not result["success"]
    assert (
        f"ExchangeError: {course.receipts('ada')}: the receipts cannot be read" in result["error"]
    )


def test_a_student_who_locks_the_mailbox_holds_nobody_up() -> None:
    """File modes are the student's to set; the others are collected."""
    with course_of_another() as course:
        hand_out(course)
        for student in ("ada", "ben", "eve"):
            hand_in(course, student)
        (course.inbound / "ada").chmod(0)
        hand_in(course, "eve").chmod(0)
        with without_root(course), home(course.root):
            log = collect(course)
    assert "ada: submission 01_number refused: the mailbox cannot be read" in log
    assert "Collected: ben" in log
    assert "Collected: eve" in log


@contextmanager
def home(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
            patch.setenv(name, str(folder))
        yield


def test_two_collects_at_once_wait_for_each_other(course: Course) -> None:
    """So that neither tidies up what the other is just writing."""
    hand_in(course, "ada")
    done = threading.Event()

    def collects() -> None:
        subprocess.run(
            [sys.executable, "-c", COLLECT, str(course.root)], check=True, cwd=ROOT, env=ENV
        )
        done.set()

    other = threading.Thread(target=collects)
    with only_one(course.exchange_lock(ASSIGNMENT), ASSIGNMENT):
        other.start()
        assert not done.wait(4)
        assert not course.submitted(ASSIGNMENT, "ada").exists()
    assert done.wait(60)
    other.join()
    assert text_of(course) == "work"


ROOT = Path(__file__).parents[2]
ENV = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
COLLECT = """
import sys
from pathlib import Path
from conveyor.layout import Course
from conveyor.nbgrader_api import nbgrader, succeed
with nbgrader(Course(Path(sys.argv[1]))) as api:
    succeed(api.collect("01_number"), "collect")
"""


# Handing out.


def release(course: Course, *, force: bool = False) -> dict[str, Any]:
    with nbgrader(course) as api:
        api.config.MailboxReleaseAssignment.force = force
        return dict(api.release_assignment(ASSIGNMENT))


def test_the_exchange_is_closed_to_other_accounts(course: Course) -> None:
    """Where stock nbgrader opens it to all of them; one that was opened is closed again."""
    course.exchange.chmod(0o777)
    assert release(course)["success"]
    assert course.exchange.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(course.var)
    assert release(course)["success"]
    for folder in (course.var, course.exchange):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_second_release_needs_force(course: Course) -> None:
    """nbgrader's own refusal, and students keep what they had."""
    assert release(course)["success"]
    (course.release(ASSIGNMENT) / NOTEBOOK).write_text("changed")
    again = release(course)
    assert not again["success"]
    assert "add --force" in again["log"]
    assert (course.outbound / ASSIGNMENT / NOTEBOOK).read_text() == "{}"
    assert release(course, force=True)["success"]
    assert (course.outbound / ASSIGNMENT / NOTEBOOK).read_text() == "changed"
    assert os.listdir(course.outbound) == [ASSIGNMENT]


def test_fetching_while_it_is_released_again(course: Course, tmp_path: Path) -> None:
    """Every fetch gets all files, whenever it comes."""
    names = [f"part{number:02}.ipynb" for number in range(20)]
    hand_out(course, *names)
    assert release(course)["success"]
    stop = threading.Event()
    failed: list[object] = []

    def fetches() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                student = Student(course, f"s{number}", tmp_path / f"s{number}")
                found = {p.name for p in student.fetch(ASSIGNMENT).iterdir()}
                if not found >= {NOTEBOOK, *names}:
                    failed.append(found)
            except Exception as error:
                failed.append(error)
        failed.append(number) if number < 5 else None

    reader = threading.Thread(target=fetches)
    reader.start()
    with nbgrader(course) as api:
        api.config.MailboxReleaseAssignment.force = True
        for _ in range(25):
            assert api.release_assignment(ASSIGNMENT)["success"]
    stop.set()
    reader.join()
    assert not failed


# Feedback.


def a_page(course: Course, student: str, text: str = "<p>well done</p>") -> Path:
    """A page as generate_feedback leaves it, with the secret of the submission beside it."""
    folder = course.feedback(ASSIGNMENT, student)
    shutil.copytree(course.submitted(ASSIGNMENT, student), folder, dirs_exist_ok=True)
    page = folder / f"{Path(NOTEBOOK).stem}.html"
    page.write_text(text)
    return page


def send(course: Course, student: str = "*", **traits: str) -> str:
    with nbgrader(course, **traits) as api:
        api.coursedir.student_id = student
        result = api.release_feedback(ASSIGNMENT, student)
    assert result["success"], result
    return str(result.get("log") or "")


def pages(course: Course, student: str) -> list[str]:
    return sorted(p.read_text() for p in course.feedback_box(student).glob("*"))


@pytest.fixture
def graded(course: Course) -> Course:
    for student in ("ada", "aba", "ben"):
        hand_in(course, student)
    collect(course)
    for student in ("ada", "aba", "ben"):
        a_page(course, student, f"for {student}")
    return course


def test_each_page_goes_to_its_own_mailbox(graded: Course) -> None:
    """Under the name by which nbgrader's client looks for it."""
    send(graded)
    for student in ("ada", "aba", "ben"):
        assert pages(graded, student) == [f"for {student}"]
    secret = (graded.submitted(ASSIGNMENT, "ada") / SECRET).read_text()
    name = notebook_hash(secret=secret, notebook_id=Path(NOTEBOOK).stem)
    assert (graded.feedback_box("ada") / f"{name}.html").is_file()


def test_feedback_for_one_student_goes_to_one(graded: Course) -> None:
    """A name is no pattern; and who is excluded gets none."""
    send(graded, "a[bd]a")
    assert not any(pages(graded, student) for student in ("ada", "aba", "ben"))
    send(graded, "ada")
    assert pages(graded, "ada")
    send(graded, student_id_exclude="aba")
    assert pages(graded, "ben")
    assert not pages(graded, "aba")


def test_a_new_page_replaces_the_old_one(graded: Course) -> None:
    """In one step, with nothing left over."""
    send(graded)
    a_page(graded, "ada", "better")
    send(graded)
    assert pages(graded, "ada") == ["better"]


def test_only_pages_of_the_assignment_are_sent(graded: Course) -> None:
    """Another .html in the folder is nobody's feedback."""
    (graded.feedback(ASSIGNMENT, "ada") / "gradebook.html").write_text("secret")
    send(graded)
    assert pages(graded, "ada") == ["for ada"]


def test_who_did_not_submit_through_a_mailbox_is_named(graded: Course) -> None:
    """Without the secret nobody could find the page."""
    (graded.feedback(ASSIGNMENT, "ada") / SECRET).unlink()
    assert "ada did not submit through a mailbox" in send(graded)
    assert pages(graded, "ben") == ["for ben"]


# The list of the staff.


def listed(course: Course, assignment: str = "", student: str = "*") -> list[dict[str, Any]]:
    """`nbgrader list --inbound --json`."""
    with nbgrader(course) as api:
        api.coursedir.assignment_id, api.coursedir.student_id = assignment, student
        step = api.exchange.List(
            coursedir=api.coursedir, authenticator=api.authenticator, parent=api
        )
        step.inbound = True
        groups = step.start()
    return [submission for group in groups for submission in group["submissions"]]


def test_the_list_has_what_is_in_the_mailboxes(course: Course) -> None:
    """With the times of the receipts, of one assignment or of all that are handed out."""
    hand_in(course, "ada", name=f"ada+{ASSIGNMENT}+2001-01-01 00:00:00 UTC+x")
    hand_in(course, "ben")
    assert release(course)["success"]
    for found in (listed(course), listed(course, ASSIGNMENT)):
        assert [s["student_id"] for s in found] == ["ada", "ben"]
        assert all(s["timestamp"] > "2025" for s in found)
        assert [n["notebook_id"] for n in found[0]["notebooks"]] == ["number_dev"]
    assert [s["student_id"] for s in listed(course, ASSIGNMENT, "ben")] == ["ben"]
    assert listed(course, ASSIGNMENT, "b*") == []
    assert listed(course, "other") == []


def test_no_submission_can_stop_the_list(course: Course) -> None:
    """Odd names and pipes, on which stock nbgrader ends or waits for ever, are left out."""
    hand_in(course, "ada")
    hand_in(course, "ada", name=f"{ASSIGNMENT}+{ASSIGNMENT}+{ASSIGNMENT}")
    piped = hand_in(course, "ada")
    for name in (NOTEBOOK, SECRET):
        (piped / name).unlink()
        os.mkfifo(piped / name)
    assert len(listed(course, ASSIGNMENT)) == 1


def test_what_is_handed_out_is_listed_as_before(course: Course) -> None:
    """Without --inbound nothing is different from nbgrader's own."""
    assert release(course)["success"]
    with nbgrader(course) as api:
        api.coursedir.assignment_id = ""
        step = api.exchange.List(
            coursedir=api.coursedir, authenticator=api.authenticator, parent=api
        )
        found = step.start()
    assert [(a["assignment_id"], a["status"]) for a in found] == [(ASSIGNMENT, "released")]


# From the command line.


@pytest.mark.slow
def test_nbgraders_own_commands_use_mailboxes(course: Course, tmp_path: Path) -> None:
    """`nbgrader` typed in the course folder does what conveyor does."""

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=course.root,
            env={**ENV, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    run("release_assignment", ASSIGNMENT)
    student = Student(course, "ada", tmp_path / "ada")
    (student.fetch(ASSIGNMENT) / NOTEBOOK).write_text("by ada")
    student.submit(ASSIGNMENT)
    assert f"tinytorch ada {ASSIGNMENT}" in run("list", "--inbound")
    assert "Collected: ada" in run("collect", ASSIGNMENT)
    assert text_of(course) == "by ada"
    a_page(course, "ada")
    assert "sent to ada" in run("release_feedback", ASSIGNMENT)
    (page,) = student.fetch_feedback(ASSIGNMENT)
    assert page.read_text() == "<p>well done</p>"
