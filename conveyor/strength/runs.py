"""What runs told: of the reference, and of each variant."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from conveyor.strength.script import Script, Step

VISIBLE, HIDDEN = "visible", "hidden"
CONTROL, TRACE = "control", "trace"  # names of the two runs of the reference
Answer = dict[str, Any]  # one line of the template's


@dataclass(frozen=True)
class Loss:
    """A test in which points were lost; `seen` is "visible" or "hidden": what noticed.

    `line` of the lesson is where the test failed, 0 if that is not known.
    """

    cell: str
    points: float
    seen: str
    reason: str
    line: int = 0


@dataclass(frozen=True)
class Run:
    """One variant's run. `not_run` are the tests that it was not worth running.

    A run that died (`end` says of what) has lost every test that it did not get to.
    """

    id: str
    losses: tuple[Loss, ...] = ()
    not_run: tuple[str, ...] = ()
    end: str = ""

    @property
    def killed_by(self) -> str:
        """What noticed it: "visible" if a test that students see did, "hidden", or ""."""
        seen = {loss.seen for loss in self.losses}
        return VISIBLE if VISIBLE in seen else HIDDEN if seen else ""

    def lost(self, cell: str) -> Loss | None:
        return next((loss for loss in self.losses if loss.cell == cell), None)


@dataclass(frozen=True)
class Reference:
    """What the reference did: seconds of CPU for each step, and who uses whom.

    `seen` is what its functions were called with in tests, see `corners.Seen`; `failed` are
    cells that are no tests and raised an error: (index, reason).
    """

    run: Run
    seconds: tuple[float, ...] = ()
    edges: tuple[tuple[int, int], ...] = ()
    seen: dict[str, Any] = field(default_factory=dict)
    failed: tuple[tuple[int, str], ...] = ()


def read_run(script: Script, answer: Answer, first: int = 0) -> Run:
    """The run from step `first` on that `answer` tells of."""
    told, end = answer["told"], answer["end"]
    losses = [_loss(script.steps[t[1]], *t[2:]) for t in told if t[0] == "test"]
    done = {t[1] for t in told if t[0] in ("test", "took")}
    rest = [step for step in script.tests if step.index >= first and step.index not in done]
    if end:
        losses += [Loss(s.grade_id, 0.0, HIDDEN if s.has_hidden else VISIBLE, end) for s in rest]
        rest = []
    return Run(answer["id"], tuple(losses), tuple(step.grade_id for step in rest), end)


def _loss(step: Step, points: float, seen: str, reason: str, line: int) -> Loss:
    return Loss(step.grade_id, points, seen, reason, line and step.cell.first_line + line - 1)


def read_reference(script: Script, control: Answer, trace: Answer) -> Reference:
    took = {t[1]: t[2] for t in control["told"] if t[0] == "took"}
    found = {t[0]: t[1] for t in trace["told"] if t[0] in ("edges", "seen")}
    return Reference(
        read_run(script, control),
        tuple(took.get(step.index, 0.0) for step in script.steps),
        tuple((user, used) for user, used in found.get("edges", ())),
        found.get("seen", {}),
        tuple((t[1], t[2]) for t in control["told"] if t[0] == "failed"),
    )


def run_as_json(run: Run) -> dict[str, Any]:
    return asdict(run)


def run_from_json(data: dict[str, Any]) -> Run:
    losses = tuple(Loss(**loss) for loss in data["losses"])
    return Run(data["id"], losses, tuple(data["not_run"]), data["end"])


def reference_from_json(data: dict[str, Any]) -> Reference:
    edges = tuple((user, used) for user, used in data["edges"])
    return Reference(run_from_json(data["run"]), tuple(data["seconds"]), edges, data["seen"])
