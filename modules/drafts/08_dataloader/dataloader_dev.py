# %% [markdown]
"""
# Module 08: DataLoader

**Learning Objectives:**
- Build `Dataset`, `DataLoader` and transforms: the road from stored numbers to batches
- Explain what shuffling is for, and make it random and repeatable at once
- Keep pictures and labels together, training and test data apart, dtypes as they are
- Measure what feeding a network costs, and hide that cost behind the training step

Plan 3 to 5 hours. The module has 100 points:

| part | you build | points |
|---|---|---|
| Datasets | `TensorDataset`, `Subset`, `random_split` | 23 |
| Samples become a batch | `collate` | 9 |
| The loader | `len(loader)`, `order`, iteration | 28 |
| One gather instead of many | `batch` for two datasets | 9 |
| Transforms | `Normalize`, `RandomShift`, `Compose` | 16 |
| Thinking | three questions about what you built, in your own words | 15 |
"""

# %% [markdown]
"""
## What we are building, and why

At the end of module 07 you had a `Trainer`, and you called it like this:

```python
trainer.fit(batches, epochs=10)
```

It took `batches` for granted: something that can be walked through again and again, and gives
pairs `(x, y)` each time. You probably wrote a list. That works for a few hundred points in the
plane. It stops working when there are a million photographs which do not fit into memory, when
every epoch should see them in another order, when half of them should be mirrored at random,
and when somebody asks you to run precisely the same training again.

The part of a framework that answers to all this is the **data loader**. It is seldom in the
pictures of neural networks, and it is behind a good share of the trainings that are slow, or
wrong without anybody noticing.

```
    stored data          numbered samples           batches                    training
   ┌───────────────┐    ┌──────────────────┐    ┌────────────────────┐    ┌───────────────┐
   │ digits.npz    │    │ Dataset          │    │ DataLoader         │    │ Trainer       │
   │ uint8 arrays, │ ─► │ how many?        │ ─► │ in which order?    │ ─► │ (module 07)   │
   │ files, tables │    │ what is number i?│    │ how many at a time?│    │               │
   └───────────────┘    └────────┬─────────┘    └────────────────────┘    └───────────────┘
                                 │
                        ┌────────▼─────────┐
                        │ transforms       │
                        │ scale, shift ... │
                        └──────────────────┘
```

The split in the middle is the idea of the module. A **dataset** knows what the samples are and
nothing about training. A **loader** knows about order and batches, and nothing about what a sample
is. So each can be replaced without touching the other: pictures by sentences, memory by disk.
PyTorch drew the line in the same place, with the same two names, and almost everything that
was written for it since then fits on one side or the other.

**How this notebook works.** As before: write code where it says `YOUR CODE HERE`, run the test
after it, and read the comments in the cells that begin "After you submit". They list what the
hidden tests look at.

You will need one idea from Python again and again: an object is *walked through* by `for`, and
counted by `len`. Both are ordinary methods, `__iter__` and `__len__`, and you are going to write
them.
"""

# %% nbgrader={"grade_id": "loader_imports", "role": "given"}
#| export
import numpy as np

from tinytorch.tensor import Tensor, extend

# %% nbgrader={"grade_id": "loader_tools", "role": "given"}
# For the measurements and trials in this notebook; the library itself needs none of them.
import queue
import threading
import time
import tracemalloc

# %% [markdown]
"""
## Datasets: samples with numbers

First, something to load. Beside this notebook lies `data/digits.npz`: 1,797 digits, written by
thirteen people and scanned to 8 by 8 pixels (`data/LICENSE.md` says where they come from). They
are small enough for every experiment in this course, and real enough to be surprising.
"""


# %% nbgrader={"grade_id": "loader_digits", "role": "given"}
def load_digits(path="data/digits.npz"):
    """(images, labels) as Tensors of uint8: shapes (1797, 8, 8) and (1797,)."""
    with np.load(path) as arrays:
        return Tensor(arrays["images"]), Tensor(arrays["labels"])


def show(*pictures):
    """Print pictures (height, width) side by side, with darker characters for more ink."""
    ink = " ░▒▓█"
    for row in zip(*(picture.data for picture in pictures), strict=True):
        print("   ".join("".join(ink[int(p) * 4 // 16] * 2 for p in line) for line in row))


# %%
images, labels = load_digits()
print("images", images.shape, images.dtype, "from 0 to", images.max().item())
print("labels", labels.shape, labels.dtype, labels.data[:12], "...")
show(*(images[i] for i in range(5)))

# %% [markdown]
"""
Note the dtype. A pixel has one of seventeen values, so one byte is plenty, and the file, the
arrays and the Tensors all use `uint8`. It would be convenient to turn everything into floats right
here. Please do not: it is eight times the memory, and for a large data set that decides whether it
fits. *Store small, convert late* is a habit that we keep for the whole module.

### What a dataset has to answer

A **sample** is everything that belongs together: here, one picture and its label. We write it as
a tuple. A dataset answers two questions about samples, and that is all:

```
                        0            1            2                    n - 1
                  ┌────────────┬────────────┬────────────┬─────┬────────────┐
      dataset     │ (x₀, y₀)   │ (x₁, y₁)   │ (x₂, y₂)   │ ... │            │
                  └────────────┴────────────┴────────────┴─────┴────────────┘

      len(dataset)     →   n              how many samples are there?
      dataset[2]       →   (x₂, y₂)       what is sample number 2?
```

Where a sample comes from is nobody else's business. It may lie in memory, it may be read from a
file at that moment, it may be computed. The base class below writes the agreement down, and
raises an error until a subclass keeps it.
"""


# %% nbgrader={"grade_id": "dataset_base", "role": "given"}
#| export
class Dataset:
    """Samples with numbers. A subclass defines `__len__` and `__getitem__`."""

    def __len__(self):
        """How many samples there are."""
        raise NotImplementedError("a dataset says how many samples it has")

    def __getitem__(self, index):
        """Sample number `index`: a tuple. Raises IndexError when there is none."""
        raise NotImplementedError("a dataset says what a sample is")


# %% [markdown]
"""
### Tensors of the same length

The most common dataset is a handful of Tensors whose *first axis* counts the samples, as
`images` and `labels` do:

```
      images (1797, 8, 8)         labels (1797,)
     ┌──────────────────┐        ┌───┐
     │ picture 0        │        │ 0 │   ──►  sample 0
     │ picture 1        │        │ 1 │   ──►  sample 1
     │ picture 2        │        │ 2 │   ──►  sample 2
     │ ...              │        │...│
     └──────────────────┘        └───┘
```

There may be one Tensor or five. What must never happen is that they have different lengths.
Somebody drops a broken picture and forgets to drop its label; from there on every label
belongs to the neighbour, and the training runs without complaint on nonsense. So the
constructor counts, and refuses.
"""


# %% nbgrader={"grade_id": "tensor_dataset", "role": "solution"}
#| export
class TensorDataset(Dataset):
    """Tensors of one length, side by side: sample i is a tuple with row i of each.

    Shapes: Tensors (n, ...) give n samples; a Tensor (n, 8, 8) gives parts of shape (8, 8).
    Raises ValueError when the lengths differ, and when there is no Tensor at all.

    >>> dataset = TensorDataset(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([7, 8]))
    >>> len(dataset)
    2
    """

    def __init__(self, *tensors):
        # TODO: keep the Tensors in self.tensors, after you have compared all their lengths.
        # HINT: `tensors` is a tuple; the set {len(t) for t in tensors} has no repetitions.
        ### BEGIN SOLUTION
        lengths = [len(tensor) for tensor in tensors]
        if len(set(lengths)) != 1:
            raise ValueError(f"Tensors of one length are needed, not of lengths {lengths}")
        self.tensors = tensors
        ### END SOLUTION

    def __len__(self):
        """How many samples there are: the length that all the Tensors have."""
        # TODO: one line.
        ### BEGIN SOLUTION
        return len(self.tensors[0])
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_dataset", "role": "test", "points": 2}
def test_tensor_dataset():
    """Samples are counted, and Tensors of different lengths are refused."""
    x, y = Tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), Tensor([7, 8, 9])
    assert len(TensorDataset(x, y)) == 3, "three rows, three samples"
    assert isinstance(TensorDataset(x), Dataset), "one Tensor will do, too"
    for tensors in ((x, Tensor([7, 8])), (x, y, Tensor([1])), ()):
        try:
            TensorDataset(*tensors)
        except ValueError:
            continue
        raise AssertionError("lengths differ, or there is no Tensor: ValueError expected")
    print("✅ a dataset of Tensors counts its samples")


test_tensor_dataset()

# %% [markdown]
"""
The second question. For a whole number `index`, `dataset[index]` is the tuple of row `index` of
every Tensor, in the order in which the Tensors came. It stays a tuple when there is only one,
so that whoever uses a dataset need not ask how many parts its samples have.

Your Tensor knows how to pick a row, and to raise IndexError when there is none. That error is
worth having: Python's `for sample in dataset` counts upwards from 0 and stops at the first
IndexError, so your dataset can be walked through without another line of code.
"""


# %% nbgrader={"grade_id": "tensor_dataset_getitem", "role": "solution"}
#| export
@extend(TensorDataset)
def __getitem__(self, index):
    """Sample number `index`: a tuple with that row of each Tensor, dtypes as they are.

    Of Tensors (n, 8, 8) and (n,) the parts have shapes (8, 8) and (). Raises IndexError when
    there is no such sample.

    >>> x, y = TensorDataset(Tensor([[1, 2], [3, 4]]), Tensor([7, 8]))[1]
    >>> x.data.tolist(), y.item()
    ([3, 4], 8)
    """
    # TODO: a tuple, one row of each Tensor in it.
    # HINT: tuple(... for tensor in self.tensors) makes a tuple from an expression.
    ### BEGIN SOLUTION
    return tuple(tensor[index] for tensor in self.tensors)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_dataset_getitem", "role": "test", "points": 1}
def test_tensor_dataset_getitem():
    """Rows that belong together come together."""
    dataset = TensorDataset(Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([7, 8]))
    x, y = dataset[1]
    assert x.data.tolist() == [3.0, 4.0] and y.item() == 8, "row 1 of each Tensor"
    assert isinstance(TensorDataset(Tensor([5, 6]))[0], tuple), "a tuple, also of one part"
    assert [y.item() for _, y in dataset] == [7, 8], "a loop walks through all samples"
    print("✅ a dataset of Tensors knows its samples")


test_tensor_dataset_getitem()


# %% nbgrader={"grade_id": "hidden_tensor_dataset", "role": "test", "points": 6}
# After you submit, this cell checks datasets of 1 to 4 Tensors with 1 to 4 axes
#   - every sample: a tuple, its parts Tensors in the order given, dtypes kept
#   - the last sample by index -1, IndexError beyond both ends, indices that are numpy's integers
#   - lengths that differ in any position, equal sizes with different lengths; empty Tensors
#   - that the Tensors are neither changed nor sorted
### BEGIN HIDDEN TESTS
def hidden_tensor_dataset():
    def same(got, want):
        if type(got) is not Tensor or got.data.dtype != want.dtype:
            return False
        return got.data.shape == want.shape and bool((got.data == want).all())

    assert not same(Tensor([1.0]), np.array([2.0])), "this cell's comparison sees a wrong number"
    assert not same(Tensor([1.0]), np.array([1])), "this cell's comparison sees a wrong dtype"
    rng = np.random.default_rng(801)
    for shapes in (((),), ((3,), ()), ((2, 2), (), (4,)), ((), (), (2, 3, 2), (1,))):
        for n in (1, 2, 5):
            dtypes = ["float32", "int64", "uint8", "float64"]
            arrays = [
                np.asarray(rng.integers(0, 99, (n, *shape))).astype(dtype)
                for shape, dtype in zip(shapes, dtypes, strict=False)
            ]
            tensors = [Tensor(array) for array in arrays]
            dataset = TensorDataset(*tensors)
            assert len(dataset) == n, "the number of samples is the length of the first axis"
            for index in (*range(n), -1, np.int64(n - 1)):
                sample = dataset[index]
                assert type(sample) is tuple, "a sample is a tuple"
                assert len(sample) == len(arrays), "a sample has a part for each Tensor"
                for got, array in zip(sample, arrays, strict=True):
                    assert same(got, np.asarray(array[index])), "row `index`, dtype kept"
            assert len(list(dataset)) == n, "a loop over the dataset ends after the last sample"
            for index in (n, n + 3, -n - 1):
                try:
                    dataset[index]
                except IndexError:
                    continue
                raise AssertionError("there is no such sample: IndexError")
            for tensor, array in zip(tensors, arrays, strict=True):
                assert same(tensor, array), "the Tensors are as they were"
    empty = TensorDataset(Tensor(np.zeros((0, 3))), Tensor(np.zeros(0)))
    assert len(empty) == 0 and list(empty) == [], "no samples are no mistake"
    long, short, flat = Tensor(np.ones((4, 2))), Tensor(np.ones((2, 4))), Tensor(np.ones(8))
    for tensors in ((long, short), (long, long, short), (short, long, long), (short, flat)):
        try:
            TensorDataset(*tensors)
        except ValueError as error:
            assert str(error), "the error says what is wrong"
            continue
        raise AssertionError("Tensors of different lengths are refused with ValueError")


hidden_tensor_dataset()
### END HIDDEN TESTS


# %% [markdown]
"""
### A part of a dataset

A model is judged on samples that it has never seen. So we cut a data set into parts, say 1,500
digits to learn from and 297 to be tested with. Copying the pictures into two new arrays would
work, and would cost their memory once more. Besides, the samples might not be in memory at all.
A list of *numbers* is enough:

```
      dataset     0     1     2     3     4     5     6     7
                ┌─────┬─────┬─────┬─────┬─────┬─────┬─────┬─────┐
                │  a  │  b  │  c  │  d  │  e  │  f  │  g  │  h  │
                └─────┴──▲──┴─────┴─────┴──▲──┴──▲──┴─────┴─────┘
                         │                 │     │
      indices          [ 1,               4,    5 ]
                         │                 │     │
      subset             0                 1     2        subset[1] is dataset[4], which is e
```

To the outside, a `Subset` is a dataset like any other. It can be cut again, loaded, counted.

Keep the indices as an *array of integers of your own*, with `dtype=np.int64`. Two accidents are
behind this advice. A list that is still held by somebody else may change. And an empty list
becomes, if you let numpy choose, an array of float64, which no Tensor accepts as an index.
"""


# %% nbgrader={"grade_id": "subset", "role": "solution"}
#| export
class Subset(Dataset):
    """Some samples of another dataset: sample i here is sample indices[i] there.

    indices   whole numbers in any order, as a list or an array of shape (n,); may be empty

    >>> letters = TensorDataset(Tensor([10, 11, 12, 13, 14]))
    >>> Subset(letters, [4, 1])[0][0].item()
    14
    """

    def __init__(self, dataset, indices):
        # TODO: keep the dataset in self.dataset, and a copy of the indices in self.indices,
        #   as an array of np.int64.
        ### BEGIN SOLUTION
        self.dataset = dataset
        self.indices = np.array(indices, dtype=np.int64)
        ### END SOLUTION

    def __len__(self):
        """How many samples there are in this part."""
        # TODO: not the length of the whole dataset.
        ### BEGIN SOLUTION
        return len(self.indices)
        ### END SOLUTION

    def __getitem__(self, index):
        """Sample number `index` of this part, as the whole dataset gives it."""
        # TODO: look the number up, then ask the dataset.
        ### BEGIN SOLUTION
        return self.dataset[self.indices[index]]
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_subset", "role": "test", "points": 1}
def test_subset():
    """The picture above."""
    letters = TensorDataset(Tensor([10, 11, 12, 13, 14, 15, 16, 17]))
    subset = Subset(letters, [1, 4, 5])
    assert len(subset) == 3, "three of the eight samples"
    assert subset[1][0].item() == 14, "sample 1 of the part is sample 4 of the whole"
    assert [part.item() for (part,) in subset] == [11, 14, 15], "a loop ends after the third"
    print("✅ a part of a dataset")


test_subset()


# %% nbgrader={"grade_id": "hidden_subset", "role": "test", "points": 5}
# After you submit, this cell checks parts of datasets of Tensors and of a dataset that knows
# nothing of Tensors: any order, repeated indices, index -1, parts of parts, empty parts, indices
# as lists, ranges and arrays that change afterwards, IndexError beyond the end of the part. It
# also checks that no sample is asked for before it is needed.
### BEGIN HIDDEN TESTS
def hidden_subset():
    class Squares(Dataset):
        def __init__(self):
            self.asked = []

        def __len__(self):
            return 50

        def __getitem__(self, index):
            self.asked.append(int(index))
            return (int(index) ** 2, "text")

    assert (1, "text") != (4, "text"), "this cell's comparison sees a wrong sample"
    squares = Squares()
    for indices in ([3], [7, 2, 2, 49], range(5, 9), np.array([9, 1, 0]), [], np.array([4], "u1")):
        part = Subset(squares, indices)
        assert isinstance(part, Dataset), "a part is a dataset"
        assert squares.asked == [], "no sample is asked for when the part is made"
        assert len(part) == len(indices), "a part has as many samples as indices"
        assert part.indices.dtype == np.int64, "indices are integers, also when there are none"
        want = [(int(i) ** 2, "text") for i in indices]
        assert [part[k] for k in range(len(want))] == want, "sample i is sample indices[i]"
        assert squares.asked == [int(i) for i in indices], "each sample is asked for once"
        if want:
            assert part[-1] == want[-1], "index -1 is the last sample of the part"
            assert part[np.int64(0)] == want[0], "an index may be an integer of numpy"
        for beyond in (len(want), -len(want) - 1):
            try:
                part[beyond]
            except IndexError:
                continue
            raise AssertionError("beyond the end of the part: IndexError")
        assert list(part) == want, "a loop gives the samples of the part"
        squares.asked = []
    for indices in ([5, 6, 7], np.array([5, 6, 7])):
        part = Subset(squares, indices)
        indices[0] = 40
        assert part[0][0] == 25, "the part has indices of its own"
    inner = Subset(Subset(squares, [10, 20, 30, 40]), [3, 0])
    assert [inner[0][0], inner[1][0]] == [1600, 100], "a part of a part"
    x = Tensor(np.arange(12.0).reshape(6, 2))
    part = Subset(TensorDataset(x, Tensor(np.arange(6))), [5, 0])
    for k, row in enumerate((5, 0)):
        picture, label = part[k]
        assert picture.data.tolist() == [2.0 * row, 2.0 * row + 1], "rows of Tensors"
        assert label.item() == row, "parts of a sample stay together"
    assert len(Subset(TensorDataset(x), [])) == 0, "an empty part"


hidden_subset()
### END HIDDEN TESTS


# %% [markdown]
"""
### Splitting at random

Which samples should go into the test part? "The last 297" is a bad answer: files are often
sorted, by date, by author, by class. The parts must be drawn at random, each sample must be in
exactly one of them, and the draw must be *repeatable*. If tomorrow's run tested on other digits
than today's, some of them would be digits that today's model has learned from.

Random and repeatable sounds like a contradiction. It is not, because computers do not throw
dice. A **generator** is a small machine with a state; each draw computes a number from the state
and moves it on. The same start gives the same numbers, for ever.

```
    seed 8 ──► ┌─────────┐   draw   ┌─────────┐   draw   ┌─────────┐
               │ state 0 │ ───────► │ state 1 │ ───────► │ state 2 │ ───► ...
               └────┬────┘          └────┬────┘          └────┬────┘
                    ▼                    ▼                    ▼
          0 7 3 6 9 5 8 1 2 4  7 5 0 3 8 1 4 2 9 6           ...
```

So where is the generator? The functions `np.random.shuffle`, `np.random.rand` and so on share
one that belongs to the whole program. Anybody who draws from it, a dropout layer, a library, a cell
that you run twice, shifts everybody else's numbers. In this course, whatever is random *owns* its
generator, or is handed one:

```python
rng = np.random.default_rng(8)       # a generator of your own
rng = np.random.default_rng(rng)     # given a generator, this is the very same one
rng = np.random.default_rng(None)    # started from something unpredictable
rng.permutation(10)                  # the numbers 0 ... 9 in a random order
```

With the second and third line, an argument `rng=None` can be a generator, a seed, or left out,
and `np.random.default_rng(rng)` is right in all three cases.
"""

# %%
rng = np.random.default_rng(8)
print(rng.permutation(10), rng.permutation(10))

# %% [markdown]
"""
Now the split. Cutting *one* permutation into pieces guarantees what we want, without any search for
duplicates:

```
    permutation of 10      0  7  3  6  9  5  8  1  2  4
                         └─────────┬─────────┘└───┬───┘
    lengths                        7              3
    parts                       training         test
```
"""


# %% nbgrader={"grade_id": "random_split", "role": "solution"}
#| export
def random_split(dataset, lengths, rng=None):
    """Cut a dataset into parts at random: a list of Subsets with these `lengths`.

    Each sample is in exactly one part. `rng`: a numpy Generator or a seed; the same seed gives
    the same parts. Raises ValueError unless the lengths add up to len(dataset).

    >>> training, test = random_split(TensorDataset(Tensor([5, 6, 7, 8])), [3, 1], rng=0)
    >>> len(training), len(test)
    (3, 1)
    """
    # TODO: draw one permutation of all the indices, and cut it into pieces.
    # HINT: keep the place where the next piece begins in a variable.
    ### BEGIN SOLUTION
    if sum(lengths) != len(dataset):
        raise ValueError(f"lengths {lengths} do not add up to {len(dataset)} samples")
    order = np.random.default_rng(rng).permutation(len(dataset))
    parts, start = [], 0
    for length in lengths:
        parts.append(Subset(dataset, order[start : start + length]))
        start += length
    return parts
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_random_split", "role": "test", "points": 2}
def test_random_split():
    """Two parts without a common sample, the same ones for the same seed."""
    numbers = TensorDataset(Tensor(np.arange(20)))
    training, test = random_split(numbers, [15, 5], rng=1)
    assert len(training) == 15 and len(test) == 5, "the lengths that were asked for"
    seen = [part.item() for (part,) in training] + [part.item() for (part,) in test]
    assert sorted(seen) == list(range(20)), "each sample is in exactly one part"
    _, again = random_split(numbers, [15, 5], rng=1)
    assert [p.item() for (p,) in again] == [p.item() for (p,) in test], (
        "the same seed, the same parts"
    )
    try:
        random_split(numbers, [15, 4])
    except ValueError:
        pass
    else:
        raise AssertionError("15 and 4 are not 20: ValueError expected")
    print("✅ a random split")


test_random_split()


# %% nbgrader={"grade_id": "hidden_random_split", "role": "test", "points": 6}
# After you submit, this cell checks
#   - 1 to 4 parts, some of them empty; that they are Subsets of that dataset, in a list
#   - that each sample is in one part; that every sample can come into every part, equally often
#   - that a seed and a generator with that seed give the same parts, other seeds others, and no
#     seed different ones each time; that a generator goes on from where it is
#   - that the global generator of np.random is neither asked nor moved; the errors
### BEGIN HIDDEN TESTS
def hidden_random_split():
    def rows(part):
        return [int(value.item()) for (value,) in part]

    def split(lengths, rng=None):
        return [rows(part) for part in random_split(numbers, lengths, rng)]

    assert [1, 2] != [2, 1], "this cell's comparison sees a wrong order"
    numbers = TensorDataset(Tensor(np.arange(12)))
    for lengths in ([12], [8, 4], [0, 12], [5, 0, 7], (3, 3, 3, 3), [11, 1]):
        parts = random_split(numbers, lengths, 7)
        assert type(parts) is list, "the parts come in a list"
        assert [type(part) for part in parts] == [Subset] * len(lengths), "the parts are Subsets"
        assert all(part.dataset is numbers for part in parts), "the parts are parts of the dataset"
        assert [len(part) for part in parts] == list(lengths), "the lengths, in their order"
        assert sorted(sum(map(rows, parts), [])) == list(range(12)), "each sample is in one part"
    assert random_split(TensorDataset(Tensor([])), [0], 1)[0].indices.size == 0, "no samples"

    assert split([8, 4], 3) == split([8, 4], 3), "the same seed gives the same parts"
    assert split([8, 4], 3) == split([8, 4], np.random.default_rng(3)), "a seed or a generator"
    assert split([6, 6], 3) != split([6, 6], 4), "another seed gives other parts"
    generator = np.random.default_rng(3)
    assert split([6, 6], generator) != split([6, 6], generator), "a generator goes on"
    assert len({str(split([6, 6])) for _ in range(4)}) > 1, "no seed: other parts each time"
    np.random.seed(5)
    before = np.random.get_state()
    first = split([6, 6], 9)
    after = np.random.get_state()
    assert before[2] == after[2] and bool((before[1] == after[1]).all()), "np.random is not moved"
    np.random.seed(6)
    assert split([6, 6], 9) == first, "np.random is not asked"

    three = TensorDataset(Tensor(np.arange(3)))
    counts = np.zeros((3, 3))
    for seed in range(900):
        parts = random_split(three, [1, 1, 1], seed)
        for k, part in enumerate(parts):
            counts[k, rows(part)[0]] += 1
    assert counts.min() > 220 and counts.max() < 380, "every sample may come into every part"
    for lengths in ([12, 1], [5, 6], [], [13]):
        try:
            random_split(numbers, lengths)
        except ValueError:
            continue
        raise AssertionError("lengths that do not add up raise ValueError")


hidden_random_split()
### END HIDDEN TESTS


# %% [markdown]
"""
Our digits, cut once and for all. From here on, nothing is learned from the test part: no weight,
and no mean either.
"""

# %%
digits = TensorDataset(images, labels)
training, test = random_split(digits, [1500, 297], rng=0)
print(len(digits), "digits:", len(training), "to learn from,", len(test), "to be tested with")

# %% [markdown]
"""
## Samples become a batch

A network wants a batch: not a list of 32 pairs, but one Tensor with 32 pictures and one with 32
labels. Turning the first into the second is called **collating**, as one collates pages:

```
     samples (a list)                              batch (a tuple)

     ( ┌────┐ , 3 )  ──┐
       │ x₀ │          │                          ┌────────────┐
       └────┘          │                          │     x₀     │       ┌───┐
     ( ┌────┐ , 1 )  ──┤       turn rows          │     x₁     │       │ 3 │
       │ x₁ │          ├──►   into columns   ──►  │     x₂     │   ,   │ 1 │
       └────┘          │                          └────────────┘       │ 4 │
     ( ┌────┐ , 4 )  ──┘                          shape (3, 8, 8)      └───┘
       │ x₂ │                                                          shape (3,)
       └────┘
```

`zip(*samples)` turns the rows of a list of tuples into columns: all the pictures, then all the
labels. And `np.stack` puts arrays of one shape on top of each other, along a *new* first axis.
What remains is to take the arrays out of Tensors before, and to put the result into one after.
A part of a sample may also be a plain number (a label, say), which `np.stack` takes as it is.

Two things deserve attention:

* **dtypes.** Labels are whole numbers and stay whole numbers; `uint8` pictures stay `uint8`. A
  function that turns everything into float32 on the way will have a loss function complain
  later about `3.0` as a class.
* **Samples that do not fit together.** Pictures of two sizes cannot be stacked, and `np.stack`
  says so with a ValueError. But plain `zip` *stops at the shortest* without a word: of a sample
  with a missing label it would drop the column. `zip(..., strict=True)` raises ValueError.
"""


# %% nbgrader={"grade_id": "collate", "role": "solution"}
#| export
def collate(samples):
    """One batch from a list of samples: a tuple with one Tensor for each part of a sample.

    A part of shape (8, 8) gives a Tensor (len(samples), 8, 8); numbers give (len(samples),).
    dtypes are kept, and the batch has memory of its own. Raises ValueError when there are no
    samples, and when samples differ in shape or in the number of their parts.

    >>> x, y = collate([(Tensor([1.0, 2.0]), 3), (Tensor([4.0, 5.0]), 6)])
    >>> x.shape, y.data.tolist()
    ((2, 2), [3, 6])
    """
    # TODO: refuse an empty list; then make a Tensor of every column.
    # HINT: zip(*samples, strict=True) gives the columns, np.stack a list of arrays.
    ### BEGIN SOLUTION
    if len(samples) == 0:
        raise ValueError("a batch needs at least one sample")
    batch = []
    for column in zip(*samples, strict=True):
        numbers = [part.data if isinstance(part, Tensor) else part for part in column]
        batch.append(Tensor(np.stack(numbers)))
    return tuple(batch)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_collate", "role": "test", "points": 2}
def test_collate():
    """Rows become columns, and columns Tensors."""
    samples = [(Tensor([1.0, 2.0]), 3), (Tensor([4.0, 5.0]), 1), (Tensor([6.0, 7.0]), 4)]
    batch = collate(samples)
    assert isinstance(batch, tuple) and len(batch) == 2, "one Tensor for each part of a sample"
    x, y = batch
    assert x.data.tolist() == [[1.0, 2.0], [4.0, 5.0], [6.0, 7.0]], "a new first axis"
    assert y.data.tolist() == [3, 1, 4] and y.dtype.kind == "i", "whole numbers stay whole"
    try:
        collate([(Tensor([1.0]), 3), (Tensor([2.0]),)])
    except ValueError:
        pass
    else:
        raise AssertionError("a sample has no label: ValueError expected")
    print("✅ samples become a batch")


test_collate()


# %% nbgrader={"grade_id": "hidden_collate", "role": "test", "points": 7}
# After you submit, this cell compares with batches made by hand
#   - samples of 1 to 4 parts with 0 to 3 axes, in lists of 1 to 5, as Tensors and as numbers
#   - every dtype that a Tensor can have; memory of the batch's own; samples left as they were
#   - ValueError for no samples, for parts of different shapes, for missing and extra parts
### BEGIN HIDDEN TESTS
def hidden_collate():
    def same(got, want):
        if type(got) is not Tensor or got.data.dtype != want.dtype:
            return False
        return got.data.shape == want.shape and bool((got.data == want).all())

    assert not same(Tensor([1.0]), np.array([2.0])), "this cell's comparison sees a wrong number"
    assert not same(Tensor([1.0]), np.array([1])), "this cell's comparison sees a wrong dtype"
    rng = np.random.default_rng(802)
    for shapes in (((),), ((3,), ()), ((2, 4), (), (1,)), ((2, 1, 3), (), (0,), (2, 2))):
        for dtypes in (("uint8", "int64"), ("float32", "uint8"), ("float64", "bool"), ("int32",)):
            for n in (1, 2, 5):
                columns = [
                    rng.integers(0, 99, (n, *shape)).astype(dtypes[k % len(dtypes)])
                    for k, shape in enumerate(shapes)
                ]
                samples = [tuple(Tensor(column[i]) for column in columns) for i in range(n)]
                batch = collate(samples)
                assert type(batch) is tuple, "a batch is a tuple"
                assert len(batch) == len(columns), "one Tensor for each part of a sample"
                for k, (got, column) in enumerate(zip(batch, columns, strict=True)):
                    assert type(got) is Tensor, "the parts of a batch are Tensors"
                    assert got.data.shape == column.shape, "a new first axis counts the samples"
                    assert got.data.dtype == column.dtype, "the dtype is kept"
                    assert same(got, column), "row i is sample i"
                    for i, sample in enumerate(samples):
                        assert not np.shares_memory(got.data, sample[k].data), "memory of its own"
                        assert same(sample[k], np.asarray(column[i])), "samples stay as they were"
    numbers, flags, heights = collate([(3, True, 1.5), (4, False, 2.5)])
    assert same(numbers, np.array([3, 4])), "whole numbers stay whole numbers"
    assert same(flags, np.array([True, False])), "booleans stay booleans"
    assert same(heights, np.array([1.5, 2.5])), "floats are float64, as Python's are"
    (labels,) = collate([(np.uint8(3),), (np.uint8(250),)])
    assert same(labels, np.array([3, 250], "uint8")), "numbers of numpy keep their dtype"
    one, two = Tensor([1.0, 2.0]), Tensor([1.0, 2.0, 3.0])
    bad = [[], [(one, 1), (two, 1)], [(one,), (one, 1)], [(one, 1), (one,)]]
    bad += [[(one, 1), (one, 1, 2)], [(one, 1), (Tensor([[1.0, 2.0]]), 1)]]
    for samples in bad:
        try:
            collate(samples)
        except ValueError:
            continue
        raise AssertionError("samples that do not fit together, or none, raise ValueError")


hidden_collate()
### END HIDDEN TESTS


# %% [markdown]
"""
With `collate`, *every* dataset can make a batch: fetch the samples one after the other, then stack
them. That belongs into the base class, so here it is, attached with `extend`. A subclass that
knows a faster way may replace it, and one of yours soon will.
"""


# %% nbgrader={"grade_id": "dataset_batch", "role": "given"}
#| export
@extend(Dataset)
def batch(self, indices):
    """The samples with these indices, an array (B,), as one batch: a tuple of Tensors (B, ...)."""
    return collate([self[index] for index in indices])


# %%
x, y = digits.batch(np.array([0, 1, 2, 3]))
print(x.shape, x.dtype, "and", y.shape, y.dtype)

# %% [markdown]
"""
## The loader: order and batches

Here is what one epoch of ten samples looks like, in batches of four:

```
    order()      ┌───┬───┬───┬───┐ ┌───┬───┬───┬───┐ ┌───┬───┐
                 │ 0 │ 7 │ 3 │ 6 │ │ 9 │ 5 │ 8 │ 1 │ │ 2 │ 4 │      each number once
                 └───┴───┴───┴───┘ └───┴───┴───┴───┘ └───┴───┘
                         │                 │             │
                         ▼                 ▼             ▼
                   dataset.batch     dataset.batch  dataset.batch
                         │                 │             │
                         ▼                 ▼             ▼
                   (x, y) of 4       (x, y) of 4    (x, y) of 2     the rest, or dropped

    the next epoch begins with a new order:   7 5 0 3 │ 8 1 4 2 │ 9 6
```

Look at what is shuffled: the *numbers*. The samples stay where they are. Shuffling the arrays
themselves moves every byte, and invites the classic accident of this trade: pictures and labels
are shuffled one after the other, each in its own way.

```
    shuffled separately                     one order for both

    x   3  0  2  1                          order   3  0  2  1
    y   1  3  0  2     x₃ meets y₁          x       3  0  2  1
                                            y       3  0  2  1     x₃ meets y₃
```

Nothing fails in the picture on the left. The loss even goes down a little, to the point where the
network has learned how frequent each label is.

The constructor is given. Note its last line: the loader has a generator of its own, or the one
that it was handed. (And `rng` stands for "random number generator", as everywhere in this course.)
"""


# %% nbgrader={"grade_id": "loader_class", "role": "given"}
#| export
class DataLoader:
    """The batches of a dataset, epoch after epoch: `for x, y in loader: ...`

    dataset     a Dataset
    batch_size  samples in a batch; the last one may be smaller
    shuffle     whether each epoch has a new, random order
    drop_last   whether a last batch that is not full is left out
    rng         a numpy Generator or a seed for the orders; the same seed, the same epochs

    Raises ValueError for a batch size below 1.
    """

    def __init__(self, dataset, batch_size=1, shuffle=False, drop_last=False, rng=None):
        if batch_size < 1:
            raise ValueError(f"a batch has at least one sample, not {batch_size}")
        self.dataset = dataset
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.drop_last = drop_last
        self.rng = np.random.default_rng(rng)


# %% [markdown]
"""
### How many batches?

A schedule that lowers the learning rate over the training has to know how many steps there are,
so `len(loader)` is the number of *batches* in an epoch. With n samples in batches of B, the last
batch holds what is left over:

```
    n = 10, B = 4      ████ ████ ██        3 batches      with drop_last: 2
    n = 12, B = 4      ████ ████ ████      3 batches      with drop_last: 3
    n =  3, B = 4      ███                 1 batch        with drop_last: 0
```

Why would anybody drop samples? Because a batch of one or two gives a noisy gradient that counts as
much as the others do, and because some layers (batch normalisation, module 09) cannot work with
very small batches. As the order is new in each epoch, other samples are left out each time.

Ask the dataset for its length *when you need it*. It may have grown since the loader was made.
"""


# %% nbgrader={"grade_id": "loader_len", "role": "solution"}
#| export
@extend(DataLoader)
def __len__(self):
    """How many batches an epoch has: with `drop_last` only full ones, else the rest, too."""
    # TODO: compute it from the number of samples and self.batch_size.
    # HINT: whole, rest = divmod(n, size) gives the full batches and the samples left over.
    ### BEGIN SOLUTION
    whole, rest = divmod(len(self.dataset), self.batch_size)
    if self.drop_last or rest == 0:
        return whole
    return whole + 1
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_loader_len", "role": "test", "points": 2}
def test_loader_len():
    """The three rows of the picture."""
    for n, kept, full in ((10, 3, 2), (12, 3, 3), (3, 1, 0)):
        numbers = TensorDataset(Tensor(np.arange(n)))
        assert len(DataLoader(numbers, batch_size=4)) == kept, "the rest is a batch, too"
        assert len(DataLoader(numbers, batch_size=4, drop_last=True)) == full, "only full batches"
    print("✅ the number of batches")


test_loader_len()


# %% nbgrader={"grade_id": "hidden_loader_len", "role": "test", "points": 4}
# After you submit, this cell counts batches for 0 to 40 samples and batches of 1 to 50, with and
# without drop_last, for any kind of dataset, and again after the dataset has grown.
### BEGIN HIDDEN TESTS
def hidden_loader_len():
    class Growing(Dataset):
        size = 0

        def __len__(self):
            return self.size

    assert -(-7 // 3) == 3 and 7 // 3 == 2, "this cell counts rightly itself"
    for size in (1, 2, 3, 4, 7, 16, 40, 50):
        dataset = Growing()
        loader = DataLoader(dataset, size)
        strict = DataLoader(dataset, size, drop_last=True)
        shuffled = DataLoader(dataset, size, shuffle=True)
        for n in range(41):
            dataset.size = n
            want = -(-n // size)
            assert type(len(loader)) is int, "a number of batches is a whole number"
            assert len(strict) == n // size, "with drop_last only full batches count"
            if n < size:
                assert len(loader) == min(n, 1), "fewer samples than a batch: one batch, or none"
            assert len(loader) == want, (
                "the rest is a batch, too, also after the dataset has grown"
            )
            assert len(shuffled) == want, "shuffling does not change the number of batches"


hidden_loader_len()
### END HIDDEN TESTS


# %% [markdown]
"""
### In which order?

Why shuffle at all? A training step follows the gradient of one batch and hopes that the
batch looks like the whole. If the samples come sorted, it does not: the first batches hold nothing
but zeros, and the network learns to answer "zero". Then come the ones, and it unlearns that. At
the end of this part we let a network suffer this.

And why a *new* order in each epoch? With a fixed one, the same samples meet in the same batch
every time, the same batch comes last every time, and has the last word.

`order()` draws from `self.rng`, the loader's own generator. Each call moves it on, so the next epoch
differs from this one; and a loader made from the same seed goes through the same sequence of
epochs. Without shuffling there is nothing to draw: leave the generator alone, since it may be shared
with somebody who counts on its numbers.
"""


# %% nbgrader={"grade_id": "loader_order", "role": "solution"}
#| export
@extend(DataLoader)
def order(self):
    """The order of one epoch: an array of shape (n,) with each index 0 ... n-1 once.

    With `shuffle` every call draws a new random order from self.rng; otherwise the indices
    count upwards, and nothing is drawn.
    """
    # TODO: two cases. np.arange(n) counts upwards.
    ### BEGIN SOLUTION
    if self.shuffle:
        return self.rng.permutation(len(self.dataset))
    return np.arange(len(self.dataset))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_loader_order", "role": "test", "points": 2}
def test_loader_order():
    """As stored, or shuffled: each time anew, and the same for the same seed."""
    numbers = TensorDataset(Tensor(np.arange(30)))
    assert DataLoader(numbers).order().tolist() == list(range(30)), "without shuffle, as stored"
    loader = DataLoader(numbers, shuffle=True, rng=5)
    first, second = loader.order().tolist(), loader.order().tolist()
    assert sorted(first) == list(range(30)), "each index exactly once"
    assert first != second, "a new order in each epoch"
    again = DataLoader(numbers, shuffle=True, rng=5)
    assert again.order().tolist() == first, "the same seed, the same first epoch"
    assert again.order().tolist() == second, "and the same second one"
    print("✅ the order of an epoch")


test_loader_order()


# %% nbgrader={"grade_id": "hidden_loader_order", "role": "test", "points": 7}
# After you submit, this cell checks for datasets of 0 to 50 samples
#   - arrays of integers with each index once, also after the dataset has grown
#   - that every order of three samples comes up equally often
#   - that whole sequences of epochs repeat with the seed and differ without it
#   - that the order does not depend on batch_size or drop_last
#   - that only self.rng is asked: a generator you hand over is the one that moves, the global one
#     of np.random is neither asked nor moved; that without shuffle nothing is drawn at all
### BEGIN HIDDEN TESTS
def hidden_loader_order():
    class Growing(Dataset):
        size = 0

        def __len__(self):
            return self.size

    def orders(count, rng=None, **settings):
        loader = DataLoader(numbers, shuffle=True, rng=rng, **settings)
        return [loader.order().tolist() for _ in range(count)]

    assert [0, 1] != [1, 0], "this cell's comparison sees a wrong order"
    dataset = Growing()
    stored, mixed = DataLoader(dataset, 4), DataLoader(dataset, 4, shuffle=True, rng=1)
    for n in (0, 1, 2, 3, 10, 50):
        dataset.size = n
        for loader in (stored, mixed):
            order = loader.order()
            assert isinstance(order, np.ndarray) and order.shape == (n,), "an array of n indices"
            assert order.dtype.kind == "i", "the indices are integers, also when there are none"
            assert sorted(order.tolist()) == list(range(n)), "each index exactly once"
        assert stored.order().tolist() == list(range(n)), "without shuffle, as stored"

    numbers = TensorDataset(Tensor(np.arange(40)))
    assert orders(5, 3) == orders(5, 3), "the same seed gives the same sequence of epochs"
    assert orders(5, 3) == orders(5, np.random.default_rng(3)), "a seed or a generator"
    assert orders(5, 3) == orders(5, 3, batch_size=7, drop_last=True), "not a matter of batches"
    assert len({str(order) for order in orders(20, 3)}) == 20, "each epoch has an order of its own"
    assert orders(2, 3) != orders(2, 4), "another seed gives other epochs"
    assert orders(2) != orders(2), "without a seed, other epochs each time"

    generator = np.random.default_rng(11)
    start = generator.bit_generator.state
    DataLoader(numbers, rng=generator).order()
    assert generator.bit_generator.state == start, "without shuffle nothing is drawn"
    DataLoader(numbers, shuffle=True, rng=generator).order()
    assert generator.bit_generator.state != start, (
        "the generator handed over is the one that moves"
    )
    np.random.seed(5)
    before = np.random.get_state()
    first = orders(3, 9)
    after = np.random.get_state()
    assert before[2] == after[2] and bool((before[1] == after[1]).all()), "np.random is not moved"
    np.random.seed(6)
    assert orders(3, 9) == first, "np.random is not asked"

    three = TensorDataset(Tensor(np.arange(3)))
    loader = DataLoader(three, shuffle=True, rng=21)
    counts = {}
    for _ in range(1200):
        key = tuple(loader.order().tolist())
        counts[key] = counts.get(key, 0) + 1
    assert len(counts) == 6, "every order of three samples is possible"
    assert min(counts.values()) > 130 and max(counts.values()) < 270, "all orders are as likely"


hidden_loader_order()
### END HIDDEN TESTS


# %% [markdown]
"""
### Walking through an epoch

Now the loop. `for x, y in loader` calls `loader.__iter__()` once and then asks what it returned
for one item after the other. Python has a comfortable way to write such a thing: a function with
`yield` in it. Calling it runs nothing yet; each time an item is wanted, it runs to the next `yield`
and waits there.

```
    for x, y in loader:              def __iter__(self):
                                         order = self.order()
        "an item, please"  ────────►     ...
        x, y  ◄────────────────────      yield batch 0
        train on it                            ┆  (asleep, nothing is loaded)
        "an item, please"  ────────►           ┆
        x, y  ◄────────────────────      yield batch 1
        ...                              ...
```

Two good things follow. Only the batch that is being trained on has to exist; the rest of the
epoch is still a list of numbers. And since every `for` gets a *new* run of the function, with its
own order and its own place, two loops over the same loader do not disturb each other, and an
epoch that was left with `break` leaves no trace.

Your loop calls `self.order()` once, cuts it into `len(self)` pieces, and lets
`self.dataset.batch(indices)` make a batch of each.
"""


# %% nbgrader={"grade_id": "loader_iter", "role": "solution"}
#| export
@extend(DataLoader)
def __iter__(self):
    """The batches of one epoch, each made when it is asked for: tuples of Tensors (B, ...)."""
    # TODO: one order for the epoch; then yield one batch after the other.
    # HINT: batch number k has the places from k * self.batch_size on. A slice that reaches
    #   beyond the end of an array is cut off there, which is just what the last batch needs.
    ### BEGIN SOLUTION
    order = self.order()
    for number in range(len(self)):
        start = number * self.batch_size
        yield self.dataset.batch(order[start : start + self.batch_size])
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_loader_iter", "role": "test", "points": 3}
def test_loader_iter():
    """Ten samples in batches of four, twice."""
    x = Tensor(np.arange(20.0).reshape(10, 2))
    dataset = TensorDataset(x, Tensor(np.arange(10)))
    batches = list(DataLoader(dataset, batch_size=4))
    assert [len(y) for _, y in batches] == [4, 4, 2], "the last batch is smaller"
    assert batches[1][1].data.tolist() == [4, 5, 6, 7], "without shuffle, as stored"
    assert len(list(DataLoader(dataset, batch_size=4, drop_last=True))) == 2, "drop_last"

    loader = DataLoader(dataset, batch_size=4, shuffle=True, rng=0)
    for _ in range(2):
        seen = []
        for pictures, labels in loader:
            assert (pictures.data[:, 0] == 2 * labels.data).all(), "x and y belong together"
            seen += labels.data.tolist()
        assert sorted(seen) == list(range(10)), "each sample exactly once in an epoch"
    print("✅ an epoch, batch by batch")


test_loader_iter()


# %% nbgrader={"grade_id": "hidden_loader_iter", "role": "test", "points": 10}
# After you submit, this cell checks many numbers of samples and batch sizes, with and without
# shuffle and drop_last
#   - that an epoch follows order(), calls it once, and has len(loader) batches of the right sizes
#   - that x and y stay together, and that dtypes are kept, those of labels above all
#   - that a batch is made by dataset.batch, of any kind of dataset, and only when it is asked for
#   - two loops over one loader at the same time; a loop after one that was left by break; epochs
#     that differ; a dataset that grows between epochs, and an empty one
#   - that writing into a batch changes nothing but that batch
### BEGIN HIDDEN TESTS
def hidden_loader_iter():
    class Watched(Dataset):
        def __init__(self, n):
            self.n, self.asked = n, []

        def __len__(self):
            return self.n

        def __getitem__(self, index):
            index = int(index)
            self.asked.append(index)
            picture = Tensor(np.full((2, 2), index, "uint8"))
            return picture, Tensor(np.array(3 * index, "int64")), index / 4

    class Told(DataLoader):
        calls = 0

        def order(self):
            self.calls += 1
            return np.arange(len(self.dataset))[::-1]

    def rows(batches):
        return [int(n) for _, y, _ in batches for n in y.data // 3]

    assert [1, 2] != [2, 1], "this cell's comparison sees a wrong order"
    for n in (0, 1, 2, 5, 8, 9):
        for size in (1, 2, 3, 4, 8, 20):
            for drop in (False, True):
                dataset = Watched(n)
                for loader in (
                    DataLoader(dataset, size, drop_last=drop),
                    DataLoader(dataset, size, shuffle=True, drop_last=drop, rng=n),
                ):
                    batches = list(loader)
                    full, rest = divmod(n, size)
                    sizes = [size] * full + ([rest] if rest and not drop else [])
                    got = [len(y) for _, y, _ in batches]
                    assert len(got) == len(sizes), "an epoch has len(loader) batches"
                    assert got == sizes, "full batches, then what is left over"
                    seen = rows(batches)
                    assert len(set(seen)) == len(seen), "no sample comes twice in an epoch"
                    if not drop:
                        assert sorted(seen) == list(range(n)), "no sample is left out"
                    if not loader.shuffle:
                        assert seen == list(range(sum(sizes))), "without shuffle, as stored"
                    for picture, y, part in batches:
                        assert picture.data.dtype == np.uint8, "pictures keep their dtype"
                        assert y.data.dtype == np.int64, "labels keep their dtype"
                        assert picture.data.shape == (len(y), 2, 2), "a first axis for the batch"
                        together = picture.data[:, 1, 1] * 3.0 == y.data
                        assert bool(together.all()), "the parts of a sample stay together"
                        assert bool((part.data * 12 == y.data).all()), "all parts stay together"
    dataset = Watched(10)
    told = Told(dataset, 4)
    assert rows(told) == list(range(10))[::-1], "an epoch follows order()"
    assert told.calls == 1, "order() is called once in an epoch"

    dataset.asked = []
    loop = iter(DataLoader(dataset, 4))
    assert dataset.asked == [], "nothing is loaded before the first batch is asked for"
    next(loop)
    assert dataset.asked == [0, 1, 2, 3], "a batch is loaded when it is asked for, no earlier"

    loader = DataLoader(dataset, 3, shuffle=True, rng=4)
    epochs = [rows(loader) for _ in range(6)]
    assert len(set(map(tuple, epochs))) == 6, "epochs differ"
    twin = DataLoader(dataset, 3, shuffle=True, rng=4)
    assert [rows(twin) for _ in range(6)] == epochs, "the same seed, the same epochs"
    twin = DataLoader(dataset, 3, shuffle=True, rng=4)
    assert [twin.order().tolist() for _ in range(6)] == epochs, "epoch k has the k-th order"

    left, right = [], []
    for one, other in zip(loader, loader, strict=True):
        left.append(one)
        right.append(other)
    assert sorted(rows(left)) == sorted(rows(right)) == list(range(10)), "two loops at once"
    plain = DataLoader(dataset, 3)
    pairs = [(rows([a]), rows([b])) for a in plain for b in plain]
    assert len(pairs) == 16 and pairs[0] == ([0, 1, 2], [0, 1, 2]), "a loop inside a loop"
    for _ in plain:
        break
    assert rows(plain) == list(range(10)), "after a break the next epoch is a whole one"
    dataset.n = 13
    assert rows(plain) == list(range(13)), "a dataset may grow between epochs"

    class Boxed(Dataset):
        def __len__(self):
            return 5

        def batch(self, indices):
            assert isinstance(indices, np.ndarray), "the dataset gets an array of indices"
            return indices.tolist()

    assert list(DataLoader(Boxed(), 2)) == [[0, 1], [2, 3], [4]], "dataset.batch makes the batch"

    source = np.arange(12, dtype="float32").reshape(6, 2)
    tensor = Tensor(source)
    for shuffle in (False, True):
        for (x,) in DataLoader(TensorDataset(tensor), 2, shuffle, rng=1):
            assert x.data.dtype == np.float32, "float32 stays float32"
            x.data[:] = -1
    assert bool((tensor.data == source).all()), "a batch has memory of its own"


hidden_loader_iter()
### END HIDDEN TESTS


# %% [markdown]
"""
### Does the order matter? Ask a network

Time to use it. The loader replaces the list of batches in your training code, and nothing else has
to change. Below, a small network learns the digits for three epochs: once from the training
part in a random order, and once *sorted by label*, as files are when there is a folder for every
class. (Here we make floats of all the pictures beforehand. We come back to that.)
"""

# %% nbgrader={"grade_id": "loader_network", "role": "given"}
# What the trials below need of modules 02 to 07.
from tinytorch.activations import ReLU
from tinytorch.autograd import no_grad
from tinytorch.layers import Linear, Sequential
from tinytorch.losses import CrossEntropyLoss
from tinytorch.optimizers import SGD
from tinytorch.training import Trainer


# %%
def small_network():
    """64 pixels in, ten scores out; the same weights at each call."""
    rng = np.random.default_rng(0)
    return Sequential(Linear(64, 32, rng=rng), ReLU(), Linear(32, 10, rng=rng))


def flat(part):
    """A part of the digits in memory: pixels from 0 to 1 in rows of 64, and the labels."""
    x, y = part.batch(np.arange(len(part)))
    return Tensor(x, dtype=np.float32).reshape(len(x), 64) / 16, y


def accuracy(model, x, y):
    """The share of rows whose largest score is that of the right label."""
    with no_grad():
        return float((model(x).data.argmax(axis=1) == y.data).mean())


def learn(loader, x_test, y_test, epochs=3):
    """Train the small network on what `loader` gives; the accuracy after each epoch."""
    model = small_network()
    trainer = Trainer(model, CrossEntropyLoss(), SGD(model.parameters(), lr=0.2))
    for _ in range(epochs):
        trainer.fit(loader, epochs=1)
        yield accuracy(model, x_test, y_test)


x_train, y_train = flat(training)
x_test, y_test = flat(test)
by_label = y_train.data.argsort(kind="stable")
as_stored = TensorDataset(x_train[by_label], y_train[by_label])
for name, shuffle in (("sorted by label", False), ("shuffled", True)):
    loader = DataLoader(as_stored, batch_size=32, shuffle=shuffle, rng=1)
    for epoch, share in enumerate(learn(loader, x_test, y_test), start=1):
        print(f"{name:16} epoch {epoch}   {share:6.1%}  {'█' * round(share * 40)}")

# %% [markdown]
"""
Same samples, same network, same number of steps, in another order. After a sorted epoch, the
network has just seen a long run of nines and of nothing else, and has an answer ready for
everything. Data are rarely sorted so neatly; but a little sorted they nearly always are, and
then a little of this effect goes unnoticed.

## One gather instead of many

Your loader works for any dataset. Let us see what it costs, and where. The next cell makes batches
of 64 digits, sample by sample as `Dataset.batch` does it, and looks at the parts of the work.
"""


# %%
def best_time(function, *args, repeats=5):
    """Seconds of the fastest of several calls: what the work takes when nothing disturbs it."""
    function(*args)  # warm up
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function(*args)
        times.append(time.perf_counter() - start)
    return min(times)


def where_the_time_goes(n=64):
    """Microseconds of the steps that lead to one batch of `n` digits."""
    indices = np.random.default_rng(0).permutation(len(digits))[:n]
    samples = [digits[i] for i in indices]
    steps = {
        "fetch the samples": lambda: [digits[i] for i in indices],
        "collate them": lambda: collate(samples),
        "numpy: pick rows of x and y": lambda: (images.data[indices], labels.data[indices]),
    }
    for name, step in steps.items():
        micro = best_time(step) * 1e6
        print(f"{name:28} {micro:8.1f} µs   {'█' * max(1, round(micro / 8))}")


where_the_time_goes()

# %% [markdown]
"""
The last line does the same job as the two above it. It is a single call that picks 64 rows at
once, because a Tensor (like its array) can be indexed with a whole array of numbers. This is called
a **gather**:

```
    one by one                                     at once

    x[0]  ──►  Tensor ──┐                          x[[0, 7, 3, 6]]
    x[7]  ──►  Tensor ──┤   stack                        │
    x[3]  ──►  Tensor ──┼─────────►  (4, 8, 8)           │   one call, the loop
    x[6]  ──►  Tensor ──┘                                ▼   runs inside numpy
                                                     (4, 8, 8)
    8 objects and a copy for 4 samples              no object but the result
```

So a `TensorDataset` should not use the slow way of the base class. Give it a `batch` of its own.
The loader need not know: it calls `dataset.batch(indices)`, and Python finds yours first.

Be careful that the result is the same, only sooner: a tuple of Tensors, dtypes as they are, and
memory of its own.
"""


# %% nbgrader={"grade_id": "tensor_dataset_batch", "role": "solution"}
#| export
@extend(TensorDataset)
def batch(self, indices):
    """As Dataset.batch, in one step for each Tensor: indices (B,), Tensors (B, ...)."""
    # TODO: index each Tensor once, with all the indices.
    ### BEGIN SOLUTION
    return tuple(tensor[indices] for tensor in self.tensors)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_dataset_batch", "role": "test", "points": 2}
def test_tensor_dataset_batch():
    """The same batch as before, without asking for single samples."""
    dataset = TensorDataset(Tensor(np.arange(20.0).reshape(10, 2)), Tensor(np.arange(10)))
    indices = np.array([7, 0, 7, 3])
    for got, want in zip(dataset.batch(indices), Dataset.batch(dataset, indices), strict=True):
        assert got.shape == want.shape and got.dtype == want.dtype, "shape and dtype"
        assert (got.data == want.data).all(), "the same numbers, in the order of the indices"

    class NoSamples(TensorDataset):
        def __getitem__(self, index):
            raise AssertionError("a single sample is asked for: index the Tensors instead")

    assert len(NoSamples(Tensor(np.arange(10))).batch(indices)[0]) == 4
    print("✅ one gather instead of many")


test_tensor_dataset_batch()


# %% nbgrader={"grade_id": "hidden_tensor_dataset_batch", "role": "test", "points": 4}
# After you submit, this cell compares batches with those of the base class: 1 to 4 Tensors with
# 1 to 4 axes, every dtype, indices repeated, in any order, one alone, counting upwards, none at
# all; IndexError for a sample that does not exist; memory of its own; Tensors left as they were.
### BEGIN HIDDEN TESTS
def hidden_tensor_dataset_batch():
    def same(got, want):
        if type(got) is not Tensor or got.data.dtype != want.dtype:
            return False
        return got.data.shape == want.shape and bool((got.data == want).all())

    class NoSamples(TensorDataset):
        def __getitem__(self, index):
            raise AssertionError("no single sample is asked for")

    assert not same(Tensor([1.0]), np.array([2.0])), "this cell's comparison sees a wrong number"
    assert not same(Tensor([1.0]), np.array([1])), "this cell's comparison sees a wrong dtype"
    rng = np.random.default_rng(803)
    for shapes in (((),), ((3,), ()), ((2, 2), (), (4,)), ((), (), (2, 3, 2), (1,))):
        for dtypes in (("float32", "int64"), ("uint8", "float64"), ("bool", "int32")):
            arrays = [
                rng.integers(0, 99, (9, *shape)).astype(dtypes[k % 2])
                for k, shape in enumerate(shapes)
            ]
            tensors = [Tensor(array) for array in arrays]
            dataset = NoSamples(*tensors)
            for indices in ([4], [8, 0, 3], [2, 2, 2], range(9), range(2, 6), [-1, 1], []):
                indices = np.array(indices, dtype=np.int64)
                batch = dataset.batch(indices)
                assert type(batch) is tuple, "a batch is a tuple"
                assert len(batch) == len(arrays), "a part for each Tensor"
                for got, array, tensor in zip(batch, arrays, tensors, strict=True):
                    assert type(got) is Tensor, "the parts of a batch are Tensors"
                    assert got.data.shape[0] == len(indices), "a row for each index"
                    assert same(got, array[indices]), "the rows of the indices, in their order"
                    assert not np.shares_memory(got.data, tensor.data), "memory of its own"
                    assert same(tensor, array), "the Tensors are as they were"
            try:
                dataset.batch(np.array([1, 9]))
            except IndexError:
                continue
            raise AssertionError("there is no such sample: IndexError")
    x = Tensor(np.arange(10.0))
    loader = DataLoader(NoSamples(x, x), 4, shuffle=True, rng=2)
    got = [n for a, b in loader for n in a.data.tolist() if bool((a.data == b.data).all())]
    assert sorted(got) == x.data.tolist(), "the loader uses it"


hidden_tensor_dataset_batch()
### END HIDDEN TESTS


# %% [markdown]
"""
A `Subset` still takes the slow road: it inherits `batch` from the base class and asks its dataset
for one sample after the other. It can do better, too. It does not hold any Tensors, but it can
translate *all* the indices at once, and pass them on to somebody who knows how to make a batch.
"""


# %% nbgrader={"grade_id": "subset_batch", "role": "solution"}
#| export
@extend(Subset)
def batch(self, indices):
    """As Dataset.batch: translate the indices, an array (B,), and let the dataset do the work."""
    # TODO: look all of them up in self.indices, then ask self.dataset for a batch.
    ### BEGIN SOLUTION
    return self.dataset.batch(self.indices[indices])
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_subset_batch", "role": "test", "points": 1}
def test_subset_batch():
    """The batch of a part is the batch of the whole, with other numbers."""
    subset = Subset(TensorDataset(Tensor([10, 11, 12, 13, 14, 15])), [5, 1, 3])
    (x,) = subset.batch(np.array([2, 0]))
    assert x.data.tolist() == [13, 15], "samples 2 and 0 of the part are 3 and 5 of the whole"
    print("✅ a batch of a part")


test_subset_batch()


# %% nbgrader={"grade_id": "hidden_subset_batch", "role": "test", "points": 2}
# After you submit, this cell checks parts of parts, repeated and negative indices, empty batches,
# IndexError beyond the end of the part, and that the dataset below is asked for one batch and
# for no single sample.
### BEGIN HIDDEN TESTS
def hidden_subset_batch():
    class Whole(Dataset):
        def __init__(self):
            self.asked = []

        def __len__(self):
            return 30

        def __getitem__(self, index):
            raise AssertionError("no single sample is asked for")

        def batch(self, indices):
            self.asked.append(np.asarray(indices).tolist())
            return (Tensor(indices), "the batch of the dataset")

    assert [1, 2] != [2, 1], "this cell's comparison sees a wrong order"
    numbers = [20, 3, 3, 17, 8]
    for picks in ([0], [4, 1, 2, 1], [-1, 0], [3, 3], [], [0, 1, 2, 3, 4]):
        whole = Whole()
        picks = np.array(picks, dtype=np.int64)
        answer = Subset(whole, numbers).batch(picks)
        assert type(answer) is tuple and len(answer) == 2, "the batch is what the dataset makes"
        assert answer[1] == "the batch of the dataset", "the batch is what the dataset makes"
        want = [numbers[k] for k in picks]
        assert whole.asked == [want], "one question, with the indices translated"
        assert answer[0].data.tolist() == want, "the batch is what the dataset makes"
        inner = Subset(Subset(whole, numbers), [4, 3, 2, 1, 0])
        inner.batch(picks)
        assert whole.asked[1] == [numbers[::-1][k] for k in picks], "parts of parts"
    empty = Subset(Whole(), []).batch(np.array([], dtype=np.int64))
    assert empty[0].data.tolist() == [], "an empty batch of an empty part"
    try:
        Subset(Whole(), numbers).batch(np.array([5]))
    except IndexError:
        return
    raise AssertionError("beyond the end of the part: IndexError")


hidden_subset_batch()
### END HIDDEN TESTS


# %%
def race(sizes=(1, 4, 16, 64, 256)):
    """One epoch of digits, sample by sample against gathered, for several batch sizes."""
    order = np.random.default_rng(0).permutation(len(digits))

    def epoch(make, size):
        for start in range(0, len(order), size):
            make(order[start : start + size])

    print("  batch    batches    sample by sample, ms    gathered, ms    times faster")
    for size in sizes:
        slow = best_time(epoch, lambda indices: Dataset.batch(digits, indices), size, repeats=2)
        fast = best_time(epoch, digits.batch, size, repeats=2)
        bar = "█" * round(np.log2(max(slow / fast, 1)) * 2)
        count = len(DataLoader(digits, size))
        print(
            f"{size:7} {count:10} {slow * 1e3:23.2f} {fast * 1e3:15.2f} {slow / fast:15.1f} {bar}"
        )


race()

# %% [markdown]
"""
Sample by sample, larger batches soon stop helping: most of the work is done once per *sample*, and
there are as many samples as ever. Gathered, it is done once per *batch*. You have seen this
before, in module 01, when a loop raced against `@`. Python is fast enough as long as it decides
seldom, and about much at a time.

## Transforms: from stored to useful

Stored numbers are seldom what a network should see. Pixels from 0 to 16 should become small numbers
around zero; and a three that sits one pixel further left is still a three, which the network should
be told. Functions that map the first part of a sample to a better one are called **transforms**.
They come in two kinds:

```
    ┌─ always the same ──────────────────┐    ┌─ random: augmentation ─────────────┐
    │  scale, subtract the mean,         │    │  shift, mirror, add noise,         │
    │  cut to a size                     │    │  cut out a random piece            │
    │                                    │    │                                    │
    │  training and test data            │    │  training data only                │
    │  once is enough                    │    │  anew, each time a sample is used  │
    └────────────────────────────────────┘    └────────────────────────────────────┘
```

### Normalize

The common way to make numbers small and centred is `(x - mean) / std`. It is one line, and with
uint8 pictures it has two traps:

"""

# %%
picture = np.array([3, 8, 16], dtype=np.uint8)
print("uint8:     3, 8, 16 less 8  is ", picture - np.uint8(8))
print("and 16 / 8 has the dtype       ", (picture / np.uint8(8)).dtype)

# %% [markdown]
"""
The first line is no joke. Unsigned bytes have no -5, so they start again from the top, and a
pixel that should be dark shines. No warning comes with it. The second line doubles the memory
of every batch from then on, compared with the float32 that networks are trained in.

Therefore: **first convert, then compute.** Whole numbers become float32. Floats stay what they
are. `mean` and `std` may be numbers or arrays (one for each pixel, say), and an array of float64
would turn the result into float64 (module 01: arrays do have a say). So all three are brought to
one dtype before they meet.
"""


# %% nbgrader={"grade_id": "normalize", "role": "solution"}
#| export
class Normalize:
    """A transform: (x - mean) / std, in x's own dtype if that is a float, else in float32.

    mean, std   numbers, or arrays of a shape that broadcasts with x. The result has x's shape.

    >>> Normalize(8, 4)(Tensor(np.array([0, 8, 16], np.uint8))).data.tolist()
    [-2.0, 0.0, 2.0]
    """

    def __init__(self, mean, std):
        self.mean = mean
        self.std = std

    def __call__(self, x):
        """x, normalised: a Tensor of the same shape."""
        # TODO: choose the dtype; make Tensors of that dtype of x, mean and std; compute.
        # HINT: Tensor(value, dtype=...) converts Tensors, arrays and numbers alike, and
        #   x.dtype.kind == "f" holds for floats.
        ### BEGIN SOLUTION
        dtype = x.dtype if x.dtype.kind == "f" else np.float32
        mean, std = Tensor(self.mean, dtype=dtype), Tensor(self.std, dtype=dtype)
        return (Tensor(x, dtype=dtype) - mean) / std
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_normalize", "role": "test", "points": 2}
def test_normalize():
    """Bytes become small floats, negative ones among them."""
    x = Tensor(np.array([[0, 4], [8, 16]], dtype=np.uint8))
    result = Normalize(8, 4)(x)
    assert result.data.tolist() == [[-2.0, -1.0], [0.0, 2.0]], "(x - mean) / std"
    assert result.dtype == np.float32, "bytes become float32"
    assert Normalize(0.5, 2.0)(Tensor([1.5])).dtype == np.float64, "floats keep their dtype"
    assert x.data.tolist() == [[0, 4], [8, 16]], "the stored picture stays as it is"
    print("✅ Normalize")


test_normalize()


# %% nbgrader={"grade_id": "hidden_normalize", "role": "test", "points": 4}
# After you submit, this cell compares with exact arithmetic: pictures of every dtype and of 0 to
# 3 axes, mean and std as numbers of Python and numpy, as arrays that broadcast, as whole numbers;
# the dtype of the result; that x, mean and std are unchanged, and that one Normalize can be used
# many times.
### BEGIN HIDDEN TESTS
def hidden_normalize():
    def close(got, want):
        if type(got) is not Tensor or got.data.shape != want.shape:
            return False
        return bool(((got.data - want).__abs__() <= 1e-5 * (1 + want.__abs__())).all())

    assert not close(Tensor([1.0]), np.array([1.1])), "this cell's comparison sees a wrong number"
    assert not close(Tensor([1.0]), np.ones((1, 1))), "this cell's comparison sees a wrong shape"
    rng = np.random.default_rng(804)
    settings = [(0, 1), (3, 4), (4.9, 6.0), (np.float64(7.5), np.float32(2.5)), (100, 0.5)]
    for shape in ((), (5,), (4, 4), (3, 4, 4)):
        rows = [(rng.normal(size=shape[-1:]), rng.uniform(1, 3, shape[-1:]))] if shape else []
        for mean, std in settings + rows:
            transform = Normalize(mean, std)
            for dtype in ("uint8", "int64", "int8", "bool", "float32", "float64"):
                array = np.asarray(rng.integers(0, 17, shape)).astype(dtype)
                kept = array.copy()
                x = Tensor(array)
                got = transform(x)
                exact = (array.astype("float64") - mean) / std
                assert close(got, np.asarray(exact)), "(x - mean) / std, without wrapping around"
                wanted = array.dtype if array.dtype.kind == "f" else np.dtype("float32")
                assert got.data.dtype == wanted, "floats keep their dtype, all else is float32"
                assert x.data.dtype == kept.dtype, "x keeps its dtype"
                assert bool((x.data == kept).all()), "x is unchanged"
                assert not np.shares_memory(got.data, x.data), "the result has its own memory"
                assert close(transform(x), np.asarray(exact)), "it can be used again"
    mean = rng.normal(size=(2, 3))
    kept = mean.copy()
    transform = Normalize(mean, np.ones((2, 3)))
    transform(Tensor(np.ones((2, 3), "float32")))
    assert mean.dtype == np.float64 and bool((mean == kept).all()), "mean is unchanged"
    assert close(transform(Tensor(np.ones((4, 2, 3)))), np.ones((4, 2, 3)) - mean), "broadcasts"


hidden_normalize()
### END HIDDEN TESTS


# %% [markdown]
"""
### RandomShift

Now the other kind. We move a picture by up to `most` pixels, downwards or upwards and to the right
or the left, each by a number that is drawn anew: from -most to +most, *both ends included*. What
enters at the edge is 0, no ink. A neat way is to put zeros around the picture and to cut a window
of the old size out of the result, a little off the centre:

```
    most = 1, moved down by 1, right by 0

    picture               zeros around it, and a window          result
                              ┌───────────┐
     1  2  3              0   │ 0   0   0 │   0               0  0  0
     4  5  6      ──►     0   │ 1   2   3 │   0      ──►      1  2  3
     7  8  9              0   │ 4   5   6 │   0               4  5  6
                              └───────────┘
                          0     7   8   9     0
                          0     0   0   0     0
```

Look at where the window sits. In the middle it would begin at row `most`. To move the picture
*down* by one, the window has to go *up* by one: it begins at row `most - down`. With columns it
is the same.

(`np.roll` looks like a shortcut. It brings in on the left what went out on the right. For a
digit that is nonsense.)

`rng.integers(low, high)` draws whole numbers from `low` to `high - 1`: the upper end is *not*
included.
"""


# %% nbgrader={"grade_id": "random_shift", "role": "solution"}
#| export
class RandomShift:
    """A transform: the picture, moved by up to `most` pixels along each axis; zeros come in.

    Shapes: (height, width) to (height, width). The dtype is kept. `rng`: a numpy Generator or
    a seed, from which every call draws anew.
    """

    def __init__(self, most, rng=None):
        self.most = most
        self.rng = np.random.default_rng(rng)

    def __call__(self, x):
        """The picture x (height, width), moved: a Tensor of the same shape."""
        # TODO: draw two numbers, put zeros around x.data, cut out the window, make a Tensor.
        # HINT: np.pad(array, width) puts `width` zeros around an array on every side.
        ### BEGIN SOLUTION
        down, right = self.rng.integers(-self.most, self.most + 1, size=2)
        height, width = x.shape
        padded = np.pad(x.data, self.most)
        top, left = self.most - down, self.most - right
        return Tensor(padded[top : top + height, left : left + width])
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_random_shift", "role": "test", "points": 2}
def test_random_shift():
    """Nine ways to move a picture by at most one pixel."""
    x = Tensor(np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]], dtype=np.uint8))
    shift = RandomShift(1, rng=0)
    results = [shift(x) for _ in range(200)]
    assert all(r.shape == (3, 3) and r.dtype == np.uint8 for r in results), "shape and dtype"
    found = {str(r.data.tolist()) for r in results}
    assert len(found) == 9, "three ways along each axis, and all nine come up"
    assert "[[0, 0, 0], [1, 2, 3], [4, 5, 6]]" in found, "the picture above"
    assert "[[5, 6, 0], [8, 9, 0], [0, 0, 0]]" in found, "up and left at once"
    print("✅ RandomShift")


test_random_shift()

# %%
shift = RandomShift(2, rng=0)
show(images[3], *(shift(images[3]) for _ in range(4)))


# %% nbgrader={"grade_id": "hidden_random_shift", "role": "test", "points": 5}
# After you submit, this cell checks
#   - pictures of several shapes, high, wide and square, shifts of 0 to 5, every dtype
#   - each result: it must be the picture moved, with zeros behind it, and nothing else
#   - that all shifts along each axis are equally likely, and independent of each other
#   - that x is unchanged, memory is not shared, the seed repeats the results, a generator handed
#     over is the one that moves, and np.random is neither asked nor moved
### BEGIN HIDDEN TESTS
def hidden_random_shift():
    def moved(array, down, right):
        result = np.zeros_like(array)
        height, width = array.shape
        for i in range(height):
            for j in range(width):
                if 0 <= i - down < height and 0 <= j - right < width:
                    result[i, j] = array[i - down, j - right]
        return result

    assert moved(np.array([[1, 2]]), 0, 1).tolist() == [[0, 1]], "this cell moves rightly itself"
    rng = np.random.default_rng(805)
    for shape in ((4, 4), (3, 6), (7, 2), (1, 5), (8, 8)):
        for most in (0, 1, 2, 5):
            array = rng.permutation(np.arange(1, 65))[: shape[0] * shape[1]].reshape(shape)
            for dtype in ("uint8", "float32", "float64", "int64"):
                x = Tensor(array.astype(dtype))
                span = range(-most, most + 1)
                wanted = {moved(x.data, down, right).tobytes() for down in span for right in span}
                shift = RandomShift(most, 1)
                for _ in range(6):
                    got = shift(x)
                    assert type(got) is Tensor and got is not x, "the result is a new Tensor"
                    assert got.data.shape == shape, "the shape is kept"
                    assert got.data.dtype == dtype, "the dtype is kept"
                    assert got.data.tobytes() in wanted, "moved by at most `most`, zeros behind it"
                    assert not np.shares_memory(got.data, x.data), "memory of its own"
                    assert bool((x.data == array).all()), "x is unchanged"
    picture = np.arange(1, 26).reshape(5, 5)
    names = {
        moved(picture, down, right).tobytes(): (down + 1, right + 1)
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
    }
    counts = np.zeros((3, 3))
    shift = RandomShift(1, 3)
    for _ in range(1800):
        counts[names[shift(Tensor(picture)).data.tobytes()]] += 1
    assert counts.min() > 130 and counts.max() < 270, "all nine shifts are equally likely"

    def several(rng):
        shift = RandomShift(2, rng)
        return [shift(Tensor(picture)).data.tobytes() for _ in range(8)]

    assert several(4) == several(4) == several(np.random.default_rng(4)), "the seed repeats"
    assert several(4) != several(5), "another seed gives other shifts"
    assert several(None) != several(None), "without a seed, other shifts each time"
    generator = np.random.default_rng(11)
    start = generator.bit_generator.state
    RandomShift(2, generator)(Tensor(picture))
    assert generator.bit_generator.state != start, (
        "the generator handed over is the one that moves"
    )
    np.random.seed(5)
    before = np.random.get_state()
    several(4)
    after = np.random.get_state()
    assert before[2] == after[2] and bool((before[1] == after[1]).all()), "np.random is not moved"


hidden_random_shift()
### END HIDDEN TESTS


# %% [markdown]
"""
### Compose

Transforms are functions, and functions can be put in a row. The order matters, just as with
clothes: shift *before* normalising, and what comes in is 0, paper; shift afterwards, and 0 is the
average grey.

```
               ┌─────────────┐      ┌───────────┐      ┌─────────┐
     x   ────► │ RandomShift │ ───► │ Normalize │ ───► │  flat   │ ────►   x'
               └─────────────┘      └───────────┘      └─────────┘
    (8, 8)         (8, 8)              (8, 8)              (64,)
    uint8          uint8              float32             float32
```

`Compose(f, g, h)` is a transform itself: it calls `f`, hands the result to `g`, and that result
to `h`. You have written something very similar in module 03.
"""


# %% nbgrader={"grade_id": "compose", "role": "solution"}
#| export
class Compose:
    """A transform made of others, called one after the other, the first one first.

    Any callable will do. Compose() without transforms gives back what it gets.

    >>> Compose(lambda x: x + 1, lambda x: x * 10)(Tensor(2)).item()
    30
    """

    def __init__(self, *transforms):
        self.transforms = transforms

    def __call__(self, x):
        """What the last transform returns."""
        # TODO: pass x from one transform to the next.
        ### BEGIN SOLUTION
        for transform in self.transforms:
            x = transform(x)
        return x
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_compose", "role": "test", "points": 1}
def test_compose():
    """One after the other, in the order in which they are written."""
    assert Compose(lambda x: x + 1, lambda x: x * 10)(Tensor(2)).item() == 30, "first + 1"
    assert Compose(lambda x: x * 10, lambda x: x + 1)(Tensor(2)).item() == 21, "first * 10"
    print("✅ Compose")


test_compose()


# %% nbgrader={"grade_id": "hidden_compose", "role": "test", "points": 2}
# After you submit, this cell checks 0 to 5 transforms, functions and objects: each called once,
# in order, with what the one before returned; Tensors of several dtypes and shapes, which must not
# change; Compose inside Compose; using one twice.
### BEGIN HIDDEN TESTS
def hidden_compose():
    def step(letter):
        def call(text):
            calls.append(letter)
            return text + letter

        return call

    assert "ab" != "ba", "this cell's comparison sees a wrong order"
    for letters in ("", "a", "ab", "ba", "abc", "aab", "edcba"):
        calls = []
        both = Compose(*map(step, letters))
        assert both("x") == "x" + letters, "each gets what the one before returned"
        assert calls == list(letters), "each is called once, in order"
        assert both("y") == "y" + letters, "it can be used again, from the beginning"
    inner = Compose(step("a"), step("b"))
    assert Compose(inner, step("c"), inner)("x") == "xabcab", "a Compose is a transform, too"
    picture = Tensor(np.array([[0, 16], [8, 4]], "uint8"))
    got = Compose(RandomShift(0), Normalize(8, 4), lambda x: x.reshape(-1))(picture)
    assert got.data.tolist() == [-2.0, 2.0, 0.0, -1.0], "the transforms of this module"
    assert picture.data.tolist() == [[0, 16], [8, 4]], "what goes in is unchanged"
    assert Compose()(picture) is picture, "no transforms: what went in"
    for value in (2, np.float32(0.5), [1.5, 2.5], np.ones((2, 3), "float32"), np.zeros(0)):
        x = Tensor(value)
        kept = x.data.copy()
        results = []

        def keep(x, results=results):
            results.append(x * 3)
            return results[-1]

        got = Compose(lambda x: x + 1, keep)(x)
        assert got is results[0], "the result is what the last transform returns"
        assert got.data.dtype == kept.dtype and got.data.shape == kept.shape, "dtype and shape"
        assert bool((got.data == (kept + 1) * 3).all()), "each gets what the one before returned"
        assert bool((x.data == kept).all()), "what goes in is unchanged"


hidden_compose()
### END HIDDEN TESTS


# %% [markdown]
"""
### Where a transform is applied

One piece is missing between dataset and transform, and it is another dataset: `Mapped` applies
a transform to the first part of each sample, *whenever the sample is asked for*. A random transform
therefore gives another picture in each epoch, and nothing is stored.

It inherits `batch` from the base class, sample by sample. That is no oversight: each picture is
to be moved by numbers of its own.
"""


# %% nbgrader={"grade_id": "mapped", "role": "given"}
#| export
class Mapped(Dataset):
    """`dataset`, with `transform` applied to the first part of a sample when it is asked for."""

    def __init__(self, dataset, transform):
        self.dataset = dataset
        self.transform = transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        first, *others = self.dataset[index]
        return (self.transform(first), *others)


# %% [markdown]
"""
All the pieces together. `mean` and `std` are computed from the *training* part, since the
test part is something that we are not supposed to know.

Does augmentation help? Make it hard: let the network learn from only 300 digits, and test it on
digits that are shifted by up to one pixel. Read all four numbers before you conclude anything.
"""


# %%
def does_shifting_help(n=300, epochs=40):
    """Accuracy on the test part, as it is and shifted, of networks trained without and with."""
    few, _ = random_split(training, [n, len(training) - n], rng=3)
    pixels = few.batch(np.arange(n))[0].data
    still = Compose(Normalize(pixels.mean(), pixels.std()), lambda x: x.reshape(-1))
    moving = Compose(RandomShift(1, rng=4), still)
    as_it_is = Mapped(test, still).batch(np.arange(len(test)))
    shifted = Mapped(test, moving).batch(np.arange(len(test)))

    print("                          test part as it is    test part shifted")
    for name, transform in (("trained as it is", still), ("trained with shifts", moving)):
        loader = DataLoader(Mapped(few, transform), batch_size=20, shuffle=True, rng=5)
        model = small_network()
        trainer = Trainer(model, CrossEntropyLoss(), SGD(model.parameters(), lr=0.1))
        trainer.fit(loader, epochs=epochs)
        plain, hard = accuracy(model, *as_it_is), accuracy(model, *shifted)
        print(f"{name:24} {plain:19.1%} {hard:20.1%}   {'█' * round(hard * 30)}")


does_shifting_help()

# %% [markdown]
"""
Without shifts, one pixel is enough to make a fool of the network: it has learned *where* ink is, and
nothing about threes. With shifts it is hardly bothered by them any more. But look at the first
column, too: on digits that sit in the middle, it has become worse. The task was made harder, by a
factor of nine in some sense, and the network is as small as before (32 hidden numbers) and was
trained as briefly. Augmentation is no magic. It tells the network something that you know about the
task, and the network needs room and time to learn it.

(A network that does not care where things are, by design, is the subject of module 09.)

## Computational complexity: what grows with what

With n samples of d numbers each, batches of B:

| step | time | memory |
|---|---|---|
| `len(dataset)`, `dataset[i]` of Tensors | O(1), a view | O(1) |
| `Subset(dataset, indices)` | O(n) | O(n) numbers, no sample |
| `order()`, shuffled or not | O(n) | O(n) |
| a gathered batch | O(B · d) in numpy, O(1) in Python | O(B · d) |
| a batch, sample by sample | O(B · d) in numpy, O(B) in Python | O(B · d), twice while stacking |
| an epoch | O(n · d) in numpy, O(n / B) or O(n) in Python | one batch at a time |

Every design above has to move the same n · d numbers. What differs is how often Python is asked:

```
    calls of batch() in an epoch of 1,797 digits

    B =   1    1797   ████████████████████████████████████████████████████████████
    B =  16     113   ████
    B =  64      29   █
    B = 256       8   ▏
```

So with gathering, larger batches are cheaper to load; sample by sample, they are not. But a batch
size is chosen for the training first, and only then for the loader.

And where is the loader's time in the whole? Measure it, before you optimise anything.
"""


# %%
def walk(loader):
    """Ask for every batch of an epoch, and do nothing with it."""
    for _ in loader:
        pass


def share_of_loading(size=32):
    """Milliseconds of an epoch: loading alone, and loading with training."""
    pixels = training.batch(np.arange(len(training)))[0].data
    still = Compose(Normalize(pixels.mean(), pixels.std()), lambda x: x.reshape(-1))
    ready = TensorDataset(*Mapped(training, still).batch(np.arange(len(training))))
    moving = Mapped(training, Compose(RandomShift(1, rng=0), still))
    print("                                load, ms    load and train, ms    share of loading")
    for name, dataset in (("ready in memory", ready), ("transformed each time", moving)):
        loader = DataLoader(dataset, size, shuffle=True, rng=0)
        model = small_network()
        trainer = Trainer(model, CrossEntropyLoss(), SGD(model.parameters(), lr=0.01))
        load = best_time(walk, loader, repeats=2)
        both = best_time(trainer.fit, loader, 1, repeats=2)
        share = min(load / both, 1.0)
        print(f"{name:25} {load * 1e3:14.1f} {both * 1e3:21.1f} {share:18.0%}  ", end="")
        print("█" * round(share * 20))


share_of_loading()

# %% [markdown]
"""
That is the rule of thumb from the section on transforms, in numbers. What is always the same
(scaling, flattening) is done once, before the training. What is random is paid for in every epoch,
and had better be worth it.

### Loading while training

There is another way to lower the cost: pay it while somebody else is busy. As long as loading and
training take turns, one of the two always waits.

```
    taking turns
    load      ███         ███         ███
    train        █████████   █████████   █████████

    at the same time, one batch ahead
    load      ███ ███       ███
    train        █████████ █████████ █████████
                 ─────────────────────────────────►  time
```

A *thread* that loads ahead and a *queue* of limited length are all it takes. The queue is what
keeps it honest: when it is full, the loader waits, and the memory stays bounded. Below, sleeping
plays the part of a slow disk and of a busy chip. (Threads of Python do not compute at the same
time, but they do wait at the same time, for disks and for code outside of Python.)
"""


# %%
def ahead(batches, depth=2):
    """The same batches, loaded by a thread that may be up to `depth` batches ahead."""
    ready = queue.Queue(maxsize=depth)

    def load():
        try:
            for batch in batches:
                ready.put((batch, None))
            ready.put((None, StopIteration()))
        except Exception as error:  # it belongs to whoever waits for the batch
            ready.put((None, error))

    threading.Thread(target=load, daemon=True).start()
    while True:
        batch, error = ready.get()
        if isinstance(error, StopIteration):
            return
        if error:
            raise error
        yield batch


class OnDisk(Dataset):
    """Samples that take a while to come."""

    def __init__(self, dataset, seconds):
        self.dataset, self.seconds = dataset, seconds

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        time.sleep(self.seconds)
        return self.dataset[index]


def compare_pipelines(step=0.008):
    """Seconds of an epoch with a training step that takes `step` seconds."""
    some = Subset(digits, range(160))
    print("a sample takes      taking turns, s      at the same time, s")
    for seconds in (0.0002, 0.0005, 0.001):
        loader = DataLoader(OnDisk(some, seconds), batch_size=16)
        times = []
        for batches in (loader, ahead(loader)):
            start = time.perf_counter()
            for _ in batches:
                time.sleep(step)
            times.append(time.perf_counter() - start)
        turns, overlap = times
        print(f"{seconds * 1e3:11.1f} ms {turns:20.3f} {overlap:24.3f}  ", end="")
        print("█" * round(overlap * 100) + "░" * round(max(turns - overlap, 0) * 100))


compare_pipelines()

# %% [markdown]
"""
The light part of each bar is what overlapping saves. It saves most where loading and training take
about the same time. Once loading is slower, the training waits all the same: the slower of the two
sets the pace, and then only *more* loaders help, or less work for each sample.

## Memory profiling: store small, convert late

We said that the digits stay in uint8 until they are needed. What does it buy? The next cell looks
at one epoch and counts all memory that is asked for: the stored pictures, and the most that is in
use while the epoch runs.
"""


# %%
def memory_of(prepare, epoch):
    """(bytes that `prepare()` keeps, most bytes in use during `epoch(...)` of its result)."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        dataset = prepare()
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        epoch(dataset)
        _, peak = tracemalloc.get_traced_memory()
        return held - before, peak - before
    finally:
        tracemalloc.stop()


def measure_memory(copies=20):
    """Three ways to go through many digits: all as floats, bytes, and bytes as one list."""
    pixels = np.concatenate([images.data] * copies)
    numbers = np.concatenate([labels.data] * copies)
    normalize = Normalize(5, 6)

    def floats():
        return TensorDataset(normalize(Tensor(pixels)), Tensor(numbers))

    def bytes_():
        return TensorDataset(Tensor(pixels), Tensor(numbers))

    def lazily(dataset):
        for x, _ in DataLoader(dataset, 64, shuffle=True, rng=0):
            normalize(x)

    def all_at_once(dataset):
        return [(normalize(x), y) for x, y in DataLoader(dataset, 64, shuffle=True, rng=0)]

    ways = {
        "float32, batch by batch": (floats, lazily),
        "uint8, batch by batch": (bytes_, lazily),
        "uint8, list of all batches": (bytes_, all_at_once),
    }
    print(f"{len(pixels):,} digits               stored, MB     at the most, MB")
    for name, (prepare, epoch) in ways.items():
        held, peak = (size / 1e6 for size in memory_of(prepare, epoch))
        print(f"{name:28} {held:10.1f} {peak:19.1f}  {'█' * round(peak * 3)}")


measure_memory()

# %% [markdown]
"""
Reading the three lines:

* Stored as float32 the pictures take four times the bytes, and eight times as float64, for the
  same seventeen values. It is the first thing to look at when a data set "does not fit".
* Batch by batch, the most that is ever in use is hardly more than what is stored: one batch, and
  the order, which is a single number for each sample.
* `list(loader)` is convenient, and undoes all of it: every batch of the epoch exists at once.
"""

# %% [markdown]
"""
## In production systems

`torch.utils.data` has the same parts with the same names; whoever knows yours can read its
source. What it adds is mostly about *where* the work is done:

```
    ┌─ worker process 1 ──────────────┐
    │ Dataset[i], transforms, collate │ ──┐
    └─────────────────────────────────┘   │   ┌──────────────┐   ┌──────────────┐   ┌───────┐
    ┌─ worker process 2 ──────────────┐   ├─► │ queue of     │ ─►│ pinned memory│ ─►│  GPU  │
    │ Dataset[i], transforms, collate │ ──┤   │ batches      │   │ of the host  │   │       │
    └─────────────────────────────────┘   │   └──────────────┘   └──────────────┘   └───────┘
    ┌─ worker process 3 ──────────────┐   │
    │ Dataset[i], transforms, collate │ ──┘
    └─────────────────────────────────┘
              ▲
              │  lists of indices
    ┌─────────┴───────────────────────┐
    │ Sampler: the order, in batches  │
    └─────────────────────────────────┘
```

**Processes, not threads.** `num_workers=3` starts three processes, each with its own Python and
its own copy of the dataset object. Python code in threads takes turns; processes do not. The price is
that batches have to cross from one process to another, through shared memory. Each worker makes
whole batches, so collating happens there, too.

**Samplers.** Our `order()` is a class of its own there. That pays off when one order is not enough:
`WeightedRandomSampler` for rare classes, `DistributedSampler` when eight machines must share an
epoch without sharing a sample.

**Randomness in workers.** Every process needs a generator of its own. In older versions the
workers inherited copies of numpy's *global* generator in the same state, and each made the same
"random" shifts; many published trainings had this and did not notice. PyTorch seeds its own generators
per worker, takes `generator=` for the order, and a `worker_init_fn` for whatever else is random.

**Gathering.** Our `batch(indices)` is called `__getitems__` there and is optional, as ours is.

**Pinned memory.** To copy a batch to a GPU while the GPU computes, the host's pages must not
move. `pin_memory=True` puts batches into such pages.

**Data that have no number.** Streams, and files so large that jumping about in them is slow, are
an `IterableDataset`, which can only be walked through. They are shuffled approximately: a buffer of
some thousand samples, from which one is drawn and replaced by the next that arrives. Large training
sets are stored in *shards*, files of some hundred megabytes, each read from front to back; the
order of the shards is shuffled, and then the buffer. tf.data, WebDataset and others are built
around this.

**Arrays larger than memory.** `np.load(path, mmap_mode="r")` maps a file into the address space,
and the pages that are touched are read when they are touched. A dataset on top of it needs no
other code than yours.
"""

# %% [markdown]
"""
## All tests at once

Before you submit, restart the kernel and run the whole notebook, or press *Validate*.
"""


# %%
def run_all_tests():
    """Every visible test of this module."""
    test_tensor_dataset()
    test_tensor_dataset_getitem()
    test_subset()
    test_random_split()
    test_collate()
    test_loader_len()
    test_loader_order()
    test_loader_iter()
    test_tensor_dataset_batch()
    test_subset_batch()
    test_normalize()
    test_random_shift()
    test_compose()
    print("\n🎉 your DataLoader is ready for module 09")


if __name__ == "__main__":
    run_all_tests()

# %% [markdown]
"""
## 🤔 ML Systems Thinking

Three questions, five points each, read by a person. Three to six sentences are enough; a number
that you computed is worth more than an adjective. Add cells to try things out.

### 1. Too good to be true

A colleague has 1,000 pictures. To have more of them, she makes ten shifted copies of each, stores
all 10,000 in one big `TensorDataset`, normalises it with the mean and standard deviation of the
whole, and calls `random_split(dataset, [8000, 2000])`. The network gets 99 % of the test part right.
In use, on new pictures, it gets 85 %.

```
    1,000 pictures ──►  10 copies of each  ──►  random_split  ──┬──►  8,000 training
                                                                └──►  2,000 test
```

Take one picture of the test part. Roughly how probable is it that none of its nine siblings is in
the training part? What, then, does the 99 % measure? Say in which order the steps should be
done, which parts should be shifted, and what else in her procedure used knowledge of the test part.
"""

# %% [markdown] nbgrader={"grade_id": "think_leak", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
Each sibling is in the test part with probability of about 0.2, so none is in the training part
with about 0.2⁹ = 0.0000005, which is as good as never. Practically every test picture has about
seven shifted copies of itself among those that the network has learned (9 · 0.8 = 7.2). So the
99 % measure how well it recognises pictures that it knows, slightly moved, and not how well it
does on new ones; the 85 % do.
Right: first split the 1,000 originals (800 and 200), then shift the training part only, best
anew in each epoch with a random transform and without storing anything; the test part stays as it
is (or is shifted once and for all, to ask another question). Mean and standard deviation of the
whole contain the test part as well: compute them from the training part, and apply these same
numbers to both.

Mark scheme: 1 point for the probability (0.2⁹, or a clear "practically zero" with a reason); 1
for what 99 % measures (recognising known pictures, memory); 2 for the order: one for splitting
the originals first, one for shifting the training part only; 1 for mean and std from the
training part alone.
### END SOLUTION
"""

# %% [markdown]
"""
### 2. How many workers?

Reading and unpacking one photograph takes 6 ms. A batch has 32 of them, and a training step on the
GPU takes 50 ms. A photograph is 224 by 224 pixels with three colours, a byte each.

```
    1 process, taking turns      load ────── ? ms ──────┤ train 50 ms ├ load ...

    W workers, each making whole batches, while the GPU trains:

    worker 1     ├─────────── ? ms ───────────┤├─────────── ...
    worker 2           ├─────────── ? ms ───────────┤├────── ...
    GPU                                       ├─ 50 ms ─┤   ├─ 50 ms ─┤
```

How long does a step take when one process does everything in turn, and what share of the time is the
GPU busy? How long with W workers, as a formula, and from which W on do more of them change
nothing? If every worker may be two batches ahead, how much memory do the waiting batches take with
that W, as bytes and as float32? Name one way to need fewer workers.
"""

# %% [markdown] nbgrader={"grade_id": "think_workers", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
In turn: 32 · 6 = 192 ms for loading and 50 ms for training, 242 ms a step; the GPU is busy
50 / 242 = 21 % of the time. With W workers a batch is ready every 192 / W ms on average, and the
slower side sets the pace: max(192 / W, 50) ms. 192 / 50 = 3.84, so from W = 4 on it is 50 ms, and
more workers change nothing (apart from smoothing out photographs that take longer).
A batch has 32 · 224 · 224 · 3 = 4,816,896 bytes; 4 workers with 2 batches each are 8 batches, 38.5
MB, or 154 MB as float32. Fewer workers: do once what is always the same (store the pictures smaller,
or already unpacked), convert to float late or on the GPU, use a faster decoder, or make the training
step longer.

Mark scheme: 1 point for 242 ms and 21 %; 2 for max(192 / W, 50): one for dividing the loading, one
for "the slower one counts"; 1 for W = 4 together with the memory (38.5 MB and 154 MB; allow 10 %);
1 for a sensible way to need less loading.
### END SOLUTION
"""

# %% [markdown]
"""
### 3. The same epoch again

A training on 57 batches an epoch stops in epoch 3, at batch 17, with a loss of `nan`. You would like
to look at just that batch. And you would like to go on from the checkpoint that was written at the
end of epoch 2, in such a way that the result is the same, bit for bit, as if nothing had happened.

```
      epoch 1            epoch 2            epoch 3
    ├──────────────────┼──────────────────┼──────✗───────────┤
    │ order()          │ order()          │ order()
    ▼                  ▼                  ▼
    rng ─────────────► rng ─────────────► rng        ▲
                                          │          └ batch 17: nan
                                          └ checkpoint
```

The loader was made with `DataLoader(dataset, 32, shuffle=True, rng=7)`. How can you get batch 17 of
epoch 3 back without training at all? What must the checkpoint hold, besides weights and the
optimizer's state, so that epoch 3 has the right order? Why would neither be possible if the loader
shuffled with `np.random.shuffle`? Suggest a way to compute the order of epoch k directly, without
the orders before it.
"""

# %% [markdown] nbgrader={"grade_id": "think_again", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
Make the loader again with rng=7, call `order()` twice and throw the results away; the third
call gives the order of epoch 3, and `dataset.batch(order[17 * 32 : 18 * 32])` (counting from 0) is
the batch. No network is needed, because nobody but the loader draws from its generator.
The checkpoint must hold the state of the generator (`loader.rng.bit_generator.state`) at the end
of epoch 2, or the seed and the number of epochs; if transforms or dropout are random, the states
of their generators as well.
`np.random.shuffle` uses the one generator of the whole program: its state depends on everything
else that has drawn from it, dropout, initial weights, libraries, cells run twice, so the third
order cannot be had without repeating all of that; and shuffling the data in place changes what the
next shuffle starts from.
Direct: a fresh generator for each epoch, `np.random.default_rng([seed, epoch]).permutation(n)`.
Then seed and epoch number are all that has to be stored.

Mark scheme: 2 points for getting the batch back (one for repeating the draws with the same seed,
one for cutting out the right piece); 1 for the state of the generator in the checkpoint (or seed
and count); 1 for why a shared generator prevents it; 1 for deriving a generator from seed and epoch.
### END SOLUTION
"""

# %% [markdown]
"""
## 🎯 Module Summary

Between a file and a training step there is now a road, and you have built every part of it:

```
   ┌─ Dataset ──────────────────────────────────────────────────────────┐
   │  TensorDataset     rows of Tensors                                 │
   │  Subset            some of them          random_split   parts      │
   │  Mapped            transformed           Normalize  RandomShift    │
   │                                          Compose                   │
   ├─ DataLoader ───────────────────────────────────────────────────────┤
   │  order()           each index once, a new order in each epoch      │
   │  __iter__          one batch at a time, when it is asked for       │
   │  dataset.batch     one gather, or sample by sample with collate    │
   └────────────────────────────────────────────────────────────────────┘
```

What stays true beyond this course:

- **Shuffle numbers, not data.** One order for all parts of a sample, and nothing has to be moved.
- **Whatever is random owns its generator.** Then random things can be repeated.
- **Split first.** Nothing that is computed from the test part may reach the training.
- **Store small, convert late**; do once what is always the same, and each time only what is random.
- **The slower side sets the pace.** Measure loading and training apart, then let them overlap.

In **module 09** the pictures stop being rows of 64 numbers and become pictures: you build
convolutions, and feed them with this loader.
"""
