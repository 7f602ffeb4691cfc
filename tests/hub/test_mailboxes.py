"""Mailboxes, and what a student can put into one."""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from pathlib import Path

import pytest

from conveyor.layout import Course
from hub import mailboxes
from hub.mailboxes import TIME, Parcel, ensure_mailbox, newest, parcels, shown, take
from hub.receipts import SECRET, RefusedError
from tests.hub.parcels import (
    ASSIGNMENT,
    NOTEBOOK,
    course_of_another,
    hand_in,
    hand_out,
    without_root,
)

WANTED = {NOTEBOOK}


@pytest.fixture
def course(course: Course) -> Course:
    hand_out(course)
    return course


def found(course: Course, student: str | None = None) -> list[Parcel]:
    return [p for p in parcels(course, ASSIGNMENT, student) if isinstance(p, Parcel)]


def refused(course: Course) -> dict[str, str]:
    """{name of the folder: reason}."""
    each = parcels(course, ASSIGNMENT)
    return {item[0].name: item[1] for item in each if not isinstance(item, Parcel)}


def only(course: Course) -> Parcel:
    (parcel,) = found(course)
    return parcel


# The mailbox.


def test_a_student_sees_what_nbgrader_expects(course: Course) -> None:
    """A folder of nbgrader's layout, whose inbound and feedback are this student's alone."""
    box = ensure_mailbox(course, "ada") / course.course_id
    assert sorted(p.name for p in box.iterdir()) == ["feedback", "inbound", "outbound"]
    assert (box / "inbound").resolve() == course.inbound / "ada"
    assert (box / "feedback").resolve() == course.feedback_box("ada")
    assert (box / "outbound").resolve() == course.outbound


def test_mailboxes_are_closed_to_other_accounts(course: Course) -> None:
    """var, the exchange and each mailbox belong to whoever runs the hub, from the first on."""
    before = os.umask(0o000)
    try:
        box = ensure_mailbox(course, "ada")
    finally:
        os.umask(before)
    for folder in (course.var, course.exchange, course.mailboxes, box / course.course_id):
        assert folder.stat().st_mode & 0o777 == 0o700, folder


def test_making_a_mailbox_again_changes_nothing(course: Course) -> None:
    """Even when two servers of one student start at the same time."""
    hand_in(course, "ada")
    threads = [threading.Thread(target=ensure_mailbox, args=(course, "ben")) for _ in range(8)]
    failed: list[object] = []
    before, threading.excepthook = threading.excepthook, lambda args: failed.append(args)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        threading.excepthook = before
    assert not failed
    assert ensure_mailbox(course, "ada") == course.mailboxes / "ada"
    assert len(found(course)) == 1


def test_a_course_that_moves_takes_its_mailboxes_along(course: Course, tmp_path: Path) -> None:
    """The links in them are relative."""
    box = ensure_mailbox(course, "ada")
    moved = course.root.rename(tmp_path / "elsewhere")
    box = moved / box.relative_to(course.root) / course.course_id
    assert (box / "inbound").resolve() == Course(moved).inbound / "ada"


# What is found.


def test_each_finished_submission_is_found(course: Course) -> None:
    """With the student whose mailbox it is, and nbgrader's time format."""
    hand_in(course, "ada")
    hand_in(course, "ada")
    hand_in(course, "ben")
    assert [p.student for p in found(course)] == ["ada", "ada", "ben"]
    assert [p.student for p in found(course, "ben")] == ["ben"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} UTC", found(course)[0].timestamp)


def test_an_unfinished_submission_is_not_there_yet(course: Course) -> None:
    """nbgrader writes the secret last: without one, or while it is empty, we wait."""
    folder = hand_in(course, "ada")
    (folder / SECRET).write_text("")
    assert not found(course)
    (folder / SECRET).unlink()
    assert not found(course)
    assert not refused(course)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (f"ben+{ASSIGNMENT}+2026-01-02 03:04:05 UTC+Zm9v", "names 'ben' as its sender"),
        (f"+{ASSIGNMENT}+2026-01-02 03:04:05 UTC+Zm9v", "names '' as its sender"),
        (f"ada+x+{ASSIGNMENT}+2026+Zm9v", "not one that nbgrader gives"),
        (f"ada+{ASSIGNMENT}+2026+Zm9v+more", "not one that nbgrader gives"),
        (f"ada+{ASSIGNMENT}+20\n26+Zm9v", "not one that nbgrader gives"),
        (f"ada+{ASSIGNMENT}+20\x1b[2J26+Zm9v", "not one that nbgrader gives"),
        (os.fsdecode(b"ada+01_number+20\xff26+Zm9v"), "not one that nbgrader gives"),
    ],
)
def test_names_that_lie_are_refused(course: Course, name: str, reason: str) -> None:
    """The mailbox says who sent it; a name with control characters or a plus too many is odd."""
    hand_in(course, "ada", name=name)
    good = hand_in(course, "ada")
    assert reason in refused(course)[name]
    assert only(course).folder == good


@pytest.mark.parametrize("name", [f"ada+{ASSIGNMENT}+2026 UTC", f"ada+{ASSIGNMENT}+2026 UTC+x"])
def test_both_of_nbgraders_names_are_taken(course: Course, name: str) -> None:
    """A student can turn the random end of the name off."""
    hand_in(course, "ada", name=name)
    assert only(course).student == "ada"


def test_an_assignment_whose_name_is_a_pattern_matches_itself_only(course: Course) -> None:
    """Neither is the student's name one."""
    hand_in(course, "ada")
    assert list(parcels(course, "0?_number")) == []
    assert list(parcels(course, "*")) == []
    assert list(parcels(course, ASSIGNMENT, "a*")) == []


def test_a_link_in_the_place_of_a_submission_is_refused(course: Course) -> None:
    """It could lead to anybody's."""
    target = hand_in(course, "ben")
    ensure_mailbox(course, "ada")
    link = course.inbound / "ada" / f"ada+{ASSIGNMENT}+2026+Zm9v"
    link.symlink_to(target)
    assert refused(course) == {link.name: "it is a link or no folder"}


def test_a_link_in_the_place_of_a_mailbox_is_no_mailbox(course: Course) -> None:
    """Nothing is read through it."""
    hand_in(course, "ada")
    (course.inbound / "eve").symlink_to(course.inbound / "ada")
    assert [p.student for p in found(course)] == ["ada"]
    assert refused(course) == {}


def test_one_student_does_not_stop_the_others() -> None:
    """Who forbids us to read, wholly or in part, is named; the rest is found."""
    with course_of_another() as course:
        hand_out(course)
        for student in ("ada", "ben", "eve"):
            hand_in(course, student)
        folder = hand_in(course, "eve")
        folder.chmod(0)
        (course.inbound / "ben").chmod(0)
        with without_root(course):
            assert [p.student for p in found(course)] == ["ada", "eve"]
            reasons = refused(course)
    assert "cannot be read" in reasons[folder.name]
    assert "the mailbox cannot be read" in reasons[ASSIGNMENT]


def test_a_submission_without_the_notebook_is_refused(course: Course) -> None:
    """Its state is then not "submitted" for ever."""
    folder = hand_in(course, "ada", notebook="renamed.ipynb")
    assert refused(course) == {folder.name: f"no {NOTEBOOK} in it"}


def test_handing_in_without_end_does_not_keep_us_busy(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the newest ones of a student are looked at, and staff are told."""
    monkeypatch.setattr(mailboxes, "_MOST", 2)
    folders = []
    for _ in range(4):
        folders.append(hand_in(course, "ada"))
        time.sleep(0.02)
    assert {p.folder for p in found(course)} == set(folders[2:])
    assert refused(course) == {folders[1].name: "only the newest 2 submissions are looked at"}


def test_the_newest_counts_and_the_last_one_in_time_where_that_is_asked(course: Course) -> None:
    """As with nbgrader: who was never in time is collected all the same."""
    for _ in range(3):
        hand_in(course, "ada")
        time.sleep(0.02)
    first, second, third = sorted(found(course), key=lambda p: p.received)
    every = [second, third, first]
    assert newest(every) is third
    assert newest(every, before=second.received) is second
    assert newest([third], before=first.received) is third
    assert newest([]) is None


# What is taken.


def test_only_what_was_asked_for_is_taken(course: Course, tmp_path: Path) -> None:
    """The notebook, the secret, and a time stamp of ours; the rest is named and stays."""
    folder = hand_in(course, "ada")
    for name in ("numpy.py", "tinytorch.py", "page.html", ".hidden"):
        (folder / name).write_text("x")
    (folder / TIME).write_text("2001-01-01 00:00:00.000000 UTC")
    parcel, place = only(course), tmp_path / "submitted" / "ada"
    assert take(parcel, WANTED, place) == [".hidden", "numpy.py", "page.html", "tinytorch.py"]
    assert sorted(p.name for p in place.iterdir()) == [NOTEBOOK, SECRET, TIME]
    assert (place / NOTEBOOK).read_text() == "work"
    assert (place / TIME).read_text() == parcel.timestamp


def test_contents_swapped_between_receipt_and_taking_are_refused(
    course: Course, tmp_path: Path
) -> None:
    """Whoever watches the mailbox and swaps at the right moment gets no early time for it."""
    folder = hand_in(course, "ada", "early")
    parcel = only(course)
    (folder / NOTEBOOK).write_text("after")
    with pytest.raises(RefusedError, match="changed after it was received"):
        take(parcel, WANTED, tmp_path / "place")
    assert not (tmp_path / "place").exists()
    take(only(course), WANTED, tmp_path / "place")
    assert only(course).received > parcel.received


@pytest.mark.parametrize("trick", ["link", "folder", "other folder", "gone", "notebook gone"])
def test_what_was_replaced_since_is_refused(course: Course, tmp_path: Path, trick: str) -> None:
    """Nothing outside the mailbox is ever opened, and an older copy stays as it was."""
    folder = hand_in(course, "ada")
    parcel, place = only(course), tmp_path / "place"
    take(parcel, WANTED, place)
    if trick in ("link", "folder", "notebook gone"):
        (folder / NOTEBOOK).unlink()
    else:
        shutil.rmtree(folder)
    if trick == "link":
        (folder / NOTEBOOK).symlink_to(course.config_file)
    elif trick == "folder":
        (folder / NOTEBOOK).mkdir()
    elif trick == "other folder":
        folder.symlink_to(course.root)
    with pytest.raises(RefusedError):
        take(parcel, WANTED, place)
    assert (place / NOTEBOOK).read_text() == "work"


def test_a_full_disk_is_not_taken_for_a_bad_submission(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise an older submission would be collected, and nobody would know why."""
    hand_in(course, "ada")
    parcel = only(course)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        take(parcel, WANTED, tmp_path / "place")
    assert list(tmp_path.glob("place*")) == []


def test_names_of_files_are_shown_without_harm() -> None:
    """No line feeds and no escape sequences in a log or on a terminal, and no kilometres."""
    assert shown("a\n\x1b[2Jb\udcff") == "a??[2Jb?"
    assert len(shown("x" * 9999)) == 80
