"""What we plug into nbgrader, at its own extension points (see nbgrader_config.py)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conveyor.layout import Course


def course_of(preprocessor: Any) -> Course:
    """The course that a preprocessor works for: its converter knows the course directory."""
    owner = preprocessor
    while owner is not None:
        coursedir = getattr(owner, "coursedir", None)
        if coursedir is not None:
            return Course(Path(coursedir.root))
        owner = owner.parent
    raise RuntimeError(f"{type(preprocessor).__name__} runs only inside nbgrader's converters")
