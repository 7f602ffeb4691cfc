"""Module 03 as a lesson and as a library: its text, its points, its tests, and the package."""

from __future__ import annotations

import contextlib
import doctest
import inspect
import io
import os
import re
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

import tinytorch.layers
from conveyor.lesson import Lesson, read_lesson
from conveyor.strength.regions import with_texts
from tests.conftest import ROOT
from tinytorch.activations import GELU, ReLU, log_softmax
from tinytorch.layers import Dropout, Layer, Linear, Sequential
from tinytorch.tensor import Tensor

FOLDER = ROOT / "modules" / "03_layers"
LESSON = FOLDER / "layers_dev.py"
WRONG_ANSWERS = runpy.run_path(str(FOLDER / "wrong_answers.py"))["WRONG_ANSWERS"]
POINTS = {
    "A matrix and an offset": 22,
    "Everything inside": 23,
    "Noise on purpose": 21,
    "One after the other": 19,
    "🤔 ML Systems Thinking": 15,
}
LATER = {"grad", "requires_grad", "backward", "grad_fn"}


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(LESSON)


@pytest.fixture(scope="module")
def text(lesson: Lesson) -> str:
    return "\n".join(cell.source for cell in lesson.cells if cell.kind == "markdown")


# The lesson


def test_it_runs_as_a_script(tmp_path: Path) -> None:
    """`python layers_dev.py` runs every cell and every test, and writes no warning."""
    done = subprocess.run(
        [sys.executable, str(LESSON)],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONIOENCODING": "utf-8",
            "PYTHONPATH": str(ROOT),
            "OPENBLAS_NUM_THREADS": "1",
        },
        capture_output=True,
        timeout=100,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.rstrip().endswith("ready for module 04")


def test_points_are_a_hundred_split_by_topic(lesson: Lesson) -> None:
    """Each part of the lesson gives the points that its first cell promises."""
    points: Counter[str] = Counter()
    part = ""
    for cell in lesson.cells:
        if cell.kind == "markdown" and (found := re.findall(r"^## (.+)$", cell.source, re.M)):
            part = found[-1]
        points[part] += cell.points or 0
    assert +points == POINTS
    promised = [int(n) for n in re.findall(r"\| (\d+) \|$", lesson.cells[0].source, re.M)]
    assert promised == list(POINTS.values())


def test_every_answer_has_a_mark_scheme_that_adds_up(lesson: Lesson) -> None:
    """A TA finds in each written question what its five points are given for."""
    answers = [cell for cell in lesson.cells if cell.role == "answer"]
    assert len(answers) == 3
    for cell in answers:
        scheme = " ".join(cell.source.split("Mark scheme:")[1].split())
        scheme = re.sub(r"\([^)]*\)", "", scheme)
        given_for = re.findall(r"(?:^|; )(?:and )?(\d)(?= points? for| for)", scheme.strip())
        assert sum(map(int, given_for)) == cell.points, scheme


def test_the_reference_passes_every_test_and_a_blank_copy_none(lesson: Lesson) -> None:
    """Full marks for the solution, nothing for the notebook as it was handed out."""
    graded = {cell.grade_id for cell in lesson.cells if cell.role == "test"}
    assert lost(lesson, {}) == {}
    blank = {c.grade_id: c.released() for c in lesson.cells if c.role == "solution"}
    assert set(lost(lesson, blank)) == graded


@pytest.mark.filterwarnings("ignore:invalid value")  # what some of the answers provoke
@pytest.mark.parametrize("answer", WRONG_ANSWERS, ids=lambda answer: answer["name"])
def test_a_wrong_answer_loses_points_where_it_should(lesson: Lesson, answer: Any) -> None:
    """Every mistake in wrong_answers.py is noticed by the tests that it names."""
    cells = {cell.grade_id: cell for cell in lesson.cells if cell.role == "solution"}
    sources = {
        name: with_texts(cells[name], [text] if isinstance(text, str) else text)
        for name, text in answer["replace"].items()
    }
    assert set(answer["loses"]) <= set(lost(lesson, sources))


def lost(lesson: Lesson, sources: dict[str | None, str]) -> dict[str, str]:
    """The tests that lose points when cells have other sources, each with the reason."""
    namespace = {"__name__": "lesson"}
    reasons = {}
    for cell in lesson.cells:
        if cell.kind != "code" or cell.role is None:
            continue
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
                exec(compiled(sources.get(cell.grade_id, cell.source)), namespace)
        except Exception as error:
            reason = repr(error)
        else:
            reason = said.getvalue()
        if cell.role == "test" and reason:
            reasons[str(cell.grade_id)] = reason
    return reasons


_compiled: dict[str, CodeType] = {}


def compiled(source: str) -> CodeType:
    return _compiled.setdefault(source, compile(source, "<cell>", "exec"))


# What the text says


def test_the_picture_of_linear_is_computed(text: str) -> None:
    """Rows of the picture are what the package gives for its numbers."""
    layer = Linear(3, 2)
    layer.weight = Tensor([[1, 0], [0, 1], [1, -1]])
    layer.bias = Tensor([10, 20])
    for row in layer(Tensor([[1, 2, 3], [4, 5, 6]])).numpy().tolist():
        assert "│ {} │ {} │".format(*row) in text


def test_the_picture_of_dropout_is_computed(text: str) -> None:
    """The mask is that of a real draw, and so are products and means."""
    p, x = 0.25, np.arange(1.0, 9.0)
    draws = np.random.default_rng(1).random(8).round(2)
    mask = (draws >= p) / (1 - p)
    rows = {"random": draws, "/ (1 - p)": mask, "x · mask": x * mask}
    for name, row in rows.items():
        numbers = "".join(f"{number:8.2f}" for number in row)
        assert f"     {name:10}{numbers}" in text
    assert f"mean  {x.mean():.1f}" in text
    assert f"mean  {(x * mask).mean():.1f}" in text


def test_numbers_of_the_questions_are_right(text: str) -> None:
    """What the model answers state follows from the shapes."""
    weights = 4096 * 4096
    for count in (weights, 4 * weights, 2 * weights, 50_000 * 512, 4 * 50_000 * 512):
        assert f"{count:,}" in text
    memory, arithmetic = 4 * weights / 1e12 * 1e6, 2 * weights / 1e13 * 1e6
    assert f"{memory:.1f} microseconds" in text
    assert f"{arithmetic:.2f} microseconds" in text
    assert f"= {memory / arithmetic:.0f} examples" in text
    assert f"{16 * arithmetic:.1f} is less than {memory:.1f}" in text
    half = Tensor(np.full((2, 3), 0.5))
    hidden = ReLU()(Tensor([1.0, 3.0]) @ half)
    assert hidden.numpy().tolist() == [2.0] * 3
    assert (hidden @ Tensor([0.5] * 3)).item() == 3.0
    assert "= 2, and y = 3 · 0.5 · 2 = 3" in text


# The library


def test_docstrings_tell_the_truth() -> None:
    """Each example in the package gives what it says."""
    result = doctest.testmod(tinytorch.layers, extraglobs={"Tensor": Tensor})
    assert result.attempted >= 1
    assert result.failed == 0


def test_the_package_is_pure_and_leaves_the_builtins_alone() -> None:
    """No trace of later modules; `eval` of the module is Python's own."""
    source = inspect.getsource(tinytorch.layers)
    assert not [name for name in LATER if name in source]
    assert tinytorch.layers.eval is eval


@given(st.data(), array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
def test_linear_works_on_the_last_axis(data: Any, before: tuple[int, ...]) -> None:
    """Whatever axes come before it, for float32 and float64."""
    n, m = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    dtype = data.draw(st.sampled_from(["float32", "float64"]))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    layer = Linear(n, m, bias=data.draw(st.booleans()), rng=rng)
    for parameter in layer.parameters():
        parameter.data = rng.normal(size=parameter.shape).astype(dtype)
    x = rng.normal(size=(*before, n)).astype(dtype)
    want = x @ layer.weight.data
    want = want if layer.bias is None else want + layer.bias.data
    got = layer(Tensor(x))
    assert (got.shape, got.dtype) == ((*before, m), np.dtype(dtype))
    assert np.allclose(got.data, want, rtol=1e-5, atol=1e-6)


def test_new_weights_have_the_spread_that_relu_needs() -> None:
    """Within three standard errors, for 4096 weights, and different for every layer."""
    rng = np.random.default_rng(3)
    first, second = Linear(64, 64, rng=rng), Linear(64, 64, rng=rng)
    for layer in (first, second):
        assert layer.weight.data.std() == pytest.approx((2 / 64) ** 0.5, rel=3 / (2 * 4096) ** 0.5)
        assert not layer.bias.data.any()
    assert (first.weight.data != second.weight.data).all()


def test_a_signal_survives_fifty_layers() -> None:
    """Neither vanished nor exploded: between a tenth and ten times what went in."""
    rng = np.random.default_rng(4)
    x = Tensor(rng.normal(size=(32, 256)))
    for _ in range(50):
        x = ReLU()(Linear(256, 256, rng=rng)(x))
    assert 0.1 < (x**2).mean().item() ** 0.5 < 10


@given(st.floats(0, 0.9), st.integers(0, 99))
def test_dropout_keeps_or_scales_each_number(p: float, seed: int) -> None:
    """Zero or divided by 1 - p, nothing else, and the mean preserved."""
    x = np.ones((50, 60))
    got = Dropout(p, rng=np.random.default_rng(seed))(Tensor(x)).data
    kept = got != 0
    assert np.allclose(got[kept], 1 / (1 - p))
    assert abs(kept.mean() - (1 - p)) < 5 * (p * (1 - p) / x.size) ** 0.5 + 1e-9


@pytest.mark.parametrize("p", [-0.01, 1.01, float("nan")])
def test_dropout_refuses_what_is_no_probability(p: float) -> None:
    """Also nan, which compares with nothing."""
    with pytest.raises(ValueError, match="probability"):
        Dropout(p)


def test_a_layer_without_forward_says_so() -> None:
    """The name of the class is in the message."""

    class Half(Layer):
        pass

    with pytest.raises(NotImplementedError, match="Half"):
        Half()(Tensor([1.0]))


def test_networks_of_networks_answer_as_one_layer() -> None:
    """Parameters, sizes and modes, through Sequential, lists, and layers of one's own."""

    class Residual(Layer):
        def __init__(self, width: int) -> None:
            self.gain = Tensor([0.5])
            self.inside = Sequential(Linear(width, width), GELU(), Dropout(0.5))

        def forward(self, x: Tensor) -> Tensor:
            return x + self.gain * self.inside(x)

    shared = Residual(4)
    model = Sequential(Linear(3, 4), shared, shared, [Linear(1, 1)], Linear(4, 2), log_softmax)
    model.layers.pop(3)
    shapes = [parameter.shape for parameter in model.parameters()]
    assert shapes == [(3, 4), (4,), (1,), (4, 4), (4,), (4, 2), (2,)]
    assert model.num_params() == 12 + 4 + 1 + 16 + 4 + 8 + 2
    assert [type(layer).__name__ for layer in model.walk()] == [
        "Sequential",
        "Linear",
        "Residual",
        "Sequential",
        "Linear",
        "Dropout",
        "Linear",
    ]
    assert model.eval() is model
    assert not any(layer.training for layer in model.walk())
    x = Tensor(np.ones((5, 3)))
    assert np.array_equal(model(x).data, model(x).data)
    assert np.allclose(np.exp(model(x).data).sum(axis=1), 1)
    assert model.train() is model
    assert all(layer.training for layer in model.walk())
