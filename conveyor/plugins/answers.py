"""Model answer and mark scheme beside each answer, for whoever grades it by hand.

They stand in the solution region of the answer's cell in the source notebook. Grading puts
them into a cell of its own under the student's answer, which the formgrader then shows;
feedback takes that cell out again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from conveyor.layout import RECORD
from conveyor.plugins import course_of

_MARK = "model_answer_of"
_TITLE = "**Model answer and mark scheme** (for staff; students never see this cell)"


class ShowModelAnswers(NbGraderPreprocessor):
    """Adds the model answer under each answer of the autograded notebook.

    The cell belongs to nobody: it has no nbgrader metadata, so scores, checksums and
    comments do not know of it. A source without a model answer adds nothing.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        ids = resources["nbgrader"]
        source = course_of(self).source(ids["assignment"]) / f"{ids['notebook']}.ipynb"
        answers = model_answers(source, ClearSolutions(parent=self))
        cells = []
        for cell in without_model_answers(nb).cells:
            cells.append(cell)
            if is_grade(cell) and (text := answers.get(cell.metadata.nbgrader.grade_id)):
                cells.append(_model_cell(cell.metadata.nbgrader.grade_id, text))
                if nb.nbformat_minor >= 5:
                    cells[-1]["id"] = f"model-answer-{len(cells)}"
        nb.cells = cells
        return nb, resources


class HideModelAnswers(NbGraderPreprocessor):
    """Takes the model answers out of the page that a student receives."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        return without_model_answers(nb), resources


def without_model_answers(nb: NotebookNode) -> NotebookNode:
    """`nb`, in which no cell is a model answer any more."""
    nb.cells = [cell for cell in nb.cells if _MARK not in cell.metadata.get(RECORD, {})]
    return nb


def model_answers(source: Path, markers: ClearSolutions) -> dict[str, str]:
    """{grade_id: model answer as Markdown} of the answers that a person grades.

    Without a region the whole cell is the model: nbgrader then clears the whole cell.
    """
    if not source.is_file():
        return {}
    found = {}
    for cell in nbformat.read(source, as_version=4).cells:
        if not (is_grade(cell) and is_solution(cell)):
            continue
        text = _region(cell.source, markers) or cell.source
        fenced = f"```python\n{text}\n```" if cell.cell_type == "code" else text
        found[cell.metadata.nbgrader.grade_id] = fenced if text.strip() else ""
    return found


def _region(source: str, markers: ClearSolutions) -> str:
    kept, inside = [], False
    for line in source.split("\n"):
        if markers.begin_solution_delimeter in line:
            inside = True
        elif markers.end_solution_delimeter in line:
            inside = False
        elif inside:
            kept.append(line)
    return "\n".join(kept)


def _model_cell(grade_id: str, text: str) -> NotebookNode:
    quoted = "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
    cell = new_markdown_cell(f"> {_TITLE}\n>\n{quoted}", metadata={RECORD: {_MARK: grade_id}})
    del cell["id"]
    return cell
