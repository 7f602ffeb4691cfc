"""A folder takes the place of another, whatever happens meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hub import replace
from hub.replace import replacing


def put(destination: Path, content: str) -> None:
    with replacing(destination) as fresh:
        fresh.mkdir()
        (fresh / "file").write_text(content)


def content(folder: Path) -> str:
    return (folder / "file").read_text()


@pytest.fixture(params=["one step", "two steps"])
def steps(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a system that can exchange two names, and as on one that cannot."""
    if request.param == "two steps":
        monkeypatch.setattr(replace, "_swap", lambda *_: False)


@pytest.mark.usefixtures("steps")
def test_new_folder_takes_the_place_of_the_old(tmp_path: Path) -> None:
    """Nothing of the old one stays, and nothing else beside it."""
    place = tmp_path / "deep" / "place"
    put(place, "old")
    (place / "only in the old one").touch()
    put(place, "new")
    assert [p.name for p in place.iterdir()] == ["file"]
    assert content(place) == "new"
    assert os.listdir(place.parent) == ["place"]


@pytest.mark.usefixtures("steps")
def test_old_folder_stays_when_making_the_new_one_fails(tmp_path: Path) -> None:
    """An error in the block changes nothing."""
    place = tmp_path / "place"
    put(place, "old")
    with pytest.raises(TypeError):
        put(place, b"not a text")  # type: ignore[arg-type]
    assert content(place) == "old"
    assert os.listdir(tmp_path) == ["place"]


def test_old_folder_comes_back_when_the_second_rename_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where two steps are needed, an error between them undoes the first."""
    place = tmp_path / "place"
    put(place, "old")
    rename, count = os.replace, iter(range(9))

    def fails_at_second(*paths: object) -> None:
        if next(count) == 1:
            raise OSError("no space")
        rename(*paths)  # type: ignore[arg-type]

    monkeypatch.setattr(replace, "_swap", lambda *_: False)
    monkeypatch.setattr(replace.os, "replace", fails_at_second)
    with pytest.raises(OSError, match="no space"):
        put(place, "new")
    assert content(place) == "old"


KILLED = """
import os, pathlib, signal, sys
from hub import replace
place, step = pathlib.Path(sys.argv[1]), int(sys.argv[2])
count = 0
def dies(function):
    def called(*args, **kwargs):
        global count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return called
if sys.argv[3] == "two":
    replace._swap = lambda *_: False
else:
    replace._swap = dies(replace._swap)
replace.os.replace = dies(os.replace)
replace.shutil.rmtree = dies(replace.shutil.rmtree)
with replace.replacing(place) as fresh:
    fresh.mkdir()
    (fresh / "file").write_text("new")
"""


@pytest.mark.parametrize("steps", ["one", "two"])
def test_killed_anywhere_one_of_the_two_is_found_the_next_time(tmp_path: Path, steps: str) -> None:
    """Killed before each of its steps: afterwards the folder is complete, and no half is left."""
    place, seen = tmp_path / "place", []
    put(place, "old")
    for step in range(1, 9):
        command = [sys.executable, "-c", KILLED, str(place), str(step), steps]
        done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        if steps == "one":
            seen.append(content(place))  # already complete, before anybody tidies up
        with pytest.raises(ZeroDivisionError), replacing(place):
            _ = 1 / 0
        seen.append(content(place))
        assert os.listdir(tmp_path) == ["place"]
        put(place, "old")
    else:
        pytest.fail("it never came to an end")
    assert set(seen) == {"old", "new"}


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="no exchange of names")
def test_a_reader_never_finds_it_missing(tmp_path: Path) -> None:
    """While it is replaced again and again, it can be read at any moment."""
    if not can_swap(tmp_path):
        pytest.skip("this file system cannot exchange two names")
    place, stop, missing = tmp_path / "place", threading.Event(), []
    put(place, "0")

    def read() -> None:
        while not stop.is_set():
            if not place.is_dir():
                missing.append(1)

    reader = threading.Thread(target=read)
    reader.start()
    for count in range(100):
        put(place, str(count))
    stop.set()
    reader.join()
    assert not missing


def can_swap(folder: Path) -> bool:
    one, other = folder / "one", folder / "other"
    one.mkdir()
    other.mkdir()
    return replace._swap(one, other)


def test_neighbours_with_longer_names_are_left_alone(tmp_path: Path) -> None:
    """`a` being replaced does not take what is just being made for `a.b`, or `a*`."""
    with replacing(tmp_path / "a.b") as other, replacing(tmp_path / "aX") as third:
        other.mkdir()
        third.mkdir()
        put(tmp_path / "a", "new")
        put(tmp_path / "a*", "new")
    assert sorted(os.listdir(tmp_path)) == ["a", "a*", "a.b", "aX"]
