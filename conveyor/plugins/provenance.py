"""What a grade rests on, written into the autograded notebook."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from typing import Any

import numpy
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from conveyor.files import digest
from conveyor.layout import RECORD, Course


class RecordProvenance(NbGraderPreprocessor):
    """Adds versions and the time to ``metadata.conveyor``, as the last step of grading.

    A notebook in autograded/ without them was left there by a run that was killed. The
    hashes were taken by the first step: a submission that arrives meanwhile is not graded.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        record = nb.metadata.setdefault(RECORD, {})
        record["graded_at"] = datetime.now(UTC).isoformat(timespec="seconds")
        record["environment"] = {
            "python": platform.python_version(),
            "numpy": numpy.__version__,
            "platform": platform.platform(),
        }
        return nb, resources


def fingerprint(course: Course, assignment: str, student: str) -> dict[str, str]:
    """What decides a grade: SHA-256 of the submission, of the assignment and of the view.

    Equal fingerprints mean that grading again would run the same thing.
    """
    return {
        "submission": digest(course.submitted(assignment, student)),
        "assignment": digest(course.source(assignment), course.release(assignment)),
        "view": digest(course.grading_views / assignment / "tinytorch"),
    }
