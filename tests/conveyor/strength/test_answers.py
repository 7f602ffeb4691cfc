"""Reading wrong_answers.py: what it means, and what is said of mistakes in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conveyor.cells import LessonError
from conveyor.strength.answers import Answers, read_answers
from tests.conveyor.strength.small import function, graded, script_of, small_course

CELLS = [
    function("double", "return 2 * a", parameters="a"),
    graded("test_double", "assert double(2) == 4"),
]
FILE = "modules/01_small/wrong_answers.py"
GOOD = """\
\"\"\"What students do.\"\"\"
WRONG_ANSWERS = [
    {
        "name": "square",
        "why": "2 * 2 is 2 ** 2",
        "replace": {"double": "    return a ** 2"},
        "loses": ["test_double"],
        "may_lose": ["test_*"],
    },
]
EXCUSED = {"double:sign:0f0f0f": "nobody can see it"}
"""


def read(tmp_path: Path, text: str) -> Answers:
    course = small_course(tmp_path, CELLS, text)
    return read_answers(*script_of(course))


def test_file_says_what_to_try(tmp_path: Path):
    """A wrong answer is a variant of the lesson; an excuse has its line."""
    answers = read(tmp_path, GOOD)
    (answer,) = answers.wrong
    assert answer.variant.sources[0] == (
        "def double(a):\n    ### BEGIN SOLUTION\n    return a ** 2\n    ### END SOLUTION"
    )
    assert (answer.name, answer.loses, answer.line) == ("square", ("test_double",), 3)
    assert answer.allows("test_double")
    assert answer.allows("test_other")
    assert not answer.allows("hidden_double")
    (excuse,) = answers.excuses
    assert (excuse.id, excuse.line) == ("double:sign:0f0f0f", 11)


def test_module_without_the_file_has_none(tmp_path: Path):
    """Wrong answers are welcome, not demanded."""
    answers = read_answers(*script_of(small_course(tmp_path, CELLS)))
    assert (answers.wrong, answers.excuses) == ((), ())


def test_file_is_read_not_run(tmp_path: Path):
    """A program in it is refused, and not executed."""
    trace = tmp_path / "trace"
    with pytest.raises(LessonError) as error:
        read(tmp_path, f"open({str(trace)!r}, 'w')\nWRONG_ANSWERS = []")
    assert f"{FILE}:1: only WRONG_ANSWERS and EXCUSED belong here" in str(error.value)
    assert not trace.exists()


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ('"double": "', '"triple": "', 6, "there is no solution cell 'triple'"),
        ("a ** 2", "2 * a", 6, "this is the reference of double"),
        ("a ** 2", "(2)*a  # twice", 6, "this is the reference of double"),
        ('"    return a', '"  return a', None, None),
        ('"    return a ** 2"', '"    return a **"', 6, "with this text double is not Python"),
        ('"    return a ** 2"', '"return a"', 6, "with this text double is not Python"),
        ('"    return a ** 2"', "['    return a', '']", 6, "double has 1 solution regions"),
        ('["test_double"]', '["test_trouble"]', 3, "there is no test cell 'test_trouble'"),
        ('["test_double"]', "[]", 3, "'loses' of 'square' is empty"),
        ('"test_*"', '"no_*"', 3, "no test cell matches 'no_*'"),
        ('        "why": "2 * 2 is 2 ** 2",\n', "", 3, "'square' has no 'why'"),
        ('"why"', '"because"', 3, "unknown key 'because' in 'square'"),
        ('"nobody can see it"', '" "', 11, "'double:sign:0f0f0f' is excused without a reason"),
        ('{"double": "    return a ** 2"}', '"double"', 3, "'replace' of 'square' is no dict"),
        ('"2 * 2 is 2 ** 2"', 'f"{1}"', 3, "this is not plain data"),
        ("WRONG_ANSWERS = [", "WRONG_ANSWERS = [3, ", 2, "a wrong answer is a dictionary"),
        ("EXCUSED = {", "EXCUSED = {(", 11, "Python cannot read this"),
    ],
)
def test_mistake_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int | None, what: str | None
):
    """Everything that cannot be meant is said, with file, line and cure."""
    assert old in GOOD
    text = GOOD.replace(old, new)
    if what is None:
        assert read(tmp_path, text).wrong  # odd, but Python
        return
    with pytest.raises(LessonError) as error:
        read(tmp_path, text)
    assert f"{FILE}:{line}: {what}" in str(error.value)
    assert all(problem.cure for problem in error.value.problems)


def test_two_of_one_name_are_refused(tmp_path: Path):
    """Reports go by name."""
    entry = GOOD[GOOD.index("    {") : GOOD.index("]\nEXCUSED")]
    with pytest.raises(LessonError, match="a second 'square'"):
        read(tmp_path, GOOD.replace("]\nEXCUSED", f"{entry}]\nEXCUSED"))


def test_all_mistakes_are_said_at_once(tmp_path: Path):
    """An author mends the file in one go."""
    text = GOOD.replace('"double": "', '"triple": "').replace('"nobody can see it"', '""')
    with pytest.raises(LessonError) as error:
        read(tmp_path, text)
    assert [problem.line for problem in error.value.problems] == [6, 11]
