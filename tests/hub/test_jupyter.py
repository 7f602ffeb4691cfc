"""What students' servers and the course's own are told by the files in hub/jupyter/."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import PyFileConfigLoader

import hub

HERE = Path(hub.__file__).parent / "jupyter"
PLACES = {"NBGRADER_COURSE": "c", "JUPYTERHUB_USER": "ada", "NBGRADER_EXCHANGE": "/srv/mailbox"}


def load(monkeypatch: pytest.MonkeyPatch, name: str, **variables: str) -> Any:
    monkeypatch.delenv("JUPYTER_RUNTIME_DIR", raising=False)
    for key, value in {**PLACES, **variables}.items():
        monkeypatch.setenv(key, value)
    return PyFileConfigLoader(Path(name).name, path=str(HERE / Path(name).parent)).load_config()


def test_students_have_no_tools_of_staff(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the server's half nor the browser's; and what they have, staff have not."""
    server = load(monkeypatch, "student/jupyter_server_config.py").ServerApp
    assert server.jpserver_extensions == {
        "nbgrader.server_extensions.formgrader": False,
        "nbgrader.server_extensions.course_list": False,
    }
    page = json.loads((HERE / "student/labconfig/page_config.json").read_text())
    for name in ("formgrader", "course-list", "create-assignment"):
        assert page["disabledExtensions"][f"@jupyter/nbgrader:{name}"] is True
    course = load(monkeypatch, "course/jupyter_server_config.py").ServerApp
    assert course.jpserver_extensions["nbgrader.server_extensions.assignment_list"] is False


@pytest.mark.parametrize("whose", ["student", "course"])
def test_kernels_use_sockets_where_there_is_room_for_them(
    monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    """Otherwise ports, which is what Jupyter does by itself."""
    name = f"{whose}/jupyter_server_config.py"
    assert load(monkeypatch, name, JUPYTER_RUNTIME_DIR="/x").KernelManager.transport == "ipc"
    assert "transport" not in load(monkeypatch, name).KernelManager


def test_validate_uses_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """By an absolute path of this server's: a kernel starts in another folder."""
    name = "student/nbgrader_config.py"
    kernels = load(monkeypatch, name, JUPYTER_RUNTIME_DIR="/x").KernelManager
    assert (kernels.transport, kernels.ip) == ("ipc", f"/x/validate-{os.getpid()}")
    assert "transport" not in load(monkeypatch, name).KernelManager


def test_nbgrader_is_led_to_the_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the name of the account, whatever user of the machine the server runs as."""
    config = load(monkeypatch, "student/nbgrader_config.py", HOME="/srv/home/ada")
    assert config.CourseDirectory.course_id == "c"
    assert config.CourseDirectory.student_id == "ada"
    assert config.Exchange.root == "/srv/mailbox"
    assert config.Exchange.assignment_dir == "/srv/home/ada"


@pytest.mark.parametrize("whose", ["student", "course"])
def test_who_was_dropped_is_out_within_seconds(
    monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    """Servers remember for five minutes whom the hub let in, if nobody tells them otherwise."""
    config = load(monkeypatch, f"{whose}/jupyter_server_config.py")
    assert config.HubAuth.cache_max_age <= 10


@pytest.mark.parametrize("whose", ["student", "course"])
def test_nothing_is_fetched_from_elsewhere(whose: str) -> None:
    """No news, no updates, no shop of extensions: it works without the Internet."""
    folder = HERE / whose / "labconfig"
    overrides = json.loads((folder / "default_setting_overrides.json").read_text())
    assert overrides["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    disabled = json.loads((folder / "page_config.json").read_text())["disabledExtensions"]
    assert disabled["@jupyterlab/extensionmanager-extension"] is True
