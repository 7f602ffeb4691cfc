"""What several test files share: throw-away courses."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from conveyor.layout import CONFIG, Course

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of the two golden modules with the real configuration; nothing built yet."""
    return make_course(tmp_path / "course")


def make_course(root: Path) -> Course:
    """Lay out a course of the two golden modules in `root`."""
    (root / "tinytorch").mkdir(parents=True)
    shutil.copytree(GOLDEN / "modules", root / "modules")
    shutil.copy(ROOT / "tinytorch" / "__init__.py", root / "tinytorch")
    # The golden lessons are awkward on purpose: the standard is not for them.
    config = (ROOT / CONFIG).read_text(encoding="utf-8")
    (root / CONFIG).write_text(f"{config}\nc.Conveyor.gate = []\n", encoding="utf-8")
    return Course(root)


@pytest.fixture(scope="session", autouse=True)
def clean_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the Jupyter configuration of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    places = {
        "HOME": home,
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "IPYTHONDIR": home / "ipython",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in places.items():
            patch.setenv(name, os.fspath(value))
        patch.delenv("CONVEYOR_COURSE", raising=False)
        yield
