"""What one student's server can reach, by running programs where it runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conveyor.build import build
from conveyor.layout import Course
from conveyor.views import student_view
from hub import isolation
from hub.home import furnish
from hub.isolation import CONFIG, HOMES, MAILBOX, RUNTIME, VIEW, Places, why_not, wrapped
from hub.mailboxes import ensure_mailbox
from hub.spawner import STUDENT_CONFIG
from tests.conftest import make_course
from tests.hub.parcels import ASSIGNMENT, NOTEBOOK, hand_in, hand_out

needs_bubblewrap = pytest.mark.skipif(bool(why_not()), reason=why_not() or "it works")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with two students, in which module 01 is open and 02 is not."""
    course = make_course(tmp_path_factory.mktemp("isolation") / "course")
    build(course)
    hand_out(course)
    shutil.copytree(course.release(ASSIGNMENT), course.outbound / ASSIGNMENT)
    for student in ("ada", "ben"):
        furnish(course.homes / student)
        ensure_mailbox(course, student)
        hand_in(course, student)
        (course.feedback_box(student) / "page.html").write_text(student)
        (course.homes / student / "diary.txt").write_text(f"the diary of {student}")
    student_view(course, ["01_number"])
    course.roster.write_text("name,role\nada,student\n")
    course.gradebook.write_text("grades")
    course.hub_state.mkdir(parents=True)
    (course.hub_state / "proxy_token").write_text("token")
    return course


@pytest.fixture(scope="module")
def places(course: Course) -> Places:
    return Places(
        name="ada",
        root=course.root,
        home=course.homes / "ada",
        mailbox=course.mailboxes / "ada",
        outbound=course.outbound,
        inbound=course.inbound / "ada",
        feedback=course.feedback_box("ada"),
        view=course.student_view,
        config=STUDENT_CONFIG,
        course_id=course.course_id,
    )


Inside = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def inside(places: Places) -> Inside:
    """Runs a Python program where ada's server runs."""

    def run(program: str, places: Places = places) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.defpath, "HOME": f"{HOMES}/ada", "PYTHONPATH": VIEW}
        return subprocess.run(
            [*wrapped(places), sys.executable, "-c", textwrap.dedent(program)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


pytestmark = needs_bubblewrap


def names_and_contents(program_roots: str) -> str:
    """A program that prints every file and folder it finds, as JSON."""
    return f"""
        import json, os
        found = []
        for folder, folders, files in os.walk({program_roots!r}):
            if folder.startswith(("/proc", "/usr", "/dev", *{(sys.prefix, sys.base_prefix)!r})):
                folders[:] = []
                continue
            found += [os.path.join(folder, name) for name in folders + files]
        print(json.dumps(found))
    """


def test_nothing_of_the_course_is_there(course: Course, inside: Inside) -> None:
    """Neither its folder nor, anywhere, a file with one of its secret names."""
    done = inside(names_and_contents("/"))
    found = json.loads(done.stdout)
    assert f"{HOMES}/ada/diary.txt" in found
    assert not [path for path in found if path.startswith(str(course.root))]
    secrets = ("gradebook.db", "roster.csv", "proxy_token", "number_dev.py", "passwords.json")
    assert not [path for path in found if path.endswith(secrets)]
    assert not [path for path in found if "/ben" in path]


@pytest.mark.parametrize(
    "path",
    ["source", "modules", "tinytorch", "gradebook.db", "roster.csv", "var/hub", "var/homes/ben"],
)
def test_its_paths_lead_nowhere(course: Course, inside: Inside, path: str) -> None:
    """Whoever knows where the course lies gains nothing by it."""
    done = inside(f"import os; os.stat({str(course.root / path)!r})")
    assert (course.root / path).exists() or path == "source"
    assert "FileNotFoundError" in done.stderr


@pytest.mark.parametrize(
    "path", ["/etc/shadow", "/etc/ssl/private", "/root", "/home", "/var", "/sys", "/opt", "/mnt"]
)
def test_nor_is_the_rest_of_the_machine(inside: Inside, path: str) -> None:
    """No secrets of the system; where the Python environment lies below, the way to it only."""
    done = inside(f"import os; print(os.listdir({path!r}))")
    way = {Path(prefix).parts[len(Path(path).parts)] for prefix in prefixes_below(path)}
    assert "FileNotFoundError" in done.stderr or done.stdout.strip() == str(sorted(way))


def test_of_certificates_only_the_public_half_is_there(inside: Inside) -> None:
    """A hub that root started would own the private one, and so would students' programs."""
    done = inside(
        "import os; print(*(n for p in ('/etc/ssl', '/etc/pki', '/etc/pki/tls') "
        "if os.path.isdir(p) for n in os.listdir(p)))"
    )
    assert set(done.stdout.split()) <= {"certs", "openssl.cnf", "ca-trust", "tls", "cert.pem"}


def prefixes_below(path: str) -> list[str]:
    prefixes = (sys.prefix, sys.base_prefix)
    return [p for p in prefixes if Path(p).is_relative_to(path) and p != path]


def test_the_home_can_be_lived_in(course: Course, inside: Inside) -> None:
    """The program starts there; what it writes is kept; it is nobody else's."""
    done = inside("""
        import os, pathlib
        assert os.getcwd() == os.environ["HOME"] == str(pathlib.Path.home())
        pathlib.Path("mine.txt").write_text(pathlib.Path("diary.txt").read_text())
    """)
    assert done.returncode == 0, done.stderr
    assert (course.homes / "ada" / "mine.txt").read_text() == "the diary of ada"


def test_the_mailbox_takes_and_gives(course: Course, inside: Inside) -> None:
    """What is handed in arrives; what is handed out and told can be read, and not changed."""
    done = inside(f"""
        import os
        box = {f"{MAILBOX}/{course.course_id}"!r}
        print(open(box + "/outbound/{ASSIGNMENT}/{NOTEBOOK}").read())
        print(open(box + "/feedback/page.html").read())
        os.mkdir(box + "/inbound/new")
        for action in (
            lambda: os.mkdir(box + "/outbound/new"),
            lambda: open(box + "/outbound/{ASSIGNMENT}/{NOTEBOOK}", "w"),
            lambda: os.remove(box + "/feedback/page.html"),
            lambda: os.rename(box + "/feedback", box + "/f"),
            lambda: os.rmdir(box + "/inbound"),
        ):
            try:
                action()
            except OSError as error:
                print(type(error).__name__, error.errno)
            else:
                print("possible")
    """)
    content, page, *attempts = done.stdout.splitlines()
    assert (content, page) == ("{}", "ada")
    assert len(attempts) == 5, done.stderr
    assert "possible" not in attempts
    assert (course.inbound / "ada" / "new").is_dir()


def test_a_released_assignment_that_is_replaced_is_seen(course: Course, inside: Inside) -> None:
    """A running server sees the new one: the folder above is mounted, not the assignment."""
    second = course.outbound / "02_double"
    second.mkdir()
    try:
        done = inside(f"import os; print(os.listdir('{MAILBOX}/{course.course_id}/outbound'))")
    finally:
        second.rmdir()
    assert "02_double" in done.stdout


def test_open_modules_can_be_imported_and_closed_ones_explain(inside: Inside) -> None:
    """The package is the students' view of it, and nothing else of ours can be imported."""
    done = inside("""
        import tinytorch
        from tinytorch.number import Number
        print(tinytorch.__file__, Number(2).value)
        try:
            import tinytorch.double
        except ModuleNotFoundError as error:
            print(error)
        for name in ("conveyor.cli", "hub.roster"):
            try:
                __import__(name)
            except ImportError:
                print("no", name)
    """)
    first, closed, *others = done.stdout.splitlines()
    assert first == f"{VIEW}/tinytorch/__init__.py 2.0"
    assert closed.startswith("tinytorch.double is not open here")
    assert others == ["no conveyor.cli", "no hub.roster"], done.stderr


def test_nothing_shared_can_be_written(inside: Inside) -> None:
    """Not the view, the programs, the Python environment or the configuration of the server."""
    done = inside(f"""
        import sys
        for folder in ({VIEW!r}, {VIEW + "/tinytorch"!r}, {CONFIG!r}, sys.prefix, "/usr", "/etc"):
            try:
                open(folder + "/new.py", "w").close()
            except OSError as error:
                continue
            if folder != "/etc":
                print(folder)
    """)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_what_is_written_beside_goes_with_the_server(inside: Inside) -> None:
    """/tmp is each server's own."""
    assert inside("open('/tmp/left', 'w').close(); open('/run/left', 'w').close()").returncode == 0
    again = inside("import os; print(os.path.exists('/tmp/left'), os.path.exists('/run/left'))")
    assert again.stdout.split() == ["False", "False"]
    assert not Path("/tmp/left").exists()


def test_other_processes_are_not_there(inside: Inside) -> None:
    """Neither to be seen nor to be stopped: there are two, bubblewrap's and our own."""
    done = inside(f"""
        import os
        print(sorted(int(name) for name in os.listdir("/proc") if name.isdigit()) == [1, 2])
        try:
            os.kill({os.getpid()}, 0)
        except ProcessLookupError:
            print("no such process")
    """)
    assert done.stdout.splitlines() == ["True", "no such process"], done.stderr


def test_nothing_runs_on_when_the_server_ends(inside: Inside) -> None:
    """A program that a student left in the background ends with it."""
    program = """
        import subprocess, sys
        subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(30) # left-behind"],
            start_new_session=True, env={},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
    """
    assert inside(program).returncode == 0
    everything = subprocess.run(["ps", "ax"], capture_output=True, text=True).stdout
    assert "left-behind" not in everything


def test_there_are_no_rights_to_get_out_with(inside: Inside) -> None:
    """No capabilities, none to be had by programs that give them, no namespaces in namespaces."""
    done = inside("""
        import ctypes, re
        status = open("/proc/self/status").read()
        print(set(re.findall(r"^Cap(?:Eff|Prm|Bnd|Amb):\\s*(\\w+)", status, re.M)))
        print(re.search(r"NoNewPrivs:\\s*(\\d)", status)[1])
        libc = ctypes.CDLL(None, use_errno=True)
        print(libc.mount(b"x", b"/tmp", b"tmpfs", 0, None))
        print(libc.unshare(0x10000000))
    """)
    capabilities, no_new, mount, unshare = done.stdout.splitlines()
    assert capabilities == "{'0000000000000000'}"
    assert (no_new, mount) == ("1", "-1")
    if isolation._strictness():
        assert unshare == "-1"


def test_sockets_of_kernels_have_a_place(inside: Inside) -> None:
    """A private folder whose path leaves room for a socket's name."""
    done = inside(f"""
        import os, socket
        print(oct(os.stat({RUNTIME!r}).st_mode & 0o777))
        socket.socket(socket.AF_UNIX).bind({RUNTIME!r} + "/kernel-" + "x" * 36 + "-ipc-1")
    """)
    assert (done.returncode, done.stdout) == (0, "0o700\n"), done.stderr


def test_a_student_who_is_called_like_the_operator(places: Places, inside: Inside) -> None:
    """The student's home does not hide the Python environment that lies in the operator's."""
    assert not Path(HOMES).is_relative_to("/home")
    assert inside("import nbgrader", replace(places, name="root")).returncode == 0


@pytest.mark.parametrize("below", ["", "course"])
def test_a_course_that_lies_where_servers_look_is_hidden(
    places: Places, inside: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    """In a folder that is shown, say /usr/local; an environment in the course stays visible."""
    shown = tmp_path / "shown"
    root = shown / below
    environment = root / ".venv"
    environment.mkdir(parents=True)
    (root / "gradebook.db").write_text("grades")
    (environment / "python").write_text("python")
    system = isolation._system()
    folders = [*system[1], shown] if below else system[1]
    monkeypatch.setattr(isolation, "_system", lambda: (system[0], folders))
    prefixes = isolation._prefixes()
    monkeypatch.setattr(isolation, "_prefixes", lambda: [environment, *prefixes])
    done = inside(f"import os; print(os.listdir({str(root)!r}))", replace(places, root=root))
    assert done.stdout == "['.venv']\n", done.stderr
    assert not why_not(root)


def test_a_course_that_is_itself_the_environment_cannot_be_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`python -m venv .` in the course folder: then we say so instead of showing it."""
    monkeypatch.setattr(isolation, "_prefixes", lambda: [tmp_path])
    assert "is itself the Python environment" in why_not(tmp_path)


def test_installed_copies_of_our_packages_are_hidden(
    places: Places, inside: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tinytorch among the installed packages is the solution of every module."""
    library = tmp_path / "prefix" / "lib"
    (library / "tinytorch").mkdir(parents=True)
    (library / "tinytorch" / "tensor.py").write_text("solution")
    (library / "numpy.py").write_text("not ours")
    prefixes = isolation._prefixes()
    monkeypatch.setattr(isolation, "_prefixes", lambda: [tmp_path / "prefix", *prefixes])
    monkeypatch.setattr(isolation.sysconfig, "get_path", lambda _: str(library))
    done = inside(names_and_contents(str(library)))
    assert set(json.loads(done.stdout)) == {f"{library}/numpy.py", f"{library}/tinytorch"}


def test_why_it_does_not_work_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not installed; or it may not, in its own words."""
    bwrap = tmp_path / "bwrap"
    bwrap.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2; exit 1")
    bwrap.chmod(0o755)
    isolation._strictness.cache_clear()
    try:
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        assert "not allowed to work: bwrap: No permissions" in why_not()
        monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
        assert why_not() == "bubblewrap is not installed"
    finally:
        isolation._strictness.cache_clear()
