"""A page knows in which line of the file everything stands."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings

from conveyor.check import all_rules, check
from conveyor.check.page import HIDDEN, SOLUTION, Page, Shelf
from conveyor.layout import Course
from tests.conveyor.check.examples import HERE, course_with
from tests.conveyor.lessons import Written, lessons


def page_of(course: Course, module: str) -> Page:
    return next(page for page in Shelf(course).pages if page.module.id == module)


def test_rows_statements_comments_and_regions_are_at_their_lines(tmp_path: Path) -> None:
    """In the model: what a row says is what the file has in that line."""
    course = course_with(tmp_path / "course", HERE / "model" / "08_scale")
    page = page_of(course, "08_scale")
    lines = page.module.lesson.read_text(encoding="utf-8").split("\n")
    for block in page.blocks:
        assert lines[block.line - 1].startswith("# %%")
        for line, text in (*block.rows, *block.comments):
            assert text in lines[line - 1]
        for statement in block.body:
            assert lines[statement.lineno - 1].strip()
        for region in block.regions:
            assert lines[region.begin - 1].strip() == f"### BEGIN {region.name}"
            assert lines[region.end - 1].strip() == f"### END {region.name}"
    solution, hidden = page.solutions[0], page.tests[1]
    assert [r.name for r in solution.regions + hidden.regions] == [SOLUTION, HIDDEN]
    assert "raise NotImplementedError()" in solution.handed_out
    assert "numbers = [" not in solution.handed_out
    assert hidden.handed_out.startswith("# After you submit")
    assert "def hidden_scale" not in hidden.handed_out


def test_tests_belong_to_the_exercise_before_them(tmp_path: Path) -> None:
    """Up to the next exercise."""
    course = course_with(tmp_path / "course", HERE / "model" / "08_scale")
    page = page_of(course, "08_scale")
    assert [b.name for b in page.tests_of(page.solutions[0])] == ["test_scale", "hidden_scale"]


@settings(max_examples=60, deadline=None)
@given(lessons())
def test_no_lesson_is_too_strange_for_a_rule(written: Written) -> None:
    """Whatever can be read can be judged, and each finding is in a line of the lesson."""
    with tempfile.TemporaryDirectory() as folder:
        course = course_with(Path(folder) / "course")
        lesson = course.modules_dir / "12_attention" / "attention_dev.py"
        lesson.parent.mkdir()
        lesson.write_text(written.text, encoding="utf-8")
        report = check(course, ["12"], run=False)
        assert report.rules == [rule.code for rule in all_rules() if not rule.runs]
        assert report.skipped[-1].startswith("nothing was run")
        last = written.text.count("\n") + 1
        assert all(1 <= f.line <= last for f in report.findings)
        assert {"CV014", "CV050"} <= {f.code for f in report.findings}
