"""Writing in one step, hashing without being led astray, one command at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conveyor.errors import ConveyorError
from conveyor.files import HALF, digest, only_one, read_json, write_atomic, write_json


def test_reader_sees_the_old_or_the_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """When writing fails half-way, the old content is still there and nothing else."""
    path = tmp_path / "file"
    assert write_atomic(path, "old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomic(path, "new")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("file", "old")]


def test_half_written_file_can_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A process that is killed while it writes leaves a file with a telling name."""
    seen = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.extend(p.name for p in tmp_path.iterdir()))
    write_atomic(tmp_path / "file", "new")
    assert len(seen) == 1
    assert seen[0].endswith(HALF)


def test_same_content_is_not_written_again(tmp_path: Path):
    """Nothing is touched, and the caller is told."""
    path = tmp_path / "deep" / "file"
    assert write_atomic(path, "text")
    stamp = path.stat().st_mtime_ns
    assert not write_atomic(path, b"text")
    assert path.stat().st_mtime_ns == stamp


def test_json_that_is_none_reads_as_nothing(tmp_path: Path):
    """A missing file, half a file and a binary one all read as None."""
    path = tmp_path / "x.json"
    assert read_json(path) is None
    write_json(path, {"ä": 1})
    assert read_json(path) == {"ä": 1}
    for content in (b'{"a"', b"\xff\xfe"):
        path.write_bytes(content)
        assert read_json(path) is None


def test_digest_sees_names_contents_and_places(tmp_path: Path):
    """Any change in any of the files, and a file that moves, makes another digest."""
    a, b = tmp_path / "a", tmp_path / "b"
    for folder in (a, b):
        folder.mkdir()
    (a / "x").write_text("1")
    seen = {digest(a, b)}
    (a / "x").write_text("2")
    seen.add(digest(a, b))
    (a / "x").rename(a / "y")
    seen.add(digest(a, b))
    (a / "y").rename(b / "y")
    seen.add(digest(a, b))
    (a / "__pycache__").mkdir()
    (a / "__pycache__" / "z.pyc").write_text("ignored")
    seen.add(digest(a, b))
    assert len(seen) == 4


def test_digest_does_not_follow_what_a_student_plants(tmp_path: Path):
    """Links are hashed as links, pipes and devices are passed over: nothing hangs or leaks."""
    folder = tmp_path / "submission"
    folder.mkdir()
    secret = tmp_path / "secret"
    secret.write_text("one")
    (folder / "link").symlink_to(secret)
    (folder / "zero").symlink_to("/dev/zero")
    (folder / "gone").symlink_to("nowhere")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    before = digest(folder)
    secret.write_text("two")
    assert digest(folder) == before
    (folder / "link").unlink()
    assert digest(folder) != before


def test_second_command_is_told_to_wait(tmp_path: Path):
    """Two commands on one assignment would undo each other's work; the second one says so."""
    lock = tmp_path / "locks" / "01"
    busy = pytest.raises(ConveyorError, match="another conveyor command")
    with only_one(lock, "01"), busy, only_one(lock, "01"):
        pass
    with only_one(lock, "01"):
        pass


def test_lock_of_a_killed_process_is_free(tmp_path: Path):
    """However a command ends, the next one can start."""
    lock = tmp_path / "locks" / "01"
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom conveyor.files import only_one\n"
        "with only_one(Path(sys.argv[1]), '01'):\n    os.kill(os.getpid(), 9)\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(lock)])
    assert run.returncode == -9
    with only_one(lock, "01"):
        pass
