"""What graded code runs in: one environment for grading and for the proof of its tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from conveyor.layout import Course
from conveyor.views import grading_view

# One thread does the work of two here: the matrices of a lesson are small.
_THREADS = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"),
    "1",
)
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "VIRTUAL_ENV", "PYTHONUTF8")


def environment(course: Course, assignment: str, folder: Path) -> dict[str, str]:
    """What the kernel may know: no tokens, no home of the grader, the view to import.

    `folder` is a temporary one; the kernel's home is made in it.
    """
    home = folder / "home"
    home.mkdir()
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    variables = {
        "PATH": os.defpath,
        **kept,
        **_THREADS,
        "HOME": str(home),
        "IPYTHONDIR": str(home / ".ipython"),
        "JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
    }
    view = grading_view(course, assignment)
    if view is not None:
        variables["PYTHONPATH"] = str(view)
    return variables
