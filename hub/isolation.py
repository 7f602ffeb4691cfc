"""Keep students' servers on one machine apart with bubblewrap, where it is there.

Inside, a server sees the system's programs and the Python environment, read only; its own
home; its own mailbox; the open part of tinytorch. Nothing else of this machine's files and
none of its processes. It shares the network: the hub and the student's browser need it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# Where a server finds its things inside.
HOMES, MAILBOX, VIEW, CONFIG = "/home", "/srv/mailbox", "/srv/view", "/srv/jupyter"

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt")
_ETC = (
    *("alternatives", "ca-certificates", "fonts", "group", "hosts", "ld.so.cache", "ld.so.conf"),
    *("ld.so.conf.d", "localtime", "mime.types", "nsswitch.conf", "passwd", "pki"),
    *("resolv.conf", "ssl", "terminfo"),
)


@dataclass(frozen=True)
class Places:
    """The folders outside that one server gets."""

    name: str
    home: Path
    mailbox: Path
    outbound: Path
    inbound: Path
    feedback: Path
    view: Path
    config: Path
    course_id: str


def why_not() -> str:
    """Why servers cannot be kept apart here; empty when they can."""
    if not shutil.which("bwrap"):
        return "bubblewrap is not installed"
    trial = ["bwrap", "--unshare-pid", "--ro-bind", "/", "/", "--proc", "/proc", "true"]
    try:
        run = subprocess.run(trial, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not run: {error}"
    return (
        "" if run.returncode == 0 else f"bubblewrap is not allowed to work: {run.stderr.strip()}"
    )


def wrapped(places: Places) -> list[str]:
    """The words to put before a server's command."""
    return [
        "bwrap",
        *("--die-with-parent", "--unshare-pid", "--unshare-ipc", "--unshare-uts"),
        *("--hostname", "tinytorch", "--cap-drop", "ALL"),
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/run"),
        *_read_only(),
        *("--bind", str(places.home), f"{HOMES}/{places.name}"),
        *_mailbox(places),
        *("--ro-bind", str(places.view), VIEW, "--ro-bind", str(places.config), CONFIG),
        *("--chdir", f"{HOMES}/{places.name}", "--"),
    ]


def _read_only() -> list[str]:
    words: list[str] = []
    for path in map(Path, _SYSTEM):
        if path.is_symlink():
            words += ["--symlink", os.readlink(path), str(path)]
        elif path.is_dir():
            words += ["--ro-bind", str(path), str(path)]
    for name in _ETC:
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    for prefix in dict.fromkeys((sys.base_prefix, sys.prefix)):
        if not prefix.startswith("/usr/"):
            words += ["--ro-bind", prefix, prefix]
    return words


def _mailbox(places: Places) -> list[str]:
    """Mounts, not links, so that a released folder stays where it is while it is replaced."""
    box = f"{MAILBOX}/{places.course_id}"
    return [
        *("--tmpfs", MAILBOX),
        *("--ro-bind", str(places.outbound), f"{box}/outbound"),
        *("--bind", str(places.inbound), f"{box}/inbound"),
        *("--ro-bind", str(places.feedback), f"{box}/feedback"),
    ]
