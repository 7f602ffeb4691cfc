"""Module 05 as a lesson and as a library: its text, its points, its tests, and exact gradients."""

from __future__ import annotations

import contextlib
import dataclasses
import doctest
import gc
import inspect
import itertools
import math
import os
import re
import subprocess
import sys
import weakref
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import (
    array_shapes,
    basic_indices,
    integer_array_indices,
    mutually_broadcastable_shapes,
)

from conveyor.lesson import Lesson, read_lesson
from tests.conftest import ROOT
from tests.modules import marking

FOLDER = ROOT / "modules" / "05_autograd"
LESSON = FOLDER / "autograd_dev.py"
WRONG_ANSWERS = marking.wrong_answers(FOLDER)
POINTS = {
    "Gradient rules: how to undo one operation": 30,
    "Broadcasting undone: one place for all shapes": 10,
    "A Tensor with a memory": 15,
    "The way back: in which order?": 15,
    "Backward: the walk": 15,
    "🤔 ML Systems Thinking": 15,
}


@contextlib.contextmanager
def a_package_of_its_own() -> Iterator[None]:
    """Inside, tinytorch is imported afresh, so that no other test meets a decorated Tensor."""

    def names() -> list[str]:
        return [name for name in sys.modules if name.split(".")[0] == "tinytorch"]

    before = {name: sys.modules.pop(name) for name in names()}
    try:
        yield
    finally:
        for name in names():
            del sys.modules[name]
        sys.modules.update(before)


with a_package_of_its_own():
    PURE = import_module("tinytorch.tensor").Tensor
    BEFORE = PURE([1.0, 2.0])  # a Tensor that is older than autograd
    PURE_NAMES = set(dir(PURE))
    engine: ModuleType = import_module("tinytorch.autograd")
    Tensor: Any = engine.Tensor


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(LESSON)


# The lesson


def test_it_runs_as_a_script(tmp_path: Path) -> None:
    """`python autograd_dev.py` runs every cell and every test, and writes no warning."""
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
    assert done.stdout.rstrip().endswith("on to module 06")
    assert "answers [0, 1, 1, 0]" in done.stdout, "XOR was learned"


def test_points_are_a_hundred_split_by_topic(lesson: Lesson) -> None:
    """Each part of the lesson gives the points that its first cell promises."""
    assert marking.points_by_part(lesson) == POINTS
    promised = [int(n) for n in re.findall(r"\| (\d+) \|$", lesson.cells[0].source, re.M)]
    assert promised == list(POINTS.values())


def test_it_begins_with_the_title_and_ends_with_the_summary(lesson: Lesson) -> None:
    """First what is learned, last what was learned."""
    assert lesson.cells[0].source.startswith("# Module 05: Autograd\n\n**Learning Objectives:**")
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
    assert lost(lesson, {}) == {}
    assert set(lost(lesson, marking.blank(lesson))) == marking.graded_tests(lesson)


@pytest.mark.parametrize("answer", WRONG_ANSWERS, ids=lambda answer: answer["name"])
def test_a_wrong_answer_loses_points_where_it_should(lesson: Lesson, answer: Any) -> None:
    """Every mistake in wrong_answers.py is noticed by the tests that it names."""
    assert set(answer["loses"]) <= set(lost(lesson, marking.replaced(lesson, answer["replace"])))


def test_cells_can_be_run_again(lesson: Lesson) -> None:
    """Every cell twice, solutions and decorator too: nothing is doubled, no test is lost."""
    twice = [cell for cell in lesson.cells for _ in range(2)]
    assert lost(dataclasses.replace(lesson, cells=twice), {}) == {}


def lost(lesson: Lesson, sources: dict[str | None, str]) -> dict[str, str]:
    with a_package_of_its_own():
        return marking.lost(lesson, sources)


def test_numbers_in_the_text_are_right(lesson: Lesson) -> None:
    """Values and slopes in the diagrams, counts and bytes in the answers."""
    text = "\n".join(cell.source for cell in lesson.cells if cell.kind == "markdown")
    x, y = Tensor(2.0, requires_grad=True), Tensor(3.0, requires_grad=True)
    a = x * y
    b = a + x
    loss = b**2
    loss.backward()
    assert f"x ({x.item()})" in text
    assert f"a ({a.item()})" in text
    assert f"b ({b.item()})" in text
    assert f"L ({loss.item()})" in text
    assert f"dL/dx = 16 + 48 = {x.grad:.0f}     dL/dy = {y.grad:.0f}" in text

    sizes = (784, 256, 128, 10)
    parameters = sum(n * m + m for n, m in itertools.pairwise(sizes))
    assert f"784-256-128-10, has {parameters:,} parameters" in text
    assert f"a bar of {2 * parameters:,}" in text
    assert f"({parameters:,} · 4 = {parameters * 4:,} bytes)" in " ".join(text.split())
    old = (3 * 8 + 8) + (8 * 2 + 2)
    assert f"The network has {old}\nparameters" in text

    batch = 64 * 784 * 4
    kept = [results * 64 * width * 4 for results, width in ((3, 256), (3, 128), (2, 10))]
    for number in (batch, *kept, batch + sum(kept)):
        assert f"{number:,}" in text
    memory = {k: (64 // k + k) * 8 for k in (2, 8, 32)}
    assert memory == {2: 272, 8: 128, 32: 272}
    assert min(range(1, 65), key=lambda k: 64 / k + k) == 8
    assert "= 272 MB" in " ".join(text.split())
    assert "(8 + 8) · 8 = 128 MB" in text
    assert "64 · (1 + 2) = 192 ms" in text
    assert "64 · (1 + 2 + 1) = 256 ms" in text


def test_pictures_of_rules_show_what_the_rules_do() -> None:
    """maximum, max, sum, repeated places, a bias: as drawn."""
    x, y = Tensor([1.0, 5.0, 2.0], requires_grad=True), Tensor([4.0, 3.0, 2.0], requires_grad=True)
    x.maximum(y).backward([10, 20, 30])
    assert (x.grad.tolist(), y.grad.tolist()) == ([0, 20, 0], [10, 0, 30])
    x = Tensor([3.0, 8.0, 8.0, 1.0], requires_grad=True)
    x.max().backward(6.0)
    assert x.grad.tolist() == [0, 3, 3, 0]
    x = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
    x.sum(axis=1).backward([7, 8])
    assert x.grad.tolist() == [[7, 7, 7], [8, 8, 8]]
    x = Tensor([0.0, 0.0, 0.0], requires_grad=True)
    x[[0, 2, 0]].backward([10, 20, 30])
    assert x.grad.tolist() == [40, 0, 20]
    bias = Tensor([0.0, 0.0, 0.0], requires_grad=True)
    (Tensor(np.zeros((4, 3))) + bias).backward([[1, 2, 3]] * 4)
    assert bias.grad.tolist() == [4, 8, 12]


# The library


def test_docstrings_tell_the_truth() -> None:
    """Each example in the package gives what it says."""
    result = doctest.testmod(engine, extraglobs={"np": np})
    assert result.attempted >= 3
    assert result.failed == 0


def test_only_the_import_of_autograd_changes_tensor() -> None:
    """`import tinytorch` and the modules before leave Tensor pure; autograd changes that class."""
    code = (
        "import sys, tinytorch; from tinytorch.tensor import Tensor; before = set(dir(Tensor));"
        "assert 'tinytorch.autograd' not in sys.modules; assert 'grad' not in before;"
        "import tinytorch.autograd as a; assert a.Tensor is Tensor; assert 'grad' in dir(Tensor);"
        "assert tinytorch.Tensor is Tensor"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    assert Tensor is PURE
    assert not {"grad", "requires_grad", "backward"} & PURE_NAMES


def test_tensors_from_before_have_a_memory() -> None:
    """An instance that is older than autograd is a leaf like any other."""
    assert BEFORE.requires_grad is False
    engine.require_grad([BEFORE])
    try:
        (BEFORE * BEFORE).sum().backward()
        assert BEFORE.grad.tolist() == [2.0, 4.0]
    finally:
        del BEFORE.requires_grad, BEFORE.grad


def test_decorating_again_changes_nothing() -> None:
    """One wrapper around each primitive, however often the class is decorated."""
    for _ in range(3):
        assert engine.add_autograd(Tensor) is Tensor
    for name in (*engine.VJP, "__init__"):
        method = getattr(Tensor, name)
        assert inspect.unwrap(method) is method.__wrapped__


def floats(*shape: int, low: float = 0.5, seed: int = 0) -> Any:
    return Tensor(np.asarray(np.random.default_rng(seed).uniform(low, 2, size=shape)))


BINARY = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "**": lambda x, y: x**y,
    "maximum": lambda x, y: x.maximum(y),
    "maximum by name": lambda x, y: x.maximum(other=y),
    "composed": lambda x, y: (x / y - y * x) ** 2 + x * x,
}
UNARY = {
    "-x": lambda x: -x,
    "numbers on the left": lambda x: 2 - x + 3 / x + 1.5**x + 0.5 * x + (1 + x),
    "numbers on the right": lambda x: (x - 2) * 3 / 4 + x**3 + x**-0.5 + x**0 + x.maximum(1.0),
    "numbers of numpy": lambda x: np.float64(2) * x + np.float32(0.5) - x / np.int64(3),
    "exp log tanh": lambda x: x.exp() * x.log() + x.tanh(),
}


@settings(deadline=None)
@given(st.sampled_from(sorted(BINARY)), mutually_broadcastable_shapes(num_shapes=2, max_side=3))
def test_binary_gradients_are_exact(name: str, shapes: Any) -> None:
    """For any two shapes that broadcast."""
    left, right = shapes.input_shapes
    assert engine.gradient_check(BINARY[name], floats(*left), floats(*right, seed=1)) < 1e-7


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (3, 3), (2, 1, 3), (0, 2)])
def test_unary_gradients_are_exact(name: str, shape: tuple[int, ...]) -> None:
    """From no axis to three, and on nothing."""
    assert engine.gradient_check(UNARY[name], floats(*shape)) < 1e-7


@pytest.mark.parametrize("shape", [(), (2, 3), (3, 1)])
def test_arrays_on_the_left_are_exact(shape: tuple[int, ...]) -> None:
    """rsub, rtruediv, rpow, radd, rmul with an array that broadcasts."""
    array = np.random.default_rng(2).uniform(0.5, 2, size=(2, 1, 3))
    for f in (
        lambda x: array - x,
        lambda x: array / x,
        lambda x: array**x,
        lambda x: array + x,
        lambda x: array * x,
        lambda x: x - array,
        lambda x: x / array,
        lambda x: x**array,
        lambda x: x.maximum(array),
        lambda x: x * [[1.0, 2.0, 3.0]] + [1.0, 2.0, 3.0],
    ):
        assert engine.gradient_check(f, floats(*shape)) < 1e-7
    for name in ("__rsub__", "__rtruediv__", "__rpow__"):
        x, y = floats(2, 3), floats(3, seed=1)
        assert engine.gradient_check(getattr(Tensor, name), x, y) < 1e-7


@settings(deadline=None)
@given(
    st.data(),
    mutually_broadcastable_shapes(signature="(n?,k),(k,m?)->(n?,m?)", max_dims=2, max_side=3),
)
def test_product_gradients_are_exact(data: Any, shapes: Any) -> None:
    """Vectors, matrices, batches on either side and batches that broadcast."""
    left, right = shapes.input_shapes
    x, y = floats(*left), floats(*right, seed=1)
    assert engine.gradient_check(lambda x, y: x @ y, x, y) < 1e-7
    assert engine.gradient_check(lambda y: x.data @ y, y) < 1e-7
    assert engine.gradient_check(lambda x: x @ y.data, x) < 1e-7


def test_products_with_nothing_inside() -> None:
    """An axis of length 0 anywhere: zeros, in the right shape."""
    for left, right in itertools.product([(0, 3), (2, 0), (4, 2, 0)], [(3, 2), (0, 2), (0, 0)]):
        if left[-1] != right[-2]:
            continue
        x, y = floats(*left), floats(*right)
        engine.require_grad([x, y])
        out = x @ y
        out.backward(np.ones(out.shape))
        assert (x.grad.shape, y.grad.shape) == (left, right)
        assert not x.grad.any()
        assert not y.grad.any()


@settings(deadline=None)
@given(st.data(), array_shapes(min_dims=0, max_dims=4, max_side=3), st.booleans())
def test_reduction_gradients_are_exact(data: Any, shape: Any, keepdims: bool) -> None:
    """sum, mean and max over no axis, one or several, positive or negative, kept or not."""
    one = st.integers(-len(shape), len(shape) - 1) if shape else st.none()
    several = st.sets(st.sampled_from(range(len(shape)))).map(tuple) if shape else st.none()
    axis = data.draw(st.none() | one | several.filter(lambda axes: axes != ()))
    x = floats(*shape)
    for f in (
        lambda x: x.sum(axis, keepdims),
        lambda x: x.sum(axis=axis, keepdims=keepdims) ** 2,
        lambda x: x.mean(axis=axis, keepdims=keepdims),
        lambda x: x.max(axis=axis, keepdims=keepdims),
    ):
        assert engine.gradient_check(f, x) < 1e-7


@settings(deadline=None)
@given(st.data(), array_shapes(min_dims=1, max_dims=3, max_side=4))
def test_index_gradients_are_exact(data: Any, shape: Any) -> None:
    """Slices, integers, None, ...; arrays of places, with repetitions; lists and Tensors."""
    x = floats(*shape)
    basic = data.draw(basic_indices(shape, allow_newaxis=True))
    assert engine.gradient_check(lambda x: x[basic] ** 2, x) < 1e-7
    fancy = data.draw(integer_array_indices(shape))
    assert engine.gradient_check(lambda x: x[fancy] ** 2, x) < 1e-7
    tensors = tuple(map(Tensor, fancy))
    assert engine.gradient_check(lambda x: x[tensors] ** 2, x) < 1e-7
    mask = np.arange(math.prod(shape)).reshape(shape) % 2 == 0
    assert engine.gradient_check(lambda x: x[mask] ** 2, x) < 1e-7
    assert engine.gradient_check(lambda x: x[[0, 0]] + x[[]].sum(), x) < 1e-7


@settings(deadline=None)
@given(st.data(), array_shapes(min_dims=0, max_dims=4, max_side=3))
def test_shape_gradients_are_exact(data: Any, shape: Any) -> None:
    """Every order of the axes, as arguments, as one tuple, negative; reshape and T."""
    order = data.draw(st.permutations(range(len(shape))))
    weights = np.random.default_rng(3).normal(size=shape)
    x = floats(*shape)
    negative = tuple(axis - len(shape) for axis in order)
    for f in (
        lambda x: (x * weights).transpose(*order),
        lambda x: (x * weights).transpose(*negative),
        lambda x: (x * weights).transpose(tuple(order)) if shape else x.transpose(),
        lambda x: (x * weights).T,
        lambda x: (x * weights).transpose(*order).reshape(-1),
        lambda x: (x * weights).reshape(shape),
    ):
        assert engine.gradient_check(f, x) < 1e-7


def test_ties_share_and_corners_are_decided() -> None:
    """max shares equally, maximum gives to its second operand; what arrives is never doubled."""
    x = Tensor([[1.0, 1.0], [0.0, 2.0]], requires_grad=True)
    x.max(axis=1).backward([1.0, 1.0])
    assert x.grad.tolist() == [[0.5, 0.5], [0.0, 1.0]]
    x = Tensor([-1.0, 0.0, 1.0], requires_grad=True)
    x.maximum(0).sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 1.0]
    x.grad = None
    x.maximum(x).sum().backward()
    assert x.grad.tolist() == [1.0, 1.0, 1.0]


def test_zero_to_the_power_of_zero_is_quiet() -> None:
    """No nan and no warning where the slopes of a power exist and its formulas do not."""
    with np.errstate(all="raise"):
        x = Tensor([0.0, 0.0, 2.0, -3.0], requires_grad=True)
        (x**0 + x**1 + x**2).sum().backward()
        assert x.grad.tolist() == [1.0, 1.0, 5.0, -5.0]
        y = Tensor([1.0, 2.0], requires_grad=True)
        (np.zeros(2) ** y + Tensor([0.0, 0.0]) ** y).sum().backward()
        assert y.grad.tolist() == [0.0, 0.0]


def test_softmax_layernorm_and_their_like_are_exact() -> None:
    """Composites of many primitives, values used several times."""

    def layernorm(x: Any, scale: Any, shift: Any) -> Any:
        centred = x - x.mean(axis=-1, keepdims=True)
        deviation = ((centred * centred).mean(axis=-1, keepdims=True) + 1e-5) ** 0.5
        return centred / deviation * scale + shift

    def attention(q: Any, k: Any, v: Any) -> Any:
        scores = q @ k.transpose(0, 2, 1) / 2.0
        powers = (scores - scores.max(axis=-1, keepdims=True)).exp()
        return powers / powers.sum(axis=-1, keepdims=True) @ v

    assert engine.gradient_check(layernorm, floats(4, 5), floats(5), floats(5)) < 1e-7
    q, k, v = (floats(2, 3, 4, seed=seed) for seed in range(3))
    assert engine.gradient_check(attention, q, k, v) < 1e-7


def test_a_chain_of_a_hundred_thousand() -> None:
    """No recursion anywhere: forward, backward and letting go."""
    x = Tensor(1.0, requires_grad=True)
    v = x
    for _ in range(100_000):
        v = v + x
    v.backward()
    assert x.grad == 100_001.0
    del v


def test_a_diamond_of_depth_sixty_calls_each_rule_once() -> None:
    """2 to the 60 roads, 120 calls."""
    calls = []
    rules = engine.VJP["__add__"]
    engine.VJP["__add__"] = tuple(lambda *args, r=r: calls.append(1) or r(*args) for r in rules)
    try:
        x = Tensor(1.0, requires_grad=True)
        v = x
        for _ in range(60):
            v = v + v
        v.backward()
    finally:
        engine.VJP["__add__"] = rules
    assert x.grad == 2.0**60
    assert len(calls) == 120


def test_no_gradient_that_nobody_needs() -> None:
    """The rule of an operand without requires_grad is not called, nor is its graph kept."""
    called = []
    kept = dict(engine.VJP)
    for name, rules in kept.items():
        engine.VJP[name] = tuple(
            lambda *args, _i=i, _n=name, _r=r, **options: (
                called.append((_n, _i)) or _r(*args, **options)
            )
            for i, r in enumerate(rules)
        )
    try:
        images, labels = floats(4, 3), Tensor([0, 1, 1, 0])
        weight = Tensor(np.ones((3, 2)), requires_grad=True)
        scores = (images * 2.0 - 1.0) @ weight
        (scores[np.arange(4), labels] / 2).sum().backward()
    finally:
        engine.VJP.update(kept)
    assert sorted(called) == [
        ("__getitem__", 0),
        ("__matmul__", 1),
        ("__truediv__", 0),
        ("sum", 0),
    ]


def test_a_graph_goes_with_its_result() -> None:
    """By reference counts alone, before backward and after it."""
    gc.collect()
    gc.disable()
    try:
        for walked in (False, True):
            x = Tensor(np.ones(3), requires_grad=True)
            inner = (x * 2.0).exp()
            out = (inner @ inner + inner.max() * x[[0, 0]].sum()).sum()
            if walked:
                out.backward()
            watch = weakref.ref(inner), weakref.ref(out)
            del inner, out
            assert [ref() for ref in watch] == [None, None]
    finally:
        gc.enable()


def test_gradients_are_nobody_elses() -> None:
    """Not the caller's array, not another leaf's, not a view, not the array of an earlier call."""
    seed = np.ones((2, 3))
    a, b, c, d = (Tensor(np.ones((2, 3)), requires_grad=True) for _ in range(4))
    flat = Tensor(np.ones(6), requires_grad=True)
    out = a + b - (-c) + d.transpose(1, 0).T + flat.reshape(2, 3)
    out.backward(seed)
    arrays = [seed, *(leaf.grad for leaf in (a, b, c, d, flat))]
    for one, other in itertools.combinations(arrays, 2):
        assert not np.shares_memory(one, other)
    assert all(array.flags.writeable for array in arrays)
    first = a.grad
    out.backward(seed)
    assert first.tolist() == seed.tolist()
    assert a.grad.tolist() == (2 * seed).tolist()
    large = Tensor(np.ones((50, 50)), requires_grad=True)
    made = []
    rules = engine.VJP["__matmul__"]
    engine.VJP["__matmul__"] = (lambda *args: made.append(rules[0](*args)) or made[0], rules[1])
    try:
        (large @ np.ones((50, 2))).sum().backward()
    finally:
        engine.VJP["__matmul__"] = rules
    assert large.grad is made[0], "what is fresh is kept without a copy"


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_dtypes_are_kept(dtype: str) -> None:
    """Gradients have their leaf's dtype, and no rule leaves float32 on the way."""
    seen = set()
    kept = dict(engine.VJP)
    for name, rules in kept.items():
        engine.VJP[name] = tuple(
            lambda *args, _r=r, **options: (
                seen.add(args[0].dtype) or noted(_r(*args, **options), seen)
            )
            for r in rules
        )
    try:
        x = Tensor(np.full((3, 3), 1.5), dtype=dtype, requires_grad=True)
        y = x @ x * np.float64(0.5) - x / 3 + x**2 + 2**x + x.exp().log() + 1 / x + (3 - x)
        y = y + y.max(axis=0) + x.maximum(0.5) + x[[0, 0, 1]] + x.T.reshape(3, 3) + y.mean()
        y.tanh().sum(axis=1).sum().backward()
    finally:
        engine.VJP.update(kept)
    assert x.grad.dtype == dtype
    assert seen == {np.dtype(dtype)}


def noted(array: Any, seen: set[Any]) -> Any:
    seen.add(array.dtype)
    return array


def test_mixed_dtypes_come_home() -> None:
    """A float32 weight that meets float64 data has a float32 gradient."""
    weight = Tensor(np.ones((3, 2)), dtype=np.float32, requires_grad=True)
    data = Tensor(np.ones((4, 3)), requires_grad=True)
    out = data @ weight
    assert out.dtype == np.float64
    out.sum().backward()
    assert (weight.grad.dtype, data.grad.dtype) == (np.float32, np.float64)


def test_what_happens_to_operands_later_does_not_matter() -> None:
    """Replaced data, a reused buffer outside, a reused index."""
    x = Tensor(3.0, requires_grad=True)
    y = x * x
    x.data = np.array(100.0)
    y.backward()
    assert x.grad == 6.0
    buffer, rows = np.array([2.0, 3.0]), np.array([0, 0])
    x = Tensor([1.0, 1.0], requires_grad=True)
    out = x * buffer + x[rows]
    buffer[:], rows[:] = 99.0, 1
    out.backward([1.0, 1.0])
    assert x.grad.tolist() == [4.0, 3.0]


def test_no_grad_is_restored() -> None:
    """After an exception, after an inner block, as a decorator."""
    x = Tensor(1.0, requires_grad=True)
    with contextlib.suppress(KeyError), engine.no_grad():
        assert not (x * 2).requires_grad
        with engine.no_grad():
            pass
        assert not (x * 2).requires_grad
        raise KeyError
    assert (x * 2).requires_grad


@pytest.mark.parametrize("data", [[1, 2], [True], np.arange(3)])
def test_whole_numbers_cannot_learn(data: Any) -> None:
    """Neither from the constructor nor later."""
    with pytest.raises(TypeError, match="only floats"):
        Tensor(data, requires_grad=True)
    with pytest.raises(TypeError, match="only floats"):
        engine.require_grad([Tensor([1.0]), Tensor(data)])


def test_backward_says_what_is_missing() -> None:
    """A gradient, a shape, a recording."""
    x = Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(ValueError, match="needs a gradient"):
        (x * 2).backward()
    with pytest.raises(ValueError, match=re.escape("(3,)")):
        (x * 2).backward(np.ones(3))
    with pytest.raises(RuntimeError, match="require_grad"):
        Tensor([1.0]).backward()
    assert x.grad is None


def test_a_new_primitive_is_a_method_and_its_rules() -> None:
    """As later modules do it: an entry in VJP, and the class decorated again."""

    def clip(self: Any, limit: float) -> Any:
        return type(self)(np.clip(self.data, -limit, limit))

    Tensor.clip = clip
    engine.VJP["clip"] = (lambda g, out, x, limit: g * (abs(x) <= limit),)
    try:
        engine.add_autograd(Tensor)
        x = Tensor([0.5, -3.0], requires_grad=True)
        x.clip(1.0).sum().backward()
        assert x.grad.tolist() == [1.0, 0.0]
    finally:
        del engine.VJP["clip"], Tensor.clip
