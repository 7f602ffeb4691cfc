"""Module 02 as a lesson and as a library: its text, its points, its tests, and scipy's word."""

from __future__ import annotations

import contextlib
import doctest
import inspect
import io
import math
import os
import re
import runpy
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import tinytorch.activations
from conveyor.lesson import Lesson, read_lesson
from conveyor.strength.regions import with_texts
from tests.conftest import ROOT
from tinytorch.activations import GELU, ReLU, Sigmoid, Softmax, Tanh, log_softmax, logsumexp
from tinytorch.tensor import Tensor

FOLDER = ROOT / "modules" / "02_activations"
LESSON = FOLDER / "activations_dev.py"
WRONG_ANSWERS = runpy.run_path(str(FOLDER / "wrong_answers.py"))["WRONG_ANSWERS"]
POINTS = {
    "Bends: what one corner can do": 16,
    "Squeezing: sigmoid and tanh": 21,
    "GELU: a soft threshold": 12,
    "From scores to probabilities": 36,
    "🤔 ML Systems Thinking": 15,
}
LATER = {"grad", "requires_grad", "backward", "grad_fn"}
FLOATS = [np.float64, np.float32]
Activation = Callable[[Tensor], Tensor]
Reference = Callable[[np.ndarray], Any]


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(LESSON)


@pytest.fixture(scope="module")
def text(lesson: Lesson) -> str:
    return "\n".join(cell.source for cell in lesson.cells if cell.kind == "markdown")


# The lesson


def test_it_runs_as_a_script(tmp_path: Path) -> None:
    """`python activations_dev.py` runs every cell and every test, and writes no warning."""
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
    assert done.stdout.rstrip().endswith("ready for module 03")


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


def test_the_table_of_the_opening_is_computed(text: str) -> None:
    """Whoever checks the first table with the package finds what stands there."""
    places = Tensor([-3.0, -1.0, 0.0, 1.0, 3.0])
    for name, activation in (
        ("ReLU", ReLU()),
        ("GELU", GELU()),
        ("sigmoid", Sigmoid()),
        ("tanh", Tanh()),
        ("softmax", Softmax()),
    ):
        row = "".join(f"{number:10.2f}" for number in activation(places).numpy())
        assert f"       {name:8}{row}" in text, row


def test_the_numbers_of_softmax_and_its_relatives_are_computed(text: str) -> None:
    """The tables of cat, dog and owl, of the soft maximum, of GELU, and of the limits."""
    scores = Tensor([2.0, 1.0, -1.0])
    for row in (scores, scores.exp(), Softmax()(scores)):
        assert re.search(r" +".join(f"{number:.2f}" for number in row.numpy()), text)
    assert f"sum  {scores.exp().sum().item():.2f}" in text
    for other in (0, 1, 3, 9):
        soft = logsumexp(Tensor([0.0, other])).item()
        assert re.search(rf"0, {other} +{max(0, other):.2f} +{soft:.2f}", text)
    for place in (-3.0, -1.0, 0.0, 1.0, 3.0):
        assert f"{scipy.special.ndtr(place):.2f}" in text
    assert f"e¹⁰⁰⁰ has {math.floor(1000 * math.log10(math.e)) + 1} digits" in text
    assert f"The largest float64 has {len(str(int(np.finfo(float).max)))}" in text


def test_the_exact_gelu_is_as_close_as_it_is_said() -> None:
    """The tanh form is at most 0.0005 from x times the normal distribution function."""
    x = np.linspace(-10, 10, 20_001)
    distance = np.abs(GELU()(Tensor(x)).data - x * scipy.special.ndtr(x)).max()
    assert 0.0004 < distance < 0.0005


def test_passes_in_the_complexity_picture_are_counted(text: str, monkeypatch: Any) -> None:
    """As many operations of Tensor, and of arrays, as there are blocks."""
    counted: list[str] = []

    def watch(name: str) -> None:
        method = getattr(Tensor, name)

        def watched(*operands: Any, **options: Any) -> Any:
            counted.append(name)
            return method(*operands, **options)

        monkeypatch.setattr(Tensor, name, watched)

    for name in ("__add__", "__mul__", "__sub__", "__truediv__", "__neg__", "exp", "tanh"):
        watch(name)
    for name in ("maximum", "sum"):
        watch(name)
    x = Tensor(np.ones((2, 3)))
    for activation in (ReLU(), Tanh(), Softmax(), Sigmoid(), GELU()):
        counted.clear()
        activation(x)
        name = type(activation).__name__
        passes = len(counted) + (name == "Softmax")  # the maximum is taken of the bare array
        assert re.search(rf"^     {name} +█{{{passes}}}$", text, re.M), (name, counted)
        row = next(line for line in text.split("\n") if line.startswith(f"| {name} |"))
        if name in ("Softmax", "Sigmoid"):
            assert row.split("|")[2].count(",") + 1 == passes


def test_counts_of_the_second_question_are_right(text: str) -> None:
    """Numbers, bytes and trips follow from the shape."""
    numbers = 64 * 512 * 3072
    for count in (numbers, numbers * 4, numbers * 4 * 22, numbers * 4 * 2):
        assert f"{count:,}" in text


def test_the_cheaper_sigmoid_loses_what_the_first_question_says(text: str) -> None:
    """In float32: right at -5, three digits at -10, nothing at -20."""
    x = Tensor([-5.0, -10.0, -20.0], dtype=np.float32)
    cheap = (0.5 * (1 + (0.5 * x).tanh())).numpy()
    assert [f"{number:.2e}" for number in Sigmoid()(x).numpy()] == [
        "6.69e-03",
        "4.54e-05",
        "2.06e-09",
    ]
    assert all(f"{number:.2e}" in text for number in Sigmoid()(x).numpy())
    assert f"{cheap[1]:.4e}" == "4.5389e-05"
    assert cheap[2] == 0
    middle = Tensor(np.linspace(-5, 5, 10_001), dtype=np.float32)
    gap = (0.5 * (1 + (0.5 * middle).tanh()) - Sigmoid()(middle)).numpy()
    assert np.abs(gap).max() < 2e-7


def test_the_example_of_two_halves_is_right(text: str) -> None:
    """The numbers of the model answer are those of logsumexp."""
    s = (1 + math.exp(-1)) * math.exp(-2) + (1 + math.exp(-5))
    assert f"{4 + math.log(s):.4f}" == f"{logsumexp(Tensor([2.0, 1.0, -1.0, 4.0])).item():.4f}"
    for number in (1 + math.exp(-1), 1 + math.exp(-5)):
        assert f"{number:.4f}" in text


# The library


def test_docstrings_tell_the_truth() -> None:
    """Each example in the package gives what it says."""
    result = doctest.testmod(tinytorch.activations, extraglobs={"Tensor": Tensor})
    assert result.attempted >= 5
    assert result.failed == 0


def test_the_package_is_pure() -> None:
    """No trace of later modules, and no numpy: everything is an operation of Tensor."""
    source = inspect.getsource(tinytorch.activations)
    assert not [name for name in LATER if name in source]
    assert "numpy" not in source
    assert set(vars(Softmax(axis=1))) == {"axis"}


def test_an_activation_that_is_one_operation_asks_for_one_array() -> None:
    """ReLU and Tanh need their result and nothing else; the others only a few arrays."""
    x = Tensor(np.ones((400, 500), np.float32))
    for activation, arrays_needed in ((ReLU(), 1), (Tanh(), 1), (Softmax(), 2), (GELU(), 4)):
        tracemalloc.start()
        try:
            activation(x)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak == pytest.approx(arrays_needed * x.nbytes, rel=0.05)


def tensors(dtype: Any, largest: float, min_dims: int = 0) -> st.SearchStrategy[np.ndarray]:
    numbers = st.integers(-1000, 1000).map(lambda n: n / 1000 * largest)
    return arrays(dtype, array_shapes(min_dims=min_dims, max_dims=3, max_side=5), elements=numbers)


NUMBER_BY_NUMBER: list[tuple[Activation, Reference]] = [
    (ReLU(), lambda a: a.clip(0)),
    (Sigmoid(), scipy.special.expit),
    (Tanh(), np.tanh),
]


@pytest.mark.parametrize("largest", [3.0, 30.0, 1000.0])
@pytest.mark.parametrize(("activation", "reference"), NUMBER_BY_NUMBER)
@given(st.data(), st.sampled_from(FLOATS))
def test_number_by_number_they_agree_with_scipy(
    activation: Activation, reference: Reference, largest: float, data: Any, dtype: Any
) -> None:
    """Relative error at the level of rounding, also in the tail, without a complaint."""
    a = data.draw(tensors(dtype, largest))
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        got = activation(Tensor(a)).data
    want = reference(a.astype(np.float64))
    assert (got.dtype, got.shape) == (np.dtype(dtype), a.shape)
    eps, tiny = np.finfo(dtype).eps, np.finfo(dtype).tiny
    assert (np.abs(got - want) <= 8 * eps * np.abs(want) + tiny).all()


@given(st.data(), st.sampled_from(FLOATS), st.sampled_from([3.0, 30.0, 1000.0]))
def test_along_an_axis_they_agree_with_scipy(data: Any, dtype: Any, largest: float) -> None:
    """softmax, log_softmax and logsumexp, over every axis."""
    a = data.draw(tensors(dtype, largest, min_dims=1))
    axis = data.draw(st.integers(-a.ndim, a.ndim - 1))
    x, exact = Tensor(a), a.astype(np.float64)
    eps = np.finfo(dtype).eps
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        shares, logs = Softmax(axis)(x), log_softmax(x, axis)
        sums = logsumexp(x, axis)
    assert np.abs(shares.data - scipy.special.softmax(exact, axis)).max() <= 8 * eps
    want = scipy.special.log_softmax(exact, axis)
    assert (np.abs(logs.data - want) <= 8 * eps * (1 + np.abs(want))).all()
    want = scipy.special.logsumexp(exact, axis)
    assert (np.abs(sums.data - want) <= 8 * eps * (1 + np.abs(want))).all()
    assert {shares.dtype, logs.dtype, sums.dtype} == {np.dtype(dtype)}
    assert logsumexp(x, axis, keepdims=True).shape == x.max(axis, keepdims=True).shape
    assert logsumexp(x, None).item() == pytest.approx(scipy.special.logsumexp(exact), rel=1e-5)
