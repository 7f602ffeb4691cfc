"""Reading roster.csv, as spreadsheets write it and as people mistype it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conveyor.errors import ConveyorError
from hub.roster import Account, read_roster, write_sample

HEADER = "name,display_name,mail,role,section,extra_time\n"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    return tmp_path / "roster.csv"


def mistake(roster: Path, content: str | bytes) -> ConveyorError:
    roster.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ConveyorError) as caught:
        read_roster(roster)
    assert caught.value.cure
    return caught.value


def test_everybody_is_read_in_order(roster: Path) -> None:
    """With all that the line says; what is left out has a default."""
    roster.write_text(
        HEADER + 'ada,"Lovelace, Ada",ada@example.org,student,A,1.25\n' + "tom,,,ta,,\n"
    )
    ada, tom = read_roster(roster)
    assert ada == Account("ada", "student", "Lovelace, Ada", "ada@example.org", "A", 1.25)
    assert tom == Account("tom", "ta", display_name="tom")
    assert tom.is_staff
    assert not ada.is_staff


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffname,role\nada,student\n",  # as spreadsheets mark UTF-8
        "name,role\r\nada,student\r\n",
        "name,role\rada,student\r",
        "name,role\nada,student",
        "\n\nname,role\n\n  \n,\nada,student\n\n",
        "name, role\n  ada , student \n",
        "Name,ROLE\nada,Student\n",
        "section,role,name,photo\n,STUDENT,ada,ada.png\n",
        'name,role\n"ada","student"\n',
        "name,role\nada,student,,,\n",
    ],
)
def test_the_forms_that_programs_write(roster: Path, text: str) -> None:
    """Byte order mark, line ends, empty lines, spaces, capitals, other columns, more commas."""
    roster.write_bytes(text.encode())
    assert read_roster(roster) == [Account("ada", "student", display_name="ada")]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Ada,,,student,,", "'Ada' cannot be the name"),
        ("ada+x,,,student,,", "'ada+x' cannot be the name"),
        ("a b,,,student,,", "'a b' cannot be the name"),
        ("../x,,,student,,", "'../x' cannot be the name"),
        (".x,,,student,,", "'.x' cannot be the name"),
        ("-x,,,student,,", "'-x' cannot be the name"),
        ("*,,,student,,", "'*' cannot be the name"),
        (f"{'x' * 65},,,student,,", "cannot be the name"),
        (",Nameless,,student,,", "'' cannot be the name"),
        ("ada,,,,,", "'' is no role"),
        ("ada,,,teacher,,", "'teacher' is no role"),
        ("ada", "'' is no role"),
        ("ada,,,student,,much", "extra_time 'much' is no factor"),
        ("ada,,,student,,0.5", "extra_time '0.5' is no factor"),
        ("ada,,,student,,-1", "is no factor"),
        ("ada,,,student,,nan", "is no factor"),
        ("ada,,,student,,inf", "is no factor"),
        ("ben,,,student,,", "the name 'ben' is there twice"),
        ("ada,Lovelace, Ada,x@example.org,student,A,1", "7 values for 6 columns"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(roster: Path, line: str, what: str) -> None:
    """So that it can be found in a list of three hundred; the cure says what is right."""
    error = mistake(roster, f"{HEADER}ben,,,student,,\n\n{line}\n")
    assert error.where == f"{roster}:4"
    assert what in error.what


def test_the_line_is_counted_in_the_file(roster: Path) -> None:
    """A value of two lines in quotes is two lines of the file."""
    error = mistake(roster, f'{HEADER}ben,"Ben\nthe second",,student,,\nAda,,,student,,\n')
    assert error.where == f"{roster}:4"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("name,mail\nada,x\n", "no column role"),
        ("mail\nx\n", "no column name and role"),
        ("name;role\nada;student\n", "no column name and role"),
        ("ada,student\n", "no column name and role"),
        ("", "no column name and role"),
    ],
)
def test_a_missing_column_is_named(roster: Path, text: str, what: str) -> None:
    """With the line to begin with; an empty file and semicolons end here, too."""
    error = mistake(roster, text)
    assert error.where == f"{roster}:1"
    assert what in error.what
    assert "name,display_name,mail,role,section,extra_time" in error.cure


def test_another_encoding_is_named_with_its_line(roster: Path) -> None:
    """Of an old spreadsheet, at the first letter that is none in UTF-8."""
    error = mistake(roster, HEADER.encode() + b"ada,J\xfcrgen,,student,,\n")
    assert error.where == f"{roster}:2"
    assert "UTF-8" in error.what


def test_no_roster_and_no_file(roster: Path) -> None:
    """Neither is a traceback."""
    with pytest.raises(ConveyorError, match="there is no roster"):
        read_roster(roster)
    roster.mkdir()
    with pytest.raises(ConveyorError, match="cannot be read"):
        read_roster(roster)


def test_the_sample_has_everybody_for_a_first_try(roster: Path) -> None:
    """An instructor, a TA and two students; names are nobody else's business."""
    write_sample(roster)
    assert [a.role for a in read_roster(roster)] == ["instructor", "ta", "student", "student"]
    assert roster.stat().st_mode & 0o777 == 0o600
