"""Feedback that says what a hidden test was about, and never shows it."""

from __future__ import annotations

import ast
import re
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_SHORTEST_SECRET = 12  # characters; shorter lines stand in any program
_PLACE = "# (hidden tests ran here)"
_FAILED = AssertionError.__name__
_CUT_OFF = ("NotRun", "CellTimeoutError")


class HideHiddenTests(NbGraderPreprocessor):
    """Takes the source of hidden tests out of the page that a student receives.

    Of a cell with hidden tests the student sees the part outside them, why it gave no
    points, and the author's message of the assertion that failed. Lines of hidden tests
    that the student's code managed to print, in any cell, are blanked.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        markers = ClearHiddenTests(parent=self)
        begin, end = markers.begin_test_delimeter, markers.end_test_delimeter
        secrets: set[str] = set()
        for cell in nb.cells:
            if cell.cell_type == "code" and begin in cell.source:
                cell.source, hidden = split_hidden(cell.source, begin, end)
                cell.outputs = _verdicts(cell, hidden)
                secrets |= {s for s in map(str.strip, hidden) if len(s) >= _SHORTEST_SECRET}
        for cell in nb.cells:
            _blank(cell, secrets)
        return nb, resources


def split_hidden(source: str, begin: str, end: str) -> tuple[str, list[str]]:
    """(the source with each hidden region replaced by one comment, the hidden lines)."""
    shown: list[str] = []
    hidden: list[str] = []
    inside = False
    for line in source.split("\n"):
        if begin in line:
            inside = True
            shown.append(line[: len(line) - len(line.lstrip())] + _PLACE)
        elif end in line:
            inside = False
        else:
            (hidden if inside else shown).append(line)
    return "\n".join(shown), hidden


def hints(hidden: list[str]) -> list[str]:
    """The author's messages in the hidden tests: what may be told to a student.

    Of an f-string only the words before its first value count, as the value could be the
    expected answer.
    """
    found = []
    for message in map(_message, ast.walk(_parse(hidden))):
        if isinstance(message, ast.JoinedStr) and message.values:
            message = message.values[0]
        if isinstance(message, ast.Constant) and isinstance(message.value, str):
            found.append(message.value)
    return [text for text in found if text.strip()]


def _message(node: ast.AST) -> ast.expr | None:
    """Of ``assert test, MESSAGE`` and ``raise AssertionError(MESSAGE)``."""
    if isinstance(node, ast.Assert):
        return node.msg
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
        name = node.exc.func
        return node.exc.args[0] if isinstance(name, ast.Name) and name.id == _FAILED else None
    return None


def _parse(lines: list[str]) -> ast.Module:
    indent = min((len(s) - len(s.lstrip()) for s in lines if s.strip()), default=0)
    try:
        return ast.parse("\n".join(line[indent:] for line in lines))
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


def _verdicts(cell: NotebookNode, hidden: list[str]) -> list[NotebookNode]:
    """Why the cell lost its points, in words that are ours or the author's; [] if it did not."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    errors.sort(key=lambda error: error.ename not in _CUT_OFF)
    if errors:
        text = _verdict(errors[0], cell.source.split("\n"), hidden)
    elif any(output.get("name") == "stderr" for output in cell.outputs):
        text = (
            "Something was written to the error stream while the hidden tests ran, "
            "a warning of numpy for example. That costs the points of this cell."
        )
    else:
        return []
    return [new_output("error", ename="HiddenTest", evalue=text, traceback=[text])]


def _verdict(error: NotebookNode, visible: list[str], hidden: list[str]) -> str:
    said = str(error.evalue)
    if error.ename in _CUT_OFF:
        return said or "The hidden tests took too long."
    if error.ename == _FAILED:
        for which, lines in (("hidden", hidden), ("visible", visible)):
            if known := [hint for hint in hints(lines) if said.startswith(hint)]:
                return f"A {which} test failed: {max(known, key=len).rstrip(' :=,(')}"
        return "A hidden test failed."
    name = error.ename if re.fullmatch(r"[A-Za-z_.]{1,60}", str(error.ename)) else "error"
    return f"A hidden test stopped with {name} in the code that it tests."


def _blank(cell: NotebookNode, secrets: set[str]) -> None:
    if not secrets or cell.cell_type != "code":
        return
    for output in cell.outputs:
        if "text" in output:
            output.text = _without(output.text, secrets)
        if "data" in output:
            texts = {kind: v for kind, v in output.data.items() if isinstance(v, str)}
            output.data = {kind: _without(text, secrets) for kind, text in texts.items()}
        if output.output_type == "error":
            output.ename = _without(output.ename, secrets)
            output.evalue = _without(output.evalue, secrets)
            output.traceback = [_without(line, secrets) for line in output.traceback]


def _without(text: str, secrets: set[str]) -> str:
    plain = _ANSI.sub("", text)
    if not any(secret in plain for secret in secrets):
        return text
    kept = [line for line in plain.split("\n") if not any(s in line for s in secrets)]
    return "\n".join([*kept, "(lines of hidden tests are not shown)"])
