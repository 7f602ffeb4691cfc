"""Module 08 as a lesson and as a library: its text, its points, its tests, its data."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinytorch.dataloader
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
from tinytorch.dataloader import (
    Compose,
    DataLoader,
    Dataset,
    Mapped,
    Normalize,
    RandomShift,
    Subset,
    TensorDataset,
    collate,
    random_split,
)
from tinytorch.tensor import Tensor

FOLDER = ROOT / "modules" / "08_dataloader"
POINTS = {
    "Datasets: samples with numbers": 23,
    "Samples become a batch": 9,
    "The loader: order and batches": 28,
    "One gather instead of many": 9,
    "Transforms: from stored to useful": 16,
    "🤔 ML Systems Thinking": 15,
}
# Other solutions that are just as right; a test that refuses one of them asks for too much.
RIGHT_ANSWERS: dict[str, dict[str, str | list[str]]] = {
    "shuffle-in-place": {
        "loader_order": """\
    indices = np.arange(len(self.dataset))
    if self.shuffle:
        self.rng.shuffle(indices)
    return indices
""",
        "random_split": """\
    lengths = list(lengths)
    if sum(lengths) != len(dataset):
        raise ValueError("the parts are not the whole")
    indices = np.arange(len(dataset))
    np.random.default_rng(rng).shuffle(indices)
    ends = np.cumsum(lengths).tolist()
    return [Subset(dataset, indices[end - n : end]) for n, end in zip(lengths, ends)]
""",
    },
    "ranges-and-generators": {
        "loader_len": """\
    n = len(self.dataset)
    if self.drop_last:
        n -= n % self.batch_size
    return len(range(0, n, self.batch_size))
""",
        "loader_iter": """\
    order = self.order()
    if self.drop_last:
        order = order[: len(self) * self.batch_size]
    for start in range(0, len(order), self.batch_size):
        yield self.dataset.batch(order[start : start + self.batch_size])
""",
    },
    "iterator-of-a-generator-expression": {
        "loader_iter": """\
    order, size = self.order(), self.batch_size
    return (self.dataset.batch(order[k * size : (k + 1) * size]) for k in range(len(self)))
""",
    },
    "arrays-first": {
        "collate": """\
    if not samples:
        raise ValueError("nothing to collate")
    columns = [[] for _ in samples[0]]
    for sample in samples:
        if len(sample) != len(columns):
            raise ValueError("a sample has other parts")
        for column, part in zip(columns, sample):
            column.append(Tensor(part).data)
    return tuple(Tensor(np.array(column)) for column in columns)
""",
        "tensor_dataset_batch": "    return tuple(t[Tensor(indices)] for t in self.tensors)",
    },
    "pasted-not-cut": {
        "random_shift": """\
        down = self.rng.integers(-self.most, self.most + 1)
        right = self.rng.integers(-self.most, self.most, endpoint=True)
        height, width = x.shape
        result = np.zeros_like(x.data)
        for i in range(height):
            for j in range(width):
                if 0 <= i - down < height and 0 <= j - right < width:
                    result[i, j] = x.data[i - down, j - right]
        return Tensor(result)
""",
        "normalize": """\
        kind = x.dtype if x.dtype in (np.float32, np.float64, np.float16) else np.float32
        array = x.data.astype(kind)
        return Tensor(((array - np.asarray(self.mean, kind)) / np.asarray(self.std, kind)))
""",
    },
}


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(FOLDER / "dataloader_dev.py")


@pytest.fixture(scope="module")
def text(lesson: Lesson) -> str:
    return "\n".join(cell.source for cell in lesson.cells if cell.kind == "markdown")


# The lesson


def test_it_runs_as_a_script() -> None:
    """Beside its data it runs every cell and every test, and writes no warning."""
    done = subprocess.run(
        [sys.executable, "dataloader_dev.py"],
        cwd=FOLDER,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        timeout=100,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.rstrip().endswith("ready for module 09")
    best = {name: float(share) for name, share in re.findall(LEARNED, done.stdout, re.M)}
    assert best["shuffled"] > 85, "the text says that the shuffled digits are learned"
    assert best["sorted by label"] < 40, "and that the sorted ones are not"
    moved = dict(re.findall(r"^(trained \S+ \S+(?: \S+)?) +[\d.]+% +([\d.]+)%", done.stdout, re.M))
    assert float(moved["trained with shifts"]) > float(moved["trained as it is"]) + 20


LEARNED = r"^(sorted by label|shuffled) +epoch 3 +([\d.]+)%"


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


@pytest.mark.parametrize("answer", wrong_answers(FOLDER), ids=lambda answer: answer["name"])
def test_a_wrong_answer_loses_points_where_it_should(lesson: Lesson, answer: Any) -> None:
    """Every mistake in wrong_answers.py is noticed by the tests that it names."""
    assert set(answer["loses"]) <= set(lost(lesson, replaced(lesson, answer["replace"])))


@pytest.mark.parametrize("name", RIGHT_ANSWERS)
def test_another_right_answer_loses_nothing(lesson: Lesson, name: str) -> None:
    """A student who solves it in another way gets all points."""
    assert lost(lesson, replaced(lesson, RIGHT_ANSWERS[name])) == {}


def test_numbers_in_diagrams_are_what_the_code_gives(text: str) -> None:
    """The orders, batches and bars that are drawn are those of the library."""
    ten = TensorDataset(Tensor(np.arange(10)))
    loader = DataLoader(ten, batch_size=4, shuffle=True, rng=8)
    first, second = ([y.data.tolist() for (y,) in loader] for _ in range(2))
    assert " │ ".join(map(str, first[0])) in text
    assert "  ".join(str(n) for batch in first for n in batch) in text
    assert " │ ".join(" ".join(map(str, batch)) for batch in second) in text
    for n, kept, full in re.findall(r"n = +(\d+), B = 4 .* (\d) batch.*drop_last: (\d)", text):
        numbers = TensorDataset(Tensor(np.arange(int(n))))
        assert len(DataLoader(numbers, 4)) == int(kept)
        assert len(DataLoader(numbers, 4, drop_last=True)) == int(full)
    digits = TensorDataset(Tensor(np.zeros(1797)))
    bars = re.findall(r"^    B = +(\d+) +(\d+)   ([█▏]+)$", text, re.M)
    assert len(bars) == 4
    for size, count, bar in bars:
        assert len(DataLoader(digits, int(size))) == int(count)
        assert abs(len(bar) - max(int(count) / 30, 1)) < 0.6


def test_numbers_of_the_model_answers_add_up(lesson: Lesson) -> None:
    """What a TA compares with was computed, not guessed."""
    answers = "\n".join(cell.source for cell in lesson.cells if cell.role == "answer")
    assert f"0.2⁹ = {0.2**9:.7f}" in answers
    assert f"32 · 6 = {32 * 6} ms" in answers
    assert f"50 / 242 = {50 / (32 * 6 + 50):.0%}".replace("%", " %") in answers
    nbytes = 32 * 224 * 224 * 3
    assert f"{nbytes:,} bytes" in answers
    assert f"{8 * nbytes / 1e6:.1f}\nMB, or {32 * nbytes / 1e6:.0f} MB" in answers


def test_graded_cells_do_without_the_data_file(lesson: Lesson, tmp_path: Path) -> None:
    """Grading never depends on a file that a student could have changed."""
    with contextlib.chdir(tmp_path):
        assert lost(lesson, {}) == {}


# The data


def test_the_digits_are_those_that_the_licence_describes() -> None:
    """Shapes, dtypes and values as data/LICENSE.md says; each digit is there often enough."""
    with np.load(FOLDER / "data" / "digits.npz") as arrays:
        images, labels = arrays["images"], arrays["labels"]
    assert (images.shape, images.dtype) == ((1797, 8, 8), np.uint8)
    assert (labels.shape, labels.dtype) == ((1797,), np.uint8)
    assert (images.min(), images.max()) == (0, 16)
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    licence = (FOLDER / "data" / "LICENSE.md").read_text()
    for words in ("CC BY 4.0", "Alpaydin", "10.24432/C50P49", "(1797, 8, 8)"):
        assert words in licence


def test_the_digits_travel_lightly() -> None:
    """Every student downloads them with the notebook."""
    assert (FOLDER / "data" / "digits.npz").stat().st_size < 400_000


# The library


def test_docstrings_tell_the_truth() -> None:
    """Each example in the package gives what it says."""
    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner()
    for name, thing in vars(tinytorch.dataloader).items():
        if getattr(thing, "__module__", "") == "tinytorch.dataloader":
            for case in finder.find(thing, name, globs={**vars(tinytorch.dataloader)}):
                runner.run(case)
    assert runner.tries >= 10
    assert runner.failures == 0


samples = st.integers(0, 40)
sizes = st.integers(1, 45)


@given(samples, sizes, st.booleans(), st.booleans(), st.integers(0, 99))
def test_an_epoch_has_each_sample_once(
    n: int, size: int, mix: bool, drop: bool, seed: int
) -> None:
    """For any number of samples, batch size and setting, twice in a row."""
    x = np.arange(2 * n).reshape(n, 2)
    loader = DataLoader(TensorDataset(Tensor(x), Tensor(x[:, 0] // 2)), size, mix, drop, seed)
    for _ in range(2):
        batches = list(loader)
        assert len(batches) == len(loader)
        assert all((a.data[:, 0] == 2 * b.data).all() for a, b in batches)
        seen = [row for _, y in batches for row in y.data.tolist()]
        assert len(seen) == len(set(seen)) == (n - n % size if drop else n)
        assert mix or seen == list(range(len(seen)))


@given(st.lists(st.integers(0, 12), max_size=5), st.integers(0, 99))
def test_parts_cover_the_whole(lengths: list[int], seed: int) -> None:
    """Whatever the lengths, each sample is in one part, and parts of parts hold that, too."""
    whole = TensorDataset(Tensor(np.arange(sum(lengths))))
    parts = random_split(whole, lengths, seed)
    assert [len(part) for part in parts] == lengths
    rows = [y.item() for part in parts for (y,) in part]
    assert sorted(rows) == list(range(sum(lengths)))
    for part in parts:
        half = Subset(part, range(len(part) // 2))
        assert [y.item() for (y,) in half] == [part[k][0].item() for k in range(len(half))]


@settings(max_examples=50)
@given(st.data(), st.integers(1, 12))
def test_a_gather_is_the_batch_of_the_base_class(data: Any, n: int) -> None:
    """Faster, and the same to the last bit, for datasets and for parts of them."""
    whole = TensorDataset(Tensor(np.random.default_rng(n).normal(size=(n, 3))), Tensor(range(n)))
    part = Subset(whole, data.draw(st.lists(st.integers(0, n - 1), min_size=1)))
    for dataset in (whole, part):
        some = st.lists(st.integers(0, len(dataset) - 1), min_size=1)
        indices = np.array(data.draw(some))
        pairs = zip(dataset.batch(indices), Dataset.batch(dataset, indices), strict=True)
        for got, want in pairs:
            assert (got.dtype, got.shape) == (want.dtype, want.shape)
            assert got.data.tobytes() == want.data.tobytes()


def test_augmented_pictures_are_new_in_each_epoch_and_repeat_with_their_seeds() -> None:
    """Loader and transform own a generator each, so a whole run can be repeated."""

    def run() -> list[list[bytes]]:
        pictures = TensorDataset(Tensor(np.arange(48, dtype=np.uint8).reshape(3, 4, 4)))
        moving = Compose(RandomShift(1, rng=1), Normalize(8, 4))
        loader = DataLoader(Mapped(pictures, moving), 2, shuffle=True, rng=2)
        return [[x.data.tobytes() for (x,) in loader] for _ in range(3)]

    first = run()
    assert first == run()
    assert first[0] != first[1] != first[2]


def test_a_batch_of_bytes_stays_one_byte_a_number() -> None:
    """Nothing between the file and a transform makes a batch larger."""
    pictures = TensorDataset(Tensor(np.ones((10, 8, 8), np.uint8)), Tensor(np.ones(10, np.uint8)))
    for dataset in (pictures, Subset(pictures, range(5)), Mapped(pictures, Compose())):
        for x, y in DataLoader(dataset, 5):
            assert x.nbytes == 5 * 64
            assert y.nbytes == 5


def test_collate_names_nothing_it_was_not_given() -> None:
    """Numbers of Python get the dtype that a Tensor gives them."""
    for values in ([1, 2], [1.5, 2.5], [True, False]):
        (column,) = collate([(value,) for value in values])
        assert column.dtype == Tensor(values).dtype
        assert column.data.tolist() == values


def test_the_package_says_nothing_when_it_is_imported() -> None:
    """Only the library is exported: no measurement, no test, no data."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        source = (ROOT / "tinytorch" / "dataloader.py").read_text()
        exec(compile(source, "dataloader", "exec"), {"__name__": "tinytorch.again"})
    assert said.getvalue() == ""
    assert "digits.npz" not in source
