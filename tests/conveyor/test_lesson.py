"""Reading a lesson, and every mistake that an author can make in one."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from conveyor.build import build
from conveyor.layout import Course
from conveyor.lesson import LessonError, read_lesson

SHOWN = "modules/01_number/number_dev.py"


class Mistake(NamedTuple):
    """`old` replaced by `new` in the golden lesson, and what the error must say of it."""

    name: str
    old: str
    new: str
    line: int
    what: str
    cure: str


MISTAKES = [
    # What Python or a reader cannot read.
    Mistake("open bracket", "float(value)\n", "float(value\n", 37, "never closed", "syntax"),
    Mistake("null byte", "import math", "import math\0", 1, "null byte", "syntax"),
    Mistake("return at the top", 'print("scratch', 'return ("scratch', 77, "outside", "syntax"),
    Mistake(
        "one statement in two cells", "        self", "# %%\n        self", 38, "by itself", "one"
    ),
    Mistake("mojibake of a box", "┌───────┐", "â”Œâ”€â”€â”€â”\x90", 8, "broken char", "again"),
    Mistake("mojibake of an accent", "one value", "valuÃ©", 19, "broken char", "again"),
    Mistake("mojibake of a dash", "one value", "one â€” two", 19, "broken char", "again"),
    Mistake("mojibake of an emoji", "one value", "one ðŸŽ¯", 19, "broken char", "again"),
    Mistake("lost character", "one value", "one \ufffd", 19, "broken char", "again"),
    # The cell's header.
    Mistake(
        "single quotes", '"points": 2}\nd', "'points': 2}\nd", 40, "bad JSON", "double quotes"
    ),
    Mistake(
        "key twice", '"points": 3', '"points": 3, "points": 4', 48, "points is there tw", "one"
    ),
    Mistake("unknown key", '"points": 3', '"points": 3, "pionts": 4', 48, "pionts", "grade_id"),
    Mistake("more after it", '"points": 3}', '"points": 3} tag', 48, "cannot read", "end of the"),
    Mistake(
        "no object",
        'nbgrader={"grade_id": "number_add", "role": "solution"}',
        '[code] {"nbgrader": ["number_add"]}',
        65,
        "is no object",
        "nbgrader",
    ),
    Mistake(
        "no role", '_add", "role": "solution"}', '_add"}', 65, "has no role", "solution, test"
    ),
    Mistake("unknown role", '"given"', '"gift"', 13, "'gift' is unknown", "solution, test"),
    Mistake("no points", ', "points": 3}', "}", 48, "needs points", '"points": 5'),
    Mistake("zero points", '"points": 3}', '"points": 0}', 48, "needs points", '"points": 5'),
    Mistake("true points", '"points": 3}', '"points": true}', 48, "needs points", '"points": 5'),
    Mistake("quoted points", '"points": 3}', '"points": "3"}', 48, "needs points", '"points": 5'),
    Mistake("endless points", '"points": 3}', '"points": NaN}', 48, "needs points", '"points": 5'),
    Mistake(
        "paid solution", 'solution"}', 'solution", "points": 1}', 22, "has points", "test that"
    ),
    Mistake("same grade_id", '"number_add"', '"number_class"', 65, "used in line 22", "rename"),
    Mistake("spaced grade_id", '"number_add"', '"number add"', 65, "is not a name", "letters"),
    Mistake("number as grade_id", '"number_add"', "7", 65, "7 is not a name", "letters"),
    Mistake("no grade_id", '"grade_id": "number_add", ', "", 65, "None is not a name", "letters"),
    Mistake(
        "solution in words",
        '# %% nbgrader={"grade_id": "number_class"',
        '# %% [markdown] nbgrader={"grade_id": "number_class"',
        22,
        "must be code",
        "role answer",
    ),
    Mistake("raw cell", "# %%\nprint(", "# %% [raw]\n# print(", 76, "a raw cell", "[markdown]"),
    Mistake("no space", "# %%\nprint(", "#%%\nprint(", 76, "looks like a cell header", "a space"),
    Mistake(
        "magic", "# %%\nprint(", "# %%time\nprint(", 76, "looks like a cell header", "a space"
    ),
    Mistake(
        "no cell first", "# %% [markdown]\n", "import os\n# %% [markdown]\n", 1, "before", "# %%"
    ),
    # Solutions and hidden tests.
    Mistake(
        "not closed", "value)\n    ### END SOLUTION\n", "value)\n", 69, "never closed", "END SOL"
    ),
    Mistake(
        "not opened",
        "    ### BEGIN SOLUTION\n    return",
        "    return",
        70,
        "without its",
        "BEGIN",
    ),
    Mistake(
        "nested",
        "    return Number",
        "    ### BEGIN SOLUTION\n    return Number",
        70,
        "inside",
        "END",
    ),
    Mistake(
        "behind code",
        "    ### BEGIN SOLUTION\n    r",
        "    a = 0 ### BEGIN SOLUTION\n    r",
        69,
        "within a line",
        "line of its own",
    ),
    Mistake(
        "one sharp", "### BEGIN HIDDEN TESTS", "# BEGIN HIDDEN TESTS", 50, "within a line", "###"
    ),
    Mistake(
        "in prose", "one value.", "BEGIN SOLUTION.", 19, "cell without a role", "nowhere else"
    ),
    Mistake(
        "hidden test in a solution cell",
        "(a.value + b.value)\n    ### END SOLUTION\n",
        "(a.value + b.value)\n    ### END SOLUTION\n"
        "### BEGIN HIDDEN TESTS\nassert add\n### END HIDDEN TESTS\n",
        72,
        "BEGIN HIDDEN TESTS in a solution cell",
        "role test",
    ),
    Mistake(
        "mark scheme",
        "So that",
        "### BEGIN MARK SCHEME\nSo that",
        87,
        "MARK SCHEME in",
        "its answer",
    ),
    Mistake(
        "solution without a region",
        "    ### BEGIN SOLUTION\n    return Number(a.value + b.value)\n    ### END SOLUTION\n",
        "    return Number(a.value + b.value)\n",
        65,
        "wiped whole",
        "### BEGIN SOLUTION",
    ),
    Mistake(
        "students get a block without a body",
        "### BEGIN HIDDEN TESTS\nassert",
        "if True:\n    ### BEGIN HIDDEN TESTS\n    pass\nassert",
        51,
        "what students get of this cell is not Python",
        "whole statements",
    ),
    # The package.
    Mistake(
        "exported test", "def test_", "#| export\ndef test_", 41, "test cell is exported", "remove"
    ),
    Mistake(
        "export second", "#| export\ndef", "# add\n#| export\ndef", 67, "exports nothing", "first"
    ),
    Mistake("export unspaced", "#| export\ndef", "#|export\ndef", 66, "exports nothing", "first"),
    Mistake(
        "name of a module", "def add(", "def double(", 67, "the name of module 02_double", "rename"
    ),
    Mistake(
        "import from the future too late",
        "#| export\ndef add(",
        "#| export\nfrom __future__ import annotations\ndef add(",
        67,
        "__future__ imports must occur at the beginning",
        "syntax",
    ),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=[m.name for m in MISTAKES])
def test_mistake_is_named_with_file_line_and_cure_and_changes_nothing(
    course: Course, mistake: Mistake
):
    """Every mistake is reported so that an author can mend it, and the old output stays."""
    build(course)
    before = _outputs(course)
    _edit(course, mistake.old, mistake.new)
    with pytest.raises(LessonError) as raised:
        build(course)
    found = [p for p in raised.value.problems if mistake.what in p.what]
    assert [(p.file, p.line) for p in found[:1]] == [(SHOWN, mistake.line)], raised.value
    assert mistake.cure in found[0].cure
    assert f"{SHOWN}:{mistake.line}: {found[0].what}" in str(raised.value)
    assert _outputs(course) == before


def test_every_problem_of_a_lesson_is_reported_at_once(course: Course):
    """An author mends a lesson in one go: all problems come together, in order of lines."""
    _edit(course, ', "points": 3}', "}")
    _edit(course, '"number_add"', '"number add"')
    with pytest.raises(LessonError) as raised:
        build(course)
    assert [p.line for p in raised.value.problems] == [48, 65]


def test_lesson_that_is_missing_is_named(course: Course):
    """A module folder without its lesson is an error that says what to write."""
    course.modules[0].lesson.unlink()
    with pytest.raises(LessonError, match="01_number/number_dev.py:1: the lesson is missing"):
        build(course)


def test_bytes_that_are_not_utf8_are_located(course: Course):
    """A lesson saved in another encoding is refused with the line of the first bad byte."""
    lesson = course.modules[0].lesson
    lesson.write_bytes(lesson.read_bytes().replace("┌".encode(), b"\xff", 1))
    with pytest.raises(LessonError, match=f"{SHOWN}:8: these bytes are not UTF-8"):
        build(course)


def test_empty_lesson_is_refused(course: Course):
    """An empty file is no lesson, and does not empty the notebook that students have."""
    course.modules[0].lesson.write_text("\n")
    with pytest.raises(LessonError, match="no cell"):
        build(course)


def test_windows_line_ends_and_byte_order_mark_change_nothing(course: Course):
    """The same lesson saved by an editor on Windows builds to the same bytes."""
    build(course)
    before = _outputs(course)
    lesson = course.modules[0].lesson
    lesson.write_bytes(b"\xef\xbb\xbf" + lesson.read_bytes().replace(b"\n", b"\r\n"))
    build(course)
    assert _outputs(course) == before


def test_comments_that_look_like_commands_stay_comments(tmp_path: Path):
    """A comment such as '# ls' is text, not a command for IPython."""
    lesson = tmp_path / "x_dev.py"
    lesson.write_text("# %%\n# ls\n# %matplotlib inline\n# cat and dog\nx = 1\n")
    (cell,) = read_lesson(lesson).cells
    assert cell.source == "# ls\n# %matplotlib inline\n# cat and dog\nx = 1"


def test_header_inside_a_string_is_no_cell(tmp_path: Path):
    """A lesson may show how a lesson is written."""
    lesson = tmp_path / "x_dev.py"
    lesson.write_text('# %%\ntext = """\n# %%\n"""\n\n# %%\ny = 2\n')
    sources = [cell.source for cell in read_lesson(lesson).cells]
    assert sources == [
        'text = """\n# %%\n"""',
        "y = 2",
    ]


def test_both_spellings_of_a_header_mean_the_same(tmp_path: Path):
    """The standard's own header, with nbgrader's flags, is read like the short one."""
    lesson = tmp_path / "x_dev.py"
    lesson.write_text(
        '# %% [code] {"nbgrader": {"grade": true, "locked": true, "solution": false, '
        '"grade_id": "t", "points": 3, "schema_version": 3, "task": false}}\nassert True\n\n'
        '# %% nbgrader={"grade_id": "u", "role": "test", "points": 3}\nassert True\n'
    )
    long, short = read_lesson(lesson).cells
    assert (long.role, long.points) == (short.role, short.points) == ("test", 3)


def test_markdown_may_be_written_as_comments(tmp_path: Path):
    """Both of jupytext's forms of a text cell work, and errors point into either."""
    lesson = tmp_path / "x_dev.py"
    lesson.write_text("# %% [markdown]\n# # Title\n#\n# BEGIN SOLUTION\n")
    with pytest.raises(LessonError) as raised:
        read_lesson(lesson)
    assert {p.line for p in raised.value.problems} == {4}


def _edit(course: Course, old: str, new: str) -> None:
    lesson = course.modules[0].lesson
    text = lesson.read_text()
    assert old in text, "the golden lesson has changed"
    lesson.write_text(text.replace(old, new, 1))


def _outputs(course: Course) -> dict[str, bytes]:
    folders = (course.root / "source", course.package)
    files = (p for folder in folders for p in folder.rglob("*") if p.is_file())
    return {str(p): p.read_bytes() for p in files}
