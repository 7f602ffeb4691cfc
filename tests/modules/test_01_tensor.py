"""Module 01 as a lesson and as a library: its text, its points, its tests, and numpy's word."""

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
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import (
    array_shapes,
    arrays,
    basic_indices,
    integer_array_indices,
    mutually_broadcastable_shapes,
)

import tinytorch.tensor
from conveyor.lesson import Lesson, read_lesson
from conveyor.strength.regions import with_texts
from tests.conftest import ROOT
from tinytorch.tensor import Tensor

FOLDER = ROOT / "modules" / "01_tensor"
LESSON = FOLDER / "tensor_dev.py"
WRONG_ANSWERS = runpy.run_path(str(FOLDER / "wrong_answers.py"))["WRONG_ANSWERS"]
POINTS = {
    "From nested lists to one buffer": 12,
    "Arithmetic: one `+` for every shape": 20,
    "Matrix products: what all the time is spent on": 15,
    "Exp, log, tanh, maximum: bending the line": 10,
    "Reductions: many numbers in, few out": 15,
    "Shape and index: moving the frame, not the numbers": 13,
    "🤔 ML Systems Thinking": 15,
}
LATER = {"grad", "requires_grad", "backward", "grad_fn"}


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(LESSON)


# The lesson


def test_it_runs_as_a_script(tmp_path: Path) -> None:
    """`python tensor_dev.py` runs every cell and every test, and writes no warning."""
    done = subprocess.run(
        [sys.executable, str(LESSON)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        timeout=100,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.rstrip().endswith("ready for module 02")


def test_points_are_a_hundred_split_by_topic(lesson: Lesson) -> None:
    """Each part of the lesson gives the points that its first cell promises."""
    points: Counter[str] = Counter()
    part = ""
    for cell in lesson.cells:
        if cell.kind == "markdown" and (found := re.search(r"^## (.+)$", cell.source, re.M)):
            part = found[1]
        points[part] += cell.points or 0
    assert +points == POINTS
    promised = [int(n) for n in re.findall(r"\| (\d+) \|$", lesson.cells[0].source, re.M)]
    assert promised == list(POINTS.values())


def test_it_begins_with_the_title_and_ends_with_the_summary(lesson: Lesson) -> None:
    """First what is learned, last what was learned."""
    assert lesson.cells[0].source.startswith("# Module 01: Tensor\n\n**Learning Objectives:**")
    assert lesson.cells[-1].source.startswith("## 🎯 Module Summary")


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


def test_numbers_in_diagrams_are_what_the_code_gives(lesson: Lesson) -> None:
    """Whoever checks a picture with the Tensor finds what is drawn."""
    text = "\n".join(cell.source for cell in lesson.cells if cell.kind == "markdown")
    x = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    for view in (x, x.reshape(3, 2), x.transpose()):
        assert f"shape {view.shape}    strides {view.data.strides}" in text
        rows = [" ".join(f"{n:.0f}." for n in row) for row in view.data]
        assert re.search(r"\s+".join(map(re.escape, rows)), text)
    table = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    for name, row in (
        ("exp(x)", Tensor(table).exp()),
        ("tanh(x)", Tensor(table).tanh()),
        ("max(x, 0)", Tensor(table).maximum(0)),
        ("log(x)", Tensor(table).exp().log()),
    ):
        assert f"{name:10}{row.data[0]:6.2f}" + "".join(f"{n:9.2f}" for n in row.data[1:]) in text
    product = Tensor([[1, 2, 3], [4, 5, 6]]) @ Tensor([[7, 8], [9, 10], [11, 12]])
    for row in product.data.tolist():
        assert re.search(r"\b{} *│ *{}\b".format(*row), text)
    outer = Tensor([[10], [20], [30]]) + Tensor([[1, 2, 3, 4]])
    for row in outer.data.tolist():
        assert " │ ".join(map(str, row)) in text
    for total in (x.sum(axis=0), x.sum(axis=1), x.sum()):
        assert all(f"{n:.0f}." in text for n in total.data.reshape(-1))
    flat = Tensor(np.arange(6).reshape(2, 3)).T.reshape(-1).data.tolist()
    assert f"`x.T` reads the places {' '.join(map(str, flat))}" in text


def test_counts_in_the_text_are_right(lesson: Lesson) -> None:
    """Operations and bytes that the lesson states follow from its shapes."""
    text = "\n".join(cell.source for cell in lesson.cells if cell.kind == "markdown")
    for n, k, m in ((64, 784, 10), (64, 784, 256)):
        assert f"2 · {n} · {k} · {m} = {2 * n * k * m:,}" in text
        assert f"{n * k + k * m + n * m - (n * m if m == 10 else 0):,} numbers" in text
    bias = 64 * 256
    assert f"{bias:,} + 256" in text
    assert f"together {2 * bias + 256:,}" in text
    for dtype, nbytes in (("float64", 48), ("float32", 24), ("int8", 6)):
        assert Tensor(np.ones((2, 3)), dtype=dtype).nbytes == nbytes
        row = next(line for line in text.split("\n") if line.startswith(f"   {dtype} "))
        assert row.count("█") == nbytes
        assert row.endswith(f"{nbytes} bytes")


# The library


def test_docstrings_tell_the_truth() -> None:
    """Each example in the package gives what it says."""
    names = {name: method for name, method in vars(Tensor).items() if inspect.isfunction(method)}
    assert doctest.testmod(tinytorch.tensor).failed == 0
    runner = doctest.DocTestRunner()
    for name, method in names.items():
        for case in doctest.DocTestFinder().find(method, name, globs={"Tensor": Tensor}):
            runner.run(case)
    assert runner.tries >= 4
    assert runner.failures == 0


def test_the_package_is_pure_and_leaves_the_builtins_alone() -> None:
    """No trace of later modules; `sum` and `max` of the module are Python's own."""
    assert not LATER & set(dir(Tensor([1.0])))
    assert "grad" not in inspect.getsource(tinytorch.tensor)
    with pytest.raises(TypeError):
        Tensor([1.0], requires_grad=True)
    assert (tinytorch.tensor.sum, tinytorch.tensor.max) == (sum, max)


def test_an_operation_asks_for_its_result_and_nothing_else() -> None:
    """No hidden copy: numpy's own memory for a result, none for a view."""
    x = Tensor(np.ones((400, 500), np.float32))
    assert peak(lambda: x + x) == pytest.approx(x.nbytes, rel=0.02)
    assert peak(lambda: 2.0 * x) == pytest.approx(x.nbytes, rel=0.02)
    assert peak(lambda: x.exp()) == pytest.approx(x.nbytes, rel=0.02)
    for view in (lambda: x.T, lambda: x.reshape(-1), lambda: x[1:], lambda: x.transpose(1, 0)):
        assert peak(view) < 0.02 * x.nbytes


def peak(operation: Any) -> int:
    tracemalloc.start()
    try:
        operation()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_numpy_keeps_its_hands_off() -> None:
    """An array on the left gives a Tensor, and a function of numpy refuses."""
    x = Tensor([1.0, 2.0])
    for result in (
        np.ones(2) + x,
        np.ones(2) - x,
        np.ones(2) * x,
        np.ones(2) / x,
        np.ones(2) ** x,
    ):
        assert type(result) is Tensor
    assert type(np.ones((3, 2)) @ x) is Tensor
    with pytest.raises(TypeError):
        np.exp(x)


@pytest.mark.parametrize("number", [2, 2.5, np.float64(2.5), np.float32(2.5), np.int64(2), True])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_a_number_never_changes_the_dtype_of_floats(number: Any, dtype: str) -> None:
    """Whatever side it stands on, and whoever's number it is."""
    x = Tensor([1.0, 2.0], dtype=dtype)
    results = [x + number, x - number, x * number, x / number, x**number, x.maximum(number)]
    results += [number + x, number - x, number * x, number / x, number**x]
    assert {r.dtype for r in results} == {np.dtype(dtype)}


def test_a_class_attribute_data_can_be_replaced() -> None:
    """An optimizer assigns to .data, and every answer follows."""
    x = Tensor([1.0, 2.0])
    x.data = np.zeros((3, 1), np.float32)
    assert (x.shape, x.ndim, x.size, x.dtype, x.nbytes, len(x)) == (
        (3, 1),
        2,
        3,
        np.float32,
        12,
        3,
    )


DTYPES = [np.float64, np.float32, np.int64, np.int32]
FINITE = {"min_value": -50, "max_value": 50}
BINARY = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "maximum": lambda a, b: a.maximum(b) if isinstance(a, Tensor) else np.maximum(a, b),
}


def array(dtype: Any, shape: Any) -> st.SearchStrategy[np.ndarray]:
    elements = st.integers(**FINITE).map(lambda n: n if np.dtype(dtype).kind == "i" else n / 4)
    return arrays(dtype, shape, elements=elements)


def agree(got: Any, want: Any) -> bool:
    """Whether a Tensor is exactly what numpy gives: kind, dtype, shape and every bit."""
    want = np.asarray(want)
    return (
        type(got) is Tensor
        and type(got.data) is np.ndarray
        and got.dtype == want.dtype
        and got.shape == want.shape
        and np.array_equal(got.data, want, equal_nan=True)
    )


@given(st.data(), st.sampled_from(sorted(BINARY)), mutually_broadcastable_shapes(num_shapes=2))
def test_binary_operations_agree_with_numpy(data: Any, name: str, shapes: Any) -> None:
    """For any two shapes that broadcast and any two dtypes, from either side."""
    left, right = shapes.input_shapes
    a = data.draw(array(data.draw(st.sampled_from(DTYPES)), left))
    b = data.draw(array(data.draw(st.sampled_from(DTYPES)), right))
    operation = BINARY[name]
    x, y = Tensor(a), Tensor(b)
    with np.errstate(all="ignore"):
        want = operation(a, b)
        assert agree(operation(x, y), want)
        assert agree(operation(x, b), want)
        if name != "maximum":
            assert agree(operation(a, y), want)
    assert agree(x, a)
    assert agree(y, b)


@given(st.data(), array_shapes(min_dims=0, max_dims=3, min_side=0))
def test_elementwise_functions_agree_with_numpy(data: Any, shape: tuple[int, ...]) -> None:
    """exp, log, tanh, negation and powers, from no axis to three."""
    a = data.draw(array(data.draw(st.sampled_from(DTYPES)), shape))
    x = Tensor(a)
    with np.errstate(all="ignore"):
        assert agree(-x, -a)
        assert agree(x.exp(), np.exp(a))
        assert agree(x.log(), np.log(a))
        assert agree(x.tanh(), np.tanh(a))
        assert agree(x**2, a**2)
        assert agree(x**0.5, a**0.5)


@given(st.data(), array_shapes(min_dims=0, max_dims=4, min_side=1, max_side=4), st.booleans())
def test_reductions_agree_with_numpy(data: Any, shape: tuple[int, ...], keepdims: bool) -> None:
    """sum, mean and max over no axis, one or several, kept or not."""
    a = data.draw(array(data.draw(st.sampled_from(DTYPES)), shape))
    one = st.integers(-len(shape), len(shape) - 1) if shape else st.none()
    several = st.sets(st.sampled_from(range(len(shape)))).map(tuple) if shape else st.none()
    axis = data.draw(st.none() | one | several.filter(lambda axes: axes != ()))
    x = Tensor(a)
    assert agree(x.sum(axis, keepdims), a.sum(axis, keepdims=keepdims))
    assert agree(x.max(axis, keepdims), a.max(axis, keepdims=keepdims))
    got, want = x.mean(axis, keepdims), np.asarray(a.mean(axis, keepdims=keepdims))
    assert (got.shape, got.dtype) == (want.shape, want.dtype)
    assert np.allclose(got.data, want, rtol=1e-5, atol=1e-5)


@given(st.data(), mutually_broadcastable_shapes(signature="(n?,k),(k,m?)->(n?,m?)", max_dims=2))
def test_matrix_products_agree_with_numpy(data: Any, shapes: Any) -> None:
    """Vectors, matrices and batches that broadcast, from either side."""
    left, right = shapes.input_shapes
    dtype = data.draw(st.sampled_from(DTYPES))
    a, b = data.draw(array(dtype, left)), data.draw(array(dtype, right))
    for got in (Tensor(a) @ Tensor(b), Tensor(a) @ b, a @ Tensor(b)):
        assert agree(got, a @ b)


@given(st.data(), array_shapes(min_dims=0, max_dims=2, max_side=4), array_shapes(max_dims=2))
def test_products_that_do_not_exist_name_both_shapes(data: Any, left: Any, right: Any) -> None:
    """Whenever numpy refuses, so does the Tensor, in plain words."""
    a, b = np.ones(left), np.ones(right)
    try:
        want = a @ b
    except ValueError:
        with pytest.raises(ValueError, match=re.escape(f"{left} @ {right}")):
            Tensor(a) @ Tensor(b)
    else:
        assert agree(Tensor(a) @ Tensor(b), want)


@given(st.data(), array_shapes(min_dims=1, max_dims=4, max_side=4))
def test_indexing_agrees_with_numpy(data: Any, shape: tuple[int, ...]) -> None:
    """Slices are views; integer arrays, Tensors among them, are copies."""
    a = np.arange(math.prod(shape)).reshape(shape)
    x = Tensor(a)
    basic = data.draw(basic_indices(shape, allow_newaxis=True))
    assert agree(x[basic], a[basic])
    fancy = data.draw(integer_array_indices(shape))
    assert agree(x[fancy], a[fancy])
    assert agree(x[tuple(map(Tensor, fancy))], a[fancy])


@given(st.data(), array_shapes(min_dims=0, max_dims=4, max_side=4))
def test_reshape_and_transpose_agree_with_numpy(data: Any, shape: tuple[int, ...]) -> None:
    """Every order of the axes and back to a line, without copying the numbers."""
    a = np.arange(math.prod(shape)).reshape(shape)
    x = Tensor(a)
    order = data.draw(st.permutations(range(len(shape))))
    assert agree(x.transpose(*order), a.transpose(order))
    assert agree(x.T, a.T)
    assert agree(x.reshape(-1), a.reshape(-1))
    assert agree(x.transpose(*order).reshape(shape), a.transpose(order).reshape(shape))
    assert np.shares_memory(x.transpose(*order).data, x.data)
    assert np.shares_memory(x.reshape(-1).data, x.data)


@settings(max_examples=30)
@given(st.data(), array_shapes(min_dims=0, max_dims=3, min_side=0))
def test_a_tensor_owns_its_numbers(data: Any, shape: tuple[int, ...]) -> None:
    """Nothing that goes in or comes out of the front door is shared."""
    a = data.draw(array(data.draw(st.sampled_from(DTYPES)), shape))
    x = Tensor(a)
    for other in (Tensor(x).data, Tensor(a, dtype=a.dtype).data, x.numpy(), a):
        assert not np.shares_memory(x.data, other)
        assert agree(x, other)
