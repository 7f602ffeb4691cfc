"""A student's home on the first day, and on the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hub import home as module
from hub.home import FURNITURE, furnish


def test_a_new_home_has_a_welcome_and_opens_the_right_tabs(tmp_path: Path) -> None:
    """And is closed to others."""
    home = tmp_path / "homes" / "ada"
    home.parent.mkdir()
    furnish(home)
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "Welcome.md").read_bytes() == (FURNITURE / "Welcome.md").read_bytes()
    (workspace,) = home.rglob("*.jupyterlab-workspace")
    data = json.loads(workspace.read_text())["data"]
    widgets = data["layout-restorer:data"]["main"]["dock"]["widgets"]
    assert set(widgets) <= set(data)
    assert data[widgets[0]]["data"]["path"] == "Welcome.md"


def test_a_home_that_is_lived_in_is_left_alone(tmp_path: Path) -> None:
    """What a student deletes or changes stays so."""
    home = tmp_path / "ada"
    furnish(home)
    (home / "Welcome.md").unlink()
    (home / "work.txt").write_text("mine")
    furnish(home)
    assert not (home / "Welcome.md").exists()
    assert (home / "work.txt").read_text() == "mine"


def test_a_home_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off while it is furnished, it is furnished anew the next time."""
    home = tmp_path / "ada"

    def full(*_: object, **__: object) -> None:
        raise OSError("no space")

    with monkeypatch.context() as patch:
        patch.setattr(module, "write_json", full)
        with pytest.raises(OSError, match="no space"):
            furnish(home)
    assert not home.exists()
    furnish(home)
    assert (home / "Welcome.md").is_file()
    assert list(tmp_path.iterdir()) == [home]
