"""``conveyor up``: starting, stopping, and everything that comes between."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conveyor.files import read_json
from conveyor.layout import Course
from hub import machine
from hub.machine import free_ports, marked, stop_leftovers
from hub.passwords import have_passwords
from tests.conftest import ROOT
from tests.hub.conftest import small_course
from tests.hub.visitor import Visitor
from tests.journey.conftest import Hub, start, stop

PATIENCE = 60  # seconds
SAMPLE = "['ada', 'ben', 'ida', 'tom']"


class Up:
    """A `conveyor up` with a stand-in for JupyterHub."""

    def __init__(
        self, course: Course, way: str = "well", port: int = 0, **options: object
    ) -> None:
        self.course, self.port = course, port or free_ports(1)[0]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.conveyor.hub_stand_in"]
            + [str(course.root), str(self.port), way],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **options,  # type: ignore[call-overload]
        )
        self.said: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def until(self, word: str) -> str:
        """The first line that begins with `word`."""
        while not self.said or not self.said[-1].startswith(word):
            self.said.append(self._lines.get(timeout=PATIENCE).rstrip("\n"))
            assert self.said[-1] != "END", self.said
        return self.said[-1]

    def ended(self) -> str:
        """Everything that was said, once it is over."""
        self.process.wait(PATIENCE)
        while not self.said or self.said[-1] != "END":
            self.said.append(self._lines.get(timeout=PATIENCE).rstrip("\n"))
        return "\n".join(self.said[:-1])

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("END")


Begin = Callable[..., Up]


@pytest.fixture
def begin(course: Course) -> Iterator[Begin]:
    """Starts one, and leaves nothing behind however the test ends."""
    begun: list[Up] = []

    def begin(*args: object, **kwargs: object) -> Up:
        begun.append(Up(course, *args, **kwargs))  # type: ignore[arg-type]
        return begun[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine, "_POLITE", 0.1)
        yield begin
        for up in begun:
            up.process.kill()
            up.process.wait()
        stop_leftovers(course)
    if killed := read_json(course.hub_state / "running.json"):
        shutil.rmtree(killed["runtime"], ignore_errors=True)


# The first time, and the next.


def test_the_first_start_makes_a_roster_and_tells_passwords_once(
    begin: Begin, course: Course
) -> None:
    """The second one finds both, and tells none."""
    first = begin()
    assert first.until("ready") == f"ready http://127.0.0.1:{first.port} {SAMPLE}"
    assert "roster.csv made, with accounts to try the course" in first.said
    assert have_passwords(course.passwords) == {"ada", "ben", "ida", "tom"}
    first.process.send_signal(signal.SIGINT)
    first.ended()
    second = begin()
    assert second.until("ready").endswith("[]")
    assert not any("roster.csv made" in line for line in second.said)


def test_who_is_new_in_the_roster_gets_a_password(begin: Begin, course: Course) -> None:
    """And only they are told one."""
    course.roster.write_text("name,role\nada,student\n")
    first = begin()
    first.until("ready")
    first.process.send_signal(signal.SIGINT)
    first.ended()
    course.roster.write_text("name,role\nada,student\neve,student\n")
    assert begin().until("ready").endswith("['eve']")


def test_passwords_are_told_although_the_first_start_failed(begin: Begin) -> None:
    """They are made when somebody will see them."""
    assert "the hub stopped while it was starting" in begin("fails").ended()
    assert begin().until("ready").endswith(SAMPLE)


def test_passwords_that_nobody_saw_are_told_the_next_time(begin: Begin) -> None:
    """When the terminal went away at just that moment."""
    assert begin("closed").ended().endswith("nobody listens")
    assert begin().until("ready").endswith(SAMPLE)


def test_what_the_hub_keeps_is_closed_to_others(begin: Begin, course: Course) -> None:
    """var, its folder and the log; a var that another verb left open is closed."""
    course.var.mkdir(mode=0o755)
    course.var.chmod(0o755)
    begin().until("ready")
    for folder in (course.var, course.hub_state):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert course.hub_log.stat().st_mode & 0o777 == 0o600
    assert (course.hub_state / "running.json").stat().st_mode & 0o777 == 0o600


def test_the_hub_does_not_read_from_our_terminal(begin: Begin, course: Course) -> None:
    """Nor does Ctrl-C in it reach the hub past us."""
    up = begin(stdin=subprocess.PIPE)
    up.until("ready")
    (hub,) = [p for p in marked(course) if p.ppid() == up.process.pid]
    assert Path(f"/proc/{hub.pid}/fd/0").resolve() == Path("/dev/null")
    assert os.getsid(hub.pid) == hub.pid


# Mistakes.


def test_a_mistake_in_the_roster_is_named(begin: Begin, course: Course) -> None:
    """With its line, before anything is started."""
    course.roster.write_text("name,role\nada,studnet\n")
    assert f"error {course.roster}:2: 'studnet' is no role" in begin().ended()
    assert not course.hub_log.exists()


def test_a_taken_port_is_named_with_one_to_take_instead(begin: Begin) -> None:
    """And nothing is left running."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = begin(port=port).ended()
    assert f"error port {port} is taken on this machine" in said
    assert "cure: choose another one: make up PORT=" in said


def test_a_hub_that_runs_already_is_named(begin: Begin) -> None:
    """By its address and process; it is not disturbed."""
    first = begin()
    first.until("ready")
    said = begin().ended()
    where = f"at http://127.0.0.1:{first.port} (process {first.process.pid})"
    assert f"error the hub of this course is running already {where}" in said
    assert first.process.poll() is None
    first.process.send_signal(signal.SIGINT)
    assert first.ended().endswith("returned 0")


def test_a_hub_that_is_starting_is_not_named_by_an_earlier_one(
    begin: Begin, course: Course
) -> None:
    """What a killed run wrote about itself is not true any more."""
    course.hub_state.mkdir(parents=True)
    stale = '{"url": "http://127.0.0.1:1", "pid": 1, "runtime": ""}'
    (course.hub_state / "running.json").write_text(stale)
    first = begin()
    first.until("starting")
    assert "127.0.0.1:1 " not in begin().ended()


def test_a_hub_that_ends_by_itself_is_told_with_its_last_words(
    begin: Begin, course: Course
) -> None:
    """Without what would colour or clear the terminal; its children are stopped."""
    said = begin("dies").ended()
    assert f"error {course.hub_log}: the hub ended by itself (code 7)" in said
    assert "[31mthe hub's last words" in said
    assert "\x1b" not in said
    assert marked(course) == []


def test_a_hub_that_does_not_start_is_told_with_its_last_words(
    begin: Begin, course: Course
) -> None:
    """The log of the run before it is kept beside it."""
    begin("fails").ended()
    said = begin("fails").ended()
    assert "the hub stopped while it was starting" in said
    assert "the hub's last words" in said
    assert course.hub_log.with_suffix(".log.1").is_file()
    assert marked(course) == []


# The end.


@pytest.mark.parametrize(
    ("way", "signals"),
    [
        ("well", ["INT"]),
        ("well", ["TERM"]),
        ("well", ["HUP"]),
        ("well", ["INT", "INT", "INT"]),
        ("deaf", ["INT", "INT", "TERM"]),
    ],
)
def test_every_signal_ends_all_processes(
    begin: Begin, course: Course, way: str, signals: list[str]
) -> None:
    """Ctrl-C once or again and again, a polite kill, a terminal that is closed."""
    up = begin(way)
    up.until("ready")
    assert len(marked(course)) == 2
    sockets = Path(read_json(course.hub_state / "running.json")["runtime"])
    assert sockets.stat().st_mode & 0o777 == 0o700
    for name in signals:
        up.process.send_signal(getattr(signal, f"SIG{name}"))
        time.sleep(0.3)
    assert up.ended().endswith("returned 0")
    assert marked(course) == []
    assert not (course.hub_state / "running.json").exists()
    assert not sockets.exists()


def test_ctrl_c_while_it_is_starting(begin: Begin, course: Course) -> None:
    """Nothing is left then, either, and no password was made."""
    up = begin()
    up.until("starting")
    up.process.send_signal(signal.SIGINT)
    assert up.ended().endswith("returned 0")
    assert marked(course) == []


def test_nohup_is_respected(begin: Begin) -> None:
    """Who asked that the end of the terminal does not matter meant it."""
    up = begin(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    up.until("ready")
    up.process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    assert up.process.poll() is None


def test_what_a_killed_run_left_is_stopped(begin: Begin, course: Course) -> None:
    """`kill -9`, and start again at the same port: it is said, and the data is found again."""
    first = begin()
    first.until("ready")
    first.process.kill()
    first.process.wait()
    left = marked(course)
    assert len(left) == 2
    sockets = Path(read_json(course.hub_state / "running.json")["runtime"])
    assert sockets.is_dir()
    # Ids that by now may be anybody's: JupyterHub would end whoever has them.
    for name in ("hub.pid", "proxy.pid"):
        (course.hub_state / name).write_text(str(os.getpid()))
    second = begin(port=first.port)
    assert second.until("ready").endswith("[]")
    assert "an earlier run had left 2 processes; they are stopped" in second.said
    assert not [p for p in left if p.is_running() and p.status() != "zombie"]
    assert not (course.hub_state / "proxy.pid").exists()
    assert not sockets.exists()
    assert read_json(course.hub_state / "running.json")["pid"] == second.process.pid


# With the real JupyterHub.


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Course]:
    course = small_course(tmp_path / "a course, ü")
    yield course
    stop_leftovers(course)


@pytest.mark.slow
@pytest.mark.xdist_group("hub")
def test_a_real_hub_is_killed_comes_back_and_ends(real: Course) -> None:
    """A student's files are found again; an open page does not hold up Ctrl-C; nothing is left."""
    first = start(real)
    assert sorted(first.passwords) == ["ada", "ben", "ida", "tom"]
    ada = Visitor(first.url, "ada", first.passwords["ada"])
    ada.start_server()
    ada.run("open('work.txt', 'w').write('mine')")
    first.process.kill()
    first.process.communicate()
    port = int(first.url.rsplit(":", 1)[1])
    second = start(real, port)
    assert second.passwords == {}
    ada = Visitor(second.url, "ada", first.passwords["ada"])
    ada.start_server()
    assert ada.run("print(open('work.txt').read())") == "mine\n"
    open_tab = ada.websocket(f"api/kernels/{ada.new_kernel()}/channels")
    assert len(marked(real)) > 4
    assert seconds_to_stop(second) < 20
    assert marked(real) == []
    open_tab.close()


def seconds_to_stop(hub: Hub) -> float:
    begun = time.monotonic()
    assert stop(hub) == 0
    return time.monotonic() - begun
