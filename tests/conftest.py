"""What several test files share: throw-away courses."""

from __future__ import annotations

import shutil
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
    shutil.copy(ROOT / CONFIG, root)
    return Course(root)
