"""When a submission was received, and what it held then."""

from __future__ import annotations

import os
import shutil
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conveyor.errors import ConveyorError
from conveyor.files import read_json
from conveyor.layout import Course
from hub import receipts
from hub.receipts import SECRET, RefusedError, read_plain, receipt_for, receipts_of
from tests.hub.parcels import NOTEBOOK, hand_in

WANTED = {NOTEBOOK}


def look(course: Course, folder: Path, wanted: set[str] = WANTED) -> datetime:
    """What staff find when they look at a parcel: when it was received."""
    with receipts_of(course, folder.parent.name) as known:
        return datetime.fromisoformat(receipt_for(folder, wanted, known)["received"])


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def wait_for_the_clock() -> datetime:
    """Change times have the kernel's grain: a few milliseconds."""
    time.sleep(0.02)
    moment = now()
    time.sleep(0.02)
    return moment


def test_it_was_received_when_it_was_complete(course: Course) -> None:
    """Not when somebody looked, and not when its timestamp.txt or a changed mtime says."""
    before = wait_for_the_clock()
    folder = hand_in(course, "ada")
    (folder / "timestamp.txt").write_text("2001-01-01 00:00:00.000000 UTC")
    for path in (folder, *folder.iterdir()):
        os.utime(path, (0, 0))
    after = wait_for_the_clock()
    assert before < look(course, folder) < after


def test_a_change_of_the_folder_alone_counts(course: Course) -> None:
    """Where a file system notes a rename there only, and not at the file that came in by it."""
    folder = hand_in(course, "ada")
    after = wait_for_the_clock()
    folder.chmod(0o755)
    assert look(course, folder) > after


def test_the_time_stays_the_same_at_each_look(course: Course) -> None:
    """And is kept where no student can write: beside, not in, the mailboxes."""
    folder = hand_in(course, "ada")
    first = look(course, folder)
    wait_for_the_clock()
    assert look(course, folder) == first
    kept = read_json(course.receipts("ada"))
    assert kept[folder.name]["received"] == first.isoformat()
    assert course.receipts("ada").stat().st_mode & 0o777 == 0o600
    assert not course.receipts("ada").is_relative_to(course.inbound)


def test_contents_that_are_swapped_later_are_received_later(course: Course) -> None:
    """Same size, same modification time: the kernel's change time gives it away."""
    folder = hand_in(course, "ada", "work A")
    look(course, folder)
    notebook = folder / NOTEBOOK
    was = notebook.stat()
    after = wait_for_the_clock()
    notebook.write_text("work B")
    os.utime(notebook, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert notebook.stat().st_size == was.st_size
    assert look(course, folder) > after


def test_another_file_renamed_into_its_place_is_received_later(course: Course) -> None:
    """A file that is older than the receipt comes in by a rename, which changes the folder."""
    folder = hand_in(course, "ada", "work A")
    early = folder.parent / "early"
    early.write_text("work B")
    look(course, folder)
    after = wait_for_the_clock()
    os.replace(early, folder / NOTEBOOK)
    assert look(course, folder) > after


def test_a_late_parcel_under_the_name_of_an_early_one_is_late(course: Course) -> None:
    """The receipt belongs to what was handed in, not to its name."""
    early = hand_in(course, "ada", "work A")
    look(course, early)
    after = wait_for_the_clock()
    late = hand_in(course, "ada", "work B")
    shutil.rmtree(early)
    late.rename(early)
    assert look(course, early) > after


def test_a_backup_put_back_keeps_its_receipts(course: Course, tmp_path: Path) -> None:
    """It has new change times; as long as the contents are the same, the time holds."""
    folder = hand_in(course, "ada")
    first = look(course, folder)
    shutil.copytree(course.var, tmp_path / "backup", symlinks=True)
    wait_for_the_clock()
    shutil.rmtree(course.var)
    shutil.copytree(tmp_path / "backup", course.var, symlinks=True)
    assert look(course, folder) == first
    assert look(course, folder) == first


def test_a_backup_put_back_while_nothing_is_handed_out(course: Course) -> None:
    """A look at a time when release/ is being made again does not spoil the receipt."""
    folder = hand_in(course, "ada")
    first = look(course, folder)
    wait_for_the_clock()
    folder.chmod(0o755)  # new change times, as of a backup
    assert look(course, folder, set()) == first
    assert look(course, folder) == first


def test_a_notebook_that_comes_later_makes_the_parcel_late(course: Course) -> None:
    """Of two notebooks one was handed in; the second is put into the parcel afterwards."""
    both = {NOTEBOOK, "second.ipynb"}
    folder = hand_in(course, "ada")
    look(course, folder, both)
    after = wait_for_the_clock()
    (folder / "second.ipynb").write_text("late work")
    assert look(course, folder, both) > after


def test_what_changes_under_our_eyes_is_refused(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A student's loop that swaps contents during the first look gains no early time."""
    folder = hand_in(course, "ada", "early")
    early = (folder / NOTEBOOK).stat().st_ctime_ns

    def swapped(name: str, directory: int) -> bytes:
        if name == NOTEBOOK:
            wait_for_the_clock()
            (folder / NOTEBOOK).write_text("late")
        return read_plain(name, directory)

    monkeypatch.setattr(receipts, "read_plain", swapped)
    with pytest.raises(RefusedError, match="being changed"):
        look(course, folder)
    monkeypatch.undo()
    assert look(course, folder) > datetime.fromtimestamp(early / 1e9, UTC).replace(tzinfo=None)


@pytest.mark.parametrize("name", [NOTEBOOK, SECRET])
@pytest.mark.parametrize("kind", ["link", "dangling link", "fifo", "folder", "hard link"])
def test_links_and_special_files_are_refused(course: Course, name: str, kind: str) -> None:
    """Nothing is opened through a link, and no pipe makes anybody wait."""
    folder = hand_in(course, "ada")
    (folder / name).unlink()
    if kind == "link":
        (folder / name).symlink_to(course.config_file)
    elif kind == "dangling link":
        (folder / name).symlink_to("nowhere")
    elif kind == "fifo":
        os.mkfifo(folder / name)
    elif kind == "folder":
        (folder / name).mkdir()
    else:
        os.link(course.config_file, folder / name)
    with pytest.raises(RefusedError, match=name):
        look(course, folder)
    assert not read_json(course.receipts("ada"))


def test_a_huge_file_is_refused_without_reading_it(course: Course) -> None:
    """A sparse file of a terabyte costs its author nothing, and us neither."""
    folder = hand_in(course, "ada")
    os.truncate(folder / NOTEBOOK, 2**40)
    with pytest.raises(RefusedError, match="larger than 20 MiB"):
        look(course, folder)


def test_only_files_that_count_are_read(course: Course) -> None:
    """A link or a pipe beside the notebook is left where it is."""
    folder = hand_in(course, "ada")
    os.mkfifo(folder / "other.ipynb")
    (folder / "data").symlink_to("/etc/passwd")
    assert look(course, folder)
    assert set(read_json(course.receipts("ada"))[folder.name]["content"]) == {NOTEBOOK, SECRET}


def test_damaged_receipts_are_not_overwritten(course: Course) -> None:
    """They are the only witness of who was in time: somebody has to decide."""
    folder = hand_in(course, "ada")
    look(course, folder)
    course.receipts("ada").write_text('{"half of')
    with pytest.raises(ConveyorError, match="cannot be read") as caught:
        look(course, folder)
    assert caught.value.where == str(course.receipts("ada"))
    assert course.receipts("ada").read_text() == '{"half of'


def test_writers_at_once_lose_nothing(course: Course) -> None:
    """Several commands that look at the same mailbox at the same time keep each other's times."""
    folders = [hand_in(course, "ada") for _ in range(12)]

    def look_at(folder: Path) -> None:
        look(course, folder)

    threads = [threading.Thread(target=look_at, args=(folder,)) for folder in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(read_json(course.receipts("ada"))) == {folder.name for folder in folders}
