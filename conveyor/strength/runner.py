"""Run variants: the side of the template process that stays here."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from conveyor.errors import ConveyorError
from conveyor.layout import Course, ModuleFiles
from conveyor.strength.corner_mutants import observed
from conveyor.strength.runs import CONTROL, TRACE, Answer, Reference, Run, read_reference, read_run
from conveyor.strength.script import Script, Step, Variant
from conveyor.surroundings import environment

_SECONDS_TO_LEAVE = 10


def run_reference(course: Course, module: ModuleFiles, script: Script) -> Reference:
    """Run the lesson as it is, measured and traced. Raises ConveyorError if that cannot be."""
    plan = {"parts": _parts(script), "jobs": [], "workers": 2, "observed": observed(script)}
    with _template(course, module, plan) as lines:
        answers = {answer["id"]: answer for answer in lines}
    return read_reference(script, answers[CONTROL], answers[TRACE])


def run_variants(
    course: Course,
    module: ModuleFiles,
    script: Script,
    reference: Reference,
    variants: Sequence[Variant],
    workers: int,
) -> Generator[Run, None, None]:
    """Run each variant and yield what came of it, in the order in which they end.

    A generator that is closed, or left by an exception, takes its processes with it.
    """
    known = {variant.id: variant for variant in variants}
    plan = {
        "parts": _parts(script),
        "jobs": [_job(script, variant) for variant in variants],
        "workers": workers,
        "seconds": reference.seconds,
    }
    with _template(course, module, plan) as lines:
        for answer in lines:
            yield read_run(script, answer, known.pop(answer["id"]).first)
    if known:
        raise ConveyorError(
            f"{len(known)} runs came to no end, the first is {next(iter(known))}",
            where=module.id,
            cure="run it again: what was finished is kept; with --workers 1 if memory is short",
        )


def _parts(script: Script) -> list[dict[str, Any]]:
    return [_part(step) for step in script.steps]


def _part(step: Step) -> dict[str, Any]:
    return {
        "index": step.index,
        "source": step.source,
        "solution": step.is_solution,
        "points": step.points if step.is_test else None,
        "visible": step.visible if step.is_test and step.is_mixed else None,
        "seen": not step.has_hidden,
    }


def _job(script: Script, variant: Variant) -> dict[str, Any]:
    own = [test for step, test in script.tested if step.index == variant.first]
    return {
        "id": variant.id,
        "first": variant.first,
        "sources": variant.sources,
        "enough": max((test.index for test in own), default=0),
        "patient": variant.kind != "mutant",
    }


@contextmanager
def _template(
    course: Course, module: ModuleFiles, plan: dict[str, Any]
) -> Iterator[Iterator[Answer]]:
    with tempfile.TemporaryDirectory(prefix="strength-", ignore_cleanup_errors=True) as folder:
        room = _room(module, Path(folder))
        process = subprocess.Popen(
            # -P: the folder that it works in is the lesson's, not a place to import tools from.
            [sys.executable, "-P", "-m", "conveyor.strength.template"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=room,
            env={**environment(course, module.id, Path(folder)), "PYTHONHASHSEED": "0"},
            start_new_session=True,
        )
        assert process.stdin
        assert process.stdout
        assert process.stderr
        try:
            process.stdin.write(json.dumps(plan).encode() + b"\n")
            process.stdin.flush()
            yield (json.loads(line) for line in process.stdout)
            if process.wait() != 0:
                raise _broken(module, process.stderr.read())
        finally:
            _end(process)


def _room(module: ModuleFiles, folder: Path) -> Path:
    """A working folder with the module's data files, as grading has it."""
    room = folder / module.id
    room.mkdir()
    for file in module.data_files:
        target = room / file.relative_to(module.folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return room


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_SECONDS_TO_LEAVE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            pipe.close()


def _broken(module: ModuleFiles, stderr: bytes) -> ConveyorError:
    last = stderr.decode(errors="replace").strip().split("\n")[-1]
    return ConveyorError(
        f"the reference could not be run: {last or 'the process died'}",
        where=module.id,
        cure=f"see that the lesson runs: python {module.lesson.name}",
    )
