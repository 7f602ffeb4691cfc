"""What can be set about the hub, as one validated object.

`conveyor up` hands it to the hub's process through the environment.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from conveyor.layout import Course
from hub.roster import OPERATOR, Account

VARIABLE = "TINYTORCH_HUB"
RUN = "TINYTORCH_HUB_RUN"  # marks every process of one course's hub


@dataclass(frozen=True)
class Settings:
    """All that `hub.config` needs to know. Ports are free ones on 127.0.0.1.

    `runtime` is a private folder with a short name, for sockets; without one, ports are used.
    """

    root: str
    port: int
    hub_port: int
    proxy_port: int
    course_port: int
    isolate: bool
    ip: str = "127.0.0.1"
    runtime: str = ""

    @property
    def course(self) -> Course:
        return Course(Path(self.root))

    @property
    def url(self) -> str:
        """What a person opens."""
        return f"http://{self.ip}:{self.port}"

    def to_environment(self) -> dict[str, str]:
        return {VARIABLE: json.dumps(asdict(self))}

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """What `to_environment` wrote. Raises KeyError where the hub was not started by us."""
        return cls(**json.loads(environment[VARIABLE]))


def staff_group(course_id: str) -> str:
    """nbgrader's own name of the group that may use a course's formgrader."""
    return f"formgrade-{course_id}"


def student_group(course_id: str) -> str:
    """nbgrader's own name of the group of a course's students."""
    return f"nbgrader-{course_id}"


def groups_of(account: Account, course_id: str) -> list[str]:
    """The hub's groups of one person."""
    if not account.is_staff:
        return [student_group(course_id)]
    operators = ["operators"] if account.role == OPERATOR else []
    return [staff_group(course_id), *operators]
