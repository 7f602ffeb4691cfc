"""Keep students' servers on one machine apart with bubblewrap, where it is there.

Inside, a server sees the system's programs and the Python environment, read only; its own
home; its own mailbox; the open part of tinytorch. Nothing else of this machine's files and
none of its processes. It shares the network: the hub and the student's browser need it.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

# Where a server finds its things inside. Not /home: a student may be called like the
# operator, whose home may hold the Python environment.
HOMES, MAILBOX, VIEW, CONFIG = "/srv/home", "/srv/mailbox", "/srv/view", "/srv/jupyter"
# Sockets of kernels: as files in here no other server can reach them.
RUNTIME = "/tmp/jupyter"

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
# Of /etc/ssl and /etc/pki only what is public: a server that runs as root owns the rest, too.
_ETC = (
    *("alternatives", "ca-certificates", "fonts", "group", "hosts", "ld.so.cache", "ld.so.conf"),
    *("ld.so.conf.d", "localtime", "mime.types", "nsswitch.conf", "passwd", "resolv.conf"),
    *("pki/ca-trust", "pki/tls/certs", "pki/tls/cert.pem", "ssl/certs", "ssl/openssl.cnf"),
    "terminfo",
)
_PACKAGES = ("conveyor", "hub", "tinytorch")
_APART = ("--die-with-parent", "--unshare-pid", "--unshare-ipc", "--unshare-uts")
# No namespaces inside the namespace: much of what broke out of one began so.
_STRICT = ("--unshare-user", "--disable-userns")


@dataclass(frozen=True)
class Places:
    """The folders outside that one server gets, and the course that it must not see."""

    name: str
    root: Path
    home: Path
    mailbox: Path
    outbound: Path
    inbound: Path
    feedback: Path
    view: Path
    config: Path
    course_id: str


def why_not(root: Path | None = None) -> str:
    """Why servers cannot be kept apart here; empty when they can.

    With the course folder `root`, also whether it can be kept out of sight.
    """
    if not shutil.which("bwrap"):
        return "bubblewrap is not installed"
    if root and root.resolve() in {prefix.resolve() for prefix in _prefixes()}:
        return f"the course folder is itself the Python environment ({root})"
    return _trial(_strictness())


def wrapped(places: Places) -> list[str]:
    """The words to put before a server's command."""
    return [
        *("bwrap", *_APART, *_strictness(), "--hostname", "tinytorch", "--cap-drop", "ALL"),
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/run"),
        *("--perms", "0700", "--dir", RUNTIME),
        *_read_only(places.root),
        *("--bind", str(places.home), f"{HOMES}/{places.name}"),
        *_mailbox(places),
        *("--ro-bind", str(places.view), VIEW, "--ro-bind", str(places.config), CONFIG),
        *("--chdir", f"{HOMES}/{places.name}", "--"),
    ]


@functools.cache
def _strictness() -> tuple[str, ...]:
    """As strict as bubblewrap and the system allow."""
    return () if _trial(_STRICT) else _STRICT


def _trial(options: tuple[str, ...]) -> str:
    """Why a Python does not run in such a place; empty when it does."""
    words = ["bwrap", *_APART, *options, "--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev"]
    try:
        run = subprocess.run(
            [*words, *_read_only(None), "--", sys.executable, "-c", ""],
            capture_output=True,
            text=True,
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not run: {error}"
    if run.returncode == 0:
        return ""
    return f"bubblewrap is not allowed to work: {run.stderr.strip() or run.returncode}"


def _read_only(root: Path | None) -> list[str]:
    """The mounts of everything that all servers see, the outer ones first."""
    links, shown = _system()
    prefixes = _prefixes()
    mounts = {str(path): ["--ro-bind", str(path), str(path)] for path in (*shown, *prefixes)}
    for path in _hidden(root, [*shown, *prefixes]):
        mounts[str(path)] = ["--tmpfs", str(path)]
    ordered = [word for path in sorted(mounts, key=_depth) for word in mounts[path]]
    etc = [w for name in _ETC for w in ("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")]
    return [*links, *ordered, *etc]


def _system() -> tuple[list[str], list[Path]]:
    """(words that make links as the system has them, its folders)."""
    links: list[str] = []
    folders: list[Path] = []
    for path in map(Path, _SYSTEM):
        if path.is_symlink():
            links += ["--symlink", os.readlink(path), str(path)]
        elif path.is_dir():
            folders.append(path)
    return links, folders


def _prefixes() -> list[Path]:
    """The Python that runs us: its environment, and the installation below that."""
    found = dict.fromkeys((sys.base_prefix, sys.prefix))
    return [Path(prefix) for prefix in found if not f"{prefix}/".startswith("/usr/")]


def _hidden(root: Path | None, shown: list[Path]) -> list[Path]:
    """What lies in the folders that are `shown` and must not be seen.

    The course folder, where it lies in one of them, and copies of our packages that were
    installed: tinytorch there is the solution of every module.
    """
    libraries = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
    secret = [library / package for library in libraries for package in _PACKAGES]
    secret = [path for path in secret if path.is_dir()]
    if root:
        secret.append(root)
    return [
        folder / path.resolve().relative_to(folder.resolve())
        for path in secret
        for folder in shown
        if path.resolve().is_relative_to(folder.resolve())
    ]


def _depth(path: str) -> int:
    return len(Path(path).parts)


def _mailbox(places: Places) -> list[str]:
    """Mounts, not links, so that a released folder stays where it is while it is replaced."""
    box = f"{MAILBOX}/{places.course_id}"
    return [
        *("--tmpfs", MAILBOX),
        *("--ro-bind", str(places.outbound), f"{box}/outbound"),
        *("--bind", str(places.inbound), f"{box}/inbound"),
        *("--ro-bind", str(places.feedback), f"{box}/feedback"),
    ]
