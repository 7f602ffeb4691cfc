"""A student's server as a process of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Bool, Unicode

from conveyor.layout import Course
from conveyor.release import refresh_student_view
from hub import isolation
from hub.home import furnish
from hub.isolation import Places
from hub.mailboxes import ensure_mailbox

# Without the grammar for URIs that jsonschema loads when it finds it: two seconds a start.
SINGLE_USER = (
    "import sys; sys.modules['rfc3987_syntax'] = None; "
    "from jupyterhub.singleuser import main; main()"
)
STUDENT_CONFIG = Path(__file__).parent / "jupyter" / "student"
# A lesson's matrices are small: more threads only get into each other's way.
_QUIET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class CourseSpawner(SimpleLocalProcessSpawner):
    """Starts JupyterLab in the student's home, with mailbox and the open part of tinytorch."""

    root = Unicode(help="The course folder.").tag(config=True)
    isolate = Bool(help="Keep servers apart with bubblewrap.").tag(config=True)

    async def start(self) -> Any:
        course = Course(Path(self.root))
        furnish(self._places(course).home)
        ensure_mailbox(course, self.user.name)
        refresh_student_view(course)
        course.student_view.mkdir(parents=True, exist_ok=True)
        # Not into the hub's log: a student decides what is said, and how much of it.
        with _new_file(course.server_log(self.user.name)) as log:
            self.popen_kwargs = {"stdout": log, "stderr": subprocess.STDOUT}
            return await super().start()

    def load_state(self, state: dict[str, Any]) -> None:
        """No server outlives the hub, so a process id from before is somebody else's by now."""
        super().load_state({key: value for key, value in state.items() if key != "pid"})

    @property
    def cmd(self) -> list[str]:  # type: ignore[override]
        server = [sys.executable, "-c", SINGLE_USER]
        places = self._places(Course(Path(self.root)))
        return [*isolation.wrapped(places), *server] if self.isolate else server

    def get_env(self) -> dict[str, str]:
        env: dict[str, str] = super().get_env()
        places = self._places(Course(Path(self.root)))
        inside = self.isolate
        env |= {
            **_QUIET,
            "HOME": f"{isolation.HOMES}/{self.user.name}" if inside else str(places.home),
            "JUPYTER_CONFIG_PATH": isolation.CONFIG if inside else str(places.config),
            "PYTHONPATH": isolation.VIEW if inside else str(places.view),
            "NBGRADER_EXCHANGE": isolation.MAILBOX if inside else str(places.mailbox),
            "NBGRADER_COURSE": places.course_id,
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        }
        if inside:
            env["JUPYTER_RUNTIME_DIR"] = isolation.RUNTIME
        env["JUPYTERHUB_ROOT_DIR"] = env["HOME"]
        return env

    def make_preexec_fn(self, name: str) -> Any:
        """The command itself goes home: inside bubblewrap home is another path."""
        return None

    def _places(self, course: Course) -> Places:
        name = self.user.name
        return Places(
            name=name,
            root=course.root,
            home=course.homes / name,
            mailbox=course.mailboxes / name,
            outbound=course.outbound,
            inbound=course.inbound / name,
            feedback=course.feedback_box(name),
            view=course.student_view,
            config=STUDENT_CONFIG,
            course_id=course.course_id,
        )


def _new_file(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
