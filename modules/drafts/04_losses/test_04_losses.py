"""Module 04 as a lesson and as a library: its text, its points, its tests, and math's word."""

from __future__ import annotations

import doctest
import inspect
import math
import os
import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import tinytorch.losses
from conveyor.lesson import Lesson, read_lesson
from tests.conftest import ROOT
from tests.modules.marking import (
    blank,
    graded_tests,
    lost,
    points_by_part,
    replaced,
    wrong_answers,
)
from tinytorch.losses import (
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    Loss,
    MSELoss,
    accuracy,
    class_labels,
    softplus,
)
from tinytorch.tensor import Tensor

FOLDER = ROOT / "modules" / "04_losses"
LESSON = FOLDER / "losses_dev.py"
WRONG_ANSWERS = wrong_answers(FOLDER)
POINTS = {
    "Many examples, one number": 9,
    "Squared error: how far off?": 18,
    "Cross-entropy: how surprised?": 35,
    "Two classes: one score is enough": 17,
    "Right or wrong: a judge that cannot teach": 6,
    "🤔 ML Systems Thinking": 15,
}
# As in a notebook, where a warning in a graded cell costs its points.
pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(LESSON)


@pytest.fixture(scope="module")
def text(lesson: Lesson) -> str:
    return "\n".join(cell.source for cell in lesson.cells if cell.kind == "markdown")


# The lesson


def test_it_runs_as_a_script() -> None:
    """`python losses_dev.py` runs every cell and every test, and writes no warning."""
    done = subprocess.run(
        [sys.executable, str(LESSON)],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        timeout=100,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.rstrip().endswith("ready for module 05")


def test_points_are_a_hundred_split_by_topic(lesson: Lesson) -> None:
    """Each part of the lesson gives the points that its first cell promises."""
    assert points_by_part(lesson) == POINTS
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
    assert lost(lesson, {}) == {}
    assert set(lost(lesson, blank(lesson))) == graded_tests(lesson)


@pytest.mark.parametrize("answer", WRONG_ANSWERS, ids=lambda answer: answer["name"])
def test_a_wrong_answer_loses_points_where_it_should(lesson: Lesson, answer: Any) -> None:
    """Every mistake in wrong_answers.py is noticed by the tests that it names."""
    assert set(answer["loses"]) <= set(lost(lesson, replaced(lesson, answer["replace"])))


RIGHT_IN_ANOTHER_WAY = {
    "target_like": """\
    if isinstance(target, Tensor) and target.dtype.kind == "f":
        fitting = target
    else:
        array = np.array(target.data if isinstance(target, Tensor) else target)
        fitting = Tensor(array if array.dtype.kind == "f" else array.astype(prediction.dtype))
    if fitting.shape != prediction.shape:
        raise ValueError("shapes {} and {}".format(prediction.shape, fitting.shape))
    return fitting
""",
    "mse_loss": """\
        target = target_like(prediction, target)
        return (target - prediction) * (target - prediction)
""",
    "cross_entropy_by_hand": """\
    top = max(scores)
    total = 0.0
    for score in scores:
        total += math.exp(score - top)
    return top + math.log(total) - scores[label]
""",
    "class_labels": """\
    labels = target if isinstance(target, Tensor) else Tensor(target)
    if not np.issubdtype(labels.dtype, np.integer):
        raise TypeError("labels are integers")
    if labels.ndim + 1 != logits.ndim or labels.shape != logits.shape[: labels.ndim]:
        raise ValueError("shapes {} and {}".format(logits.shape, labels.shape))
    for label in labels.data.reshape(-1).tolist():
        if not 0 <= label < logits.shape[-1]:
            raise IndexError("no class {}".format(label))
    return labels
""",
    "pick": """\
    places = np.indices(labels.shape)
    return scores[(*places, labels)]
""",
    "cross_entropy_loss": """\
        labels = class_labels(logits, target)
        return pick(logsumexp(logits, keepdims=True) - logits, labels)
""",
    "softplus": """\
    return x.maximum(0) + ((x - x.maximum(0) * 2).exp() + 1.0).log()
""",
    "bce_loss": """\
        target = target_like(logits, target)
        if target.size and not (target.data.min() >= 0 and target.data.max() <= 1):
            raise ValueError("a target is not in 0 .. 1")
        return softplus(logits) - target * logits
""",
    "accuracy": """\
    labels = class_labels(scores, target)
    best = scores.data.argmax(axis=scores.ndim - 1)
    return (best == labels.data).sum().item() / labels.size
""",
}


@pytest.mark.parametrize("name", RIGHT_IN_ANOTHER_WAY)
def test_another_right_answer_loses_nothing(lesson: Lesson, name: str) -> None:
    """The tests ask for what the docstring says and not for the reference's way."""
    texts = {name: RIGHT_IN_ANOTHER_WAY[name]}
    assert lost(lesson, replaced(lesson, texts)) == {}


def test_numbers_in_diagrams_are_what_the_code_gives(text: str) -> None:
    """Whoever checks a picture with the losses finds what is drawn."""
    each = Tensor([0.25, 1.5, 0.0, 1.25])
    assert f'"mean"  ──►  {Loss("mean").reduced(each).item():.2f}' in text
    assert f'"sum"   ──►  {Loss("sum").reduced(each).item():.2f}' in text
    prediction, target = Tensor([2.0, 3.0, 7.0, 5.0]), Tensor([1.0, 3.0, 4.0, 7.0])
    squares = MSELoss("none")(prediction, target).data
    assert f"squared {' '.join(f'{n:.1f}' for n in squares)} mean 3.5" in " ".join(text.split())
    assert f"mean  {MSELoss()(prediction, target).item():.1f}" in text
    column, row = Tensor([[10.0], [20.0], [30.0]]), Tensor([10.0, 20.0, 30.0])
    assert f"mean square {((column - row) ** 2).mean().item():.1f}" in text
    scores = Tensor([[2.0, 1.0, -1.0]] * 3)
    powers = scores.exp()[0]
    surprise = CrossEntropyLoss("none")(scores, [0, 1, 2])
    words = " ".join(text.split())
    for name, numbers in (
        ("score z", scores[0]),
        ("exp(z)", powers),
        ("softmax", powers / powers.sum()),
        ("-log", surprise),
    ):
        assert f"{name} {' '.join(f'{n:.2f}' for n in numbers.data)}" in words
    for loss in surprise.data:
        assert re.search(rf"◄─+ {loss:.2f} ─+►", text)
    assert f"log({powers.sum().item():.2f}) = {powers.sum().log().item():.2f}" in text
    table = np.array([-4.0, -2.0, 0.0, 2.0, 4.0])
    assert f"softplus(x) {' '.join(f'{n:.2f}' for n in softplus(Tensor(table)).data)}" in words
    for p in (1.0, 0.9, 0.5, 0.1, 0.01):
        drawn = re.search(rf"^ +{p:.2f} +(\d\.\d\d) *(█*)", text, re.M)
        assert drawn
        assert float(drawn[1]) == round(-math.log(p), 2)
        assert len(drawn[2]) == round(-math.log(p) * 10)


def test_counts_in_the_text_are_right(lesson: Lesson, text: str) -> None:
    """Bytes, ratios and losses that the lesson states follow from its shapes."""
    rows, vocabulary, state = 8 * 1024, 50_257, 768
    assert f"8,192 · 768 · 4 = {rows * state * 4:,} bytes" in text
    assert f"8,192 · 50,257 · 4 = {rows * vocabulary * 4:,} bytes" in text
    assert f"8,192 · 8 = {rows * 8:,}" in text.replace("\n", " ")
    assert f"200 MB hold {200_000_000 // (vocabulary * 4)} rows" in text
    assert f"{vocabulary * 4:,} bytes a row" in text
    scores = next(row for row in text.split("\n") if "scores        50,257" in row)
    assert scores.count("█") == round(vocabulary / state)
    total = 64 * 0.40 * 2 + 8 * 1.30
    assert f"= {total:.1f} / 136 = {total / 136:.3f}" in text
    for classes, loss in ((10, 2.30), (1000, 6.91), (2, 0.69)):
        assert round(math.log(classes), 2) == loss
    # The layer's operations for each score against the loss's, in measure_classes.
    measured = next(c.source for c in lesson.cells if "def measure_classes" in c.source)
    assert 2 * int(re.search(r"d=(\d+)", measured)[1]) / 4 == 32  # type: ignore[index]
    assert "should be 32 to 1" in text


# The library


def test_docstrings_tell_the_truth() -> None:
    """Each example in the package gives what it says."""
    module = tinytorch.losses
    runner = doctest.DocTestRunner()
    finder = doctest.DocTestFinder()
    for cls in (Loss, MSELoss, CrossEntropyLoss, BCEWithLogitsLoss):
        for name, method in vars(cls).items():
            if inspect.isfunction(method):
                for case in finder.find(method, name, module=False, globs=vars(module).copy()):
                    runner.run(case)
    assert doctest.testmod(module).failed == 0
    assert runner.failures == 0


def test_the_package_is_pure() -> None:
    """Nothing in it knows of what is added later, and nothing prints."""
    source = inspect.getsource(tinytorch.losses)
    for word in ("grad", "backward", "print(", "scipy"):
        assert word not in source


FLOATS = st.floats(-50, 50, width=32)


@given(st.data(), array_shapes(max_dims=3, max_side=5), st.sampled_from(["float32", "float64"]))
def test_cross_entropy_is_minus_log_softmax(data: Any, shape: Any, dtype: str) -> None:
    """For any shape, compared with Python's math."""
    logits = data.draw(arrays(dtype, shape, elements=FLOATS))
    labels = data.draw(arrays(np.int64, shape[:-1], elements=st.integers(0, shape[-1] - 1)))
    got = CrossEntropyLoss("none")(Tensor(logits), Tensor(labels))
    assert (got.shape, got.dtype) == (shape[:-1], dtype)
    for place in np.ndindex(*shape[:-1]):
        row = [float(n) for n in logits[place]]
        want = math.log(math.fsum(math.exp(n - max(row)) for n in row)) + max(row)
        assert got.data[place] == pytest.approx(want - row[labels[place]], abs=1e-4)


@given(arrays("float64", array_shapes(min_dims=0, max_dims=3), elements=FLOATS), st.data())
def test_two_scores_and_one_score_agree(x: Any, data: Any) -> None:
    """Binary cross-entropy of x is cross-entropy of the two scores 0 and x."""
    target = data.draw(arrays(np.int64, x.shape, elements=st.integers(0, 1)))
    one = BCEWithLogitsLoss("none")(Tensor(x), Tensor(target))
    two = CrossEntropyLoss("none")(Tensor(np.stack([0 * x, x], axis=-1)), Tensor(target))
    assert np.allclose(one.data, two.data, rtol=1e-9, atol=1e-9)


@given(arrays("float64", array_shapes(max_dims=3), elements=FLOATS), st.data())
def test_squared_error_is_that_of_numpy(prediction: Any, data: Any) -> None:
    """All reductions, any shape."""
    target = data.draw(arrays("float64", prediction.shape, elements=FLOATS))
    want = (prediction - target) ** 2
    for reduction, number in (("mean", want.mean()), ("sum", want.sum()), ("none", want)):
        got = MSELoss(reduction)(Tensor(prediction), Tensor(target))
        assert np.allclose(got.data, number)


def test_a_common_shift_changes_nothing() -> None:
    """Probabilities, and so the loss, depend on differences of scores."""
    logits = Tensor(np.random.default_rng(0).normal(size=(5, 7)))
    labels = [0, 6, 3, 3, 1]
    want = CrossEntropyLoss()(logits, labels).item()
    for shift in (-1000.0, 3.0, 1000.0):
        assert CrossEntropyLoss()(logits + shift, labels).item() == pytest.approx(want, abs=1e-9)


def test_a_model_that_is_right_and_sure_pays_a_little() -> None:
    """Two terms, each positive: nothing cancels, in float32 too."""
    for dtype in (np.float32, np.float64):
        got = BCEWithLogitsLoss()(Tensor([12.0], dtype=dtype), [1])
        assert got.dtype == dtype
        assert got.item() == pytest.approx(math.log1p(math.exp(-12)), rel=0.02)
        assert BCEWithLogitsLoss()(Tensor([-12.0], dtype=dtype), [0]).item() == got.item()


def test_labels_of_any_width_can_be_out_of_range() -> None:
    """uint8 labels are compared as numbers: 200 of 300 classes is fine, 255 of 200 is not."""
    assert class_labels(Tensor(np.zeros((1, 300))), Tensor([200], dtype=np.uint8)).item() == 200
    with pytest.raises(IndexError, match="255"):
        class_labels(Tensor(np.zeros((1, 200))), Tensor([255], dtype=np.uint8))


def test_accuracy_takes_the_first_of_equals() -> None:
    """As argmax does; what counts is that a tie is decided the same way each time."""
    assert accuracy(Tensor([[1.0, 1.0], [1.0, 1.0]]), [0, 1]) == 0.5
