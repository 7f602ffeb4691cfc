"""The file that JupyterHub reads, and the place for what one installation needs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import PyFileConfigLoader

import hub
from conveyor.layout import Course
from hub.settings import Settings

FILE = Path(hub.__file__).parent / "jupyterhub_config.py"


@pytest.fixture
def load(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings = Settings(str(course.root), 8123, 2, 3, 4, isolate=False)
    for name, value in settings.to_environment().items():
        monkeypatch.setenv(name, value)
    place = tmp_path / "hub"
    place.mkdir()
    shutil.copy(FILE, place)
    return lambda: PyFileConfigLoader(FILE.name, path=str(place)).load_config()


def test_the_settings_come_through_the_environment(load: Any) -> None:
    """As `conveyor up` sends them."""
    assert load().JupyterHub.bind_url == "http://127.0.0.1:8123"


def test_extra_files_have_the_last_word(load: Any, tmp_path: Path) -> None:
    """In the order of their names, with the same `c`; what is no .py is not read."""
    extras = tmp_path / "hub" / "jupyterhub_config.d"
    extras.mkdir()
    (extras / "20-later.py").write_text("c.JupyterHub.concurrent_spawn_limit += 1")
    (extras / "10-first.py").write_text("c.JupyterHub.concurrent_spawn_limit = 41")
    (extras / "README.md").write_text("not Python")
    config = load()
    assert config.JupyterHub.concurrent_spawn_limit == 42
    assert config.JupyterHub.bind_url == "http://127.0.0.1:8123"


def test_a_mistake_in_an_extra_file_is_named(load: Any, tmp_path: Path) -> None:
    """With the file and the line, in the hub's log."""
    extra = tmp_path / "hub" / "jupyterhub_config.d" / "typo.py"
    extra.parent.mkdir()
    extra.write_text("\nc.JupyterHub.x = nothing")
    with pytest.raises(NameError, match="nothing") as caught:
        load()
    (frame,) = [entry for entry in caught.traceback if Path(entry.path) == extra]
    assert frame.lineno + 1 == 2


def test_without_settings_it_fails_at_once(load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever starts JupyterHub by hand is told which variable is missing."""
    monkeypatch.delenv("TINYTORCH_HUB")
    with pytest.raises(KeyError, match="TINYTORCH_HUB"):
        load()
