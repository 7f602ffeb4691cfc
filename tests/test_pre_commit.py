"""The hooks of a commit: commands that exist, and what they let through."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from conveyor.cli import cli
from tests.conftest import ROOT, make_course

CONFIG = ROOT / ".pre-commit-config.yaml"
PROGRAMS = Path(sys.executable).parent


def hooks() -> list[dict[str, Any]]:
    (repo,) = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["repos"]
    assert repo["repo"] == "local"
    return repo["hooks"]


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_each_hook_is_a_command_that_is_there(hook: dict[str, Any]) -> None:
    """Of the course's own environment, with options that it has: nothing is downloaded."""
    program, *words = hook["entry"].split()
    folder, name = os.path.split(program)
    assert hook["language"] == "system"
    assert folder == ".venv/bin"
    assert (PROGRAMS / name).is_file(), name
    options = [word for word in words if word.startswith("-")]
    if name == "conveyor":
        command: click.Command = cli.commands[words[0]]
        assert set(options) <= {o for p in command.params for o in p.opts}
    else:
        told = subprocess.run(
            [PROGRAMS / name, words[0], "--help"], capture_output=True, text=True
        )
        assert all(option in told.stdout for option in options)


def test_hooks_look_at_the_files_that_they_are_for() -> None:
    """Lessons for the checker; lessons and what is made of them for the builder."""
    files = {hook["id"]: re.compile(hook.get("files", "")) for hook in hooks()}
    assert files["check"].search("modules/01_tensor/tensor_dev.py")
    assert not files["check"].search("modules/README.md")
    for name in ("modules/01_tensor/tensor_dev.py", "source/x.ipynb", "tinytorch/tensor.py"):
        assert files["build"].search(name)
    assert not files["build"].search("docs/README.md")


def test_student_data_is_refused(tmp_path: Path) -> None:
    """Put into the index by force it stops the commit; without it the commit goes on."""
    course = make_course(tmp_path / "course")
    shutil.copy(ROOT / ".gitignore", course.root)
    git = ["git", "-C", str(course.root)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    assert run_hook("student-data", course.root).returncode == 0
    letter = course.submitted("01_number", "ada") / "number_dev.ipynb"
    letter.parent.mkdir(parents=True)
    letter.write_text("{}")
    subprocess.run([*git, "add", "--force", str(letter)], check=True)
    done = run_hook("student-data", course.root)
    assert done.returncode == 1
    assert "submitted/ada/01_number/number_dev.ipynb" in done.stdout


def run_hook(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (hook,) = (hook for hook in hooks() if hook["id"] == name)
    program, *words = hook["entry"].split()
    command = [str(PROGRAMS / Path(program).name), *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)
