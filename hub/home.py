"""A student's home on its first day: a welcome, and JupyterLab opened at the right places."""

from __future__ import annotations

import shutil
from pathlib import Path

from conveyor.files import write_json

FURNITURE = Path(__file__).parent / "jupyter" / "student" / "home"
WELCOME, ASSIGNMENTS = "markdownviewer-widget:Welcome.md", "nbgrader-assignment-list"
# JupyterLab's name of the file that keeps what is open: the slug of "default".
_WORKSPACE = ".jupyter/lab/workspaces/default-37a8.jupyterlab-workspace"


def furnish(home: Path) -> None:
    """Make `home` and, the first time, put the welcome page and the open tabs into it."""
    if home.is_dir():
        return
    fresh = home.parent / f".{home.name}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(FURNITURE, fresh)
    fresh.chmod(0o700)
    write_json(fresh / _WORKSPACE, _workspace(), mode=0o644)
    fresh.rename(home)


def _workspace() -> dict[str, object]:
    tabs = [WELCOME, f"{ASSIGNMENTS}:{ASSIGNMENTS}"]
    layout = {
        "main": {
            "dock": {"type": "tab-area", "currentIndex": 0, "widgets": tabs},
            "current": WELCOME,
        },
        "left": {"collapsed": False, "visible": True, "current": "filebrowser"},
        "right": {"collapsed": True, "visible": True},
        "relativeSizes": [0.2, 0.8, 0],
    }
    return {
        "data": {
            "layout-restorer:data": layout,
            WELCOME: {"data": {"path": "Welcome.md", "factory": "Markdown Preview"}},
            f"{ASSIGNMENTS}:{ASSIGNMENTS}": {"data": {}},
        },
        "metadata": {"id": "default"},
    }
