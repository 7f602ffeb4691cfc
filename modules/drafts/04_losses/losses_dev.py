# %% [markdown]
"""
# Module 04: Losses

**Learning Objectives:**
- Build the three losses that most networks are trained with: squared error, cross-entropy, and
  cross-entropy for yes-or-no questions
- Explain what a loss asks of a model, and why cross-entropy and not accuracy teaches it
- Compute with logarithms of probabilities so that scores of a thousand are no problem
- Refuse inputs that would give a wrong number without an error
- Measure what a loss costs in time and memory when there are very many classes

Plan 3 to 5 hours. The module has 100 points:

| part | you build | points |
|---|---|---|
| One number | `Loss`: the mean, the sum, or one loss each | 9 |
| Squared error | `target_like`, `MSELoss` | 18 |
| Cross-entropy | by hand, then `class_labels`, `pick`, `CrossEntropyLoss` | 35 |
| Two classes | `softplus`, `BCEWithLogitsLoss` | 17 |
| Right or wrong | `accuracy` | 6 |
| Thinking | three questions about what you built, in your own words | 15 |
"""

# %% [markdown]
"""
## What we are building, and why

You have layers that turn pictures into scores. Their weights are random, so the scores are
nonsense. Before anything can get better, something has to say *how bad it is*, in one number.
That something is called a **loss**:

```
     input             prediction
    ┌───────┐  model  ┌────────────┐
    │ x     │ ──────► │ 0.2 1.9 .. │ ───┐    ┌────────┐       ┌────────┐
    └───────┘         └────────────┘    ├───►│  loss  │ ────► │  1.37  │    one number:
                      ┌────────────┐    │    └────────┘       └────────┘    0 is perfect,
                      │ target     │ ───┘                                   more is worse
                      └────────────┘
                       what was right
```

One number, so that two sets of weights can be compared at all: the one with the lower loss is
better. Learning then means to change the weights a little, again and again, so that this number
goes down. How to find the right change is the subject of modules 05 and 06. What "better" *means*
is decided here, and the machine will take you at your word. A model that is trained to be right on
average will be right on average, and one whose loss has a bug will learn the bug.

A loss has to be more than correct on paper. Three kinds of trouble run through this module:

* **Wrong shapes that fit.** A price list of shape `(64, 1)` and one of shape `(64,)` can be
  subtracted. The result is a number, and it is the wrong one.
* **Right formulas that break.** The textbook's cross-entropy takes an exponential, then a
  logarithm. Far out, the exponential is infinite and the logarithm has nothing to work with.
* **Answers that do not teach.** A loss that stays the same when a weight moves a little tells
  nobody where to go. Some repairs of the second trouble cause this one.

Everything below is computed with the methods of your Tensor, and with nothing else. You know the
reason from module 01: in module 05 each of those methods will leave a record of what it did, and
what goes past them will not be in the record.
"""

# %% nbgrader={"grade_id": "losses_imports", "role": "given"}
#| export
import numpy as np

from tinytorch.activations import logsumexp
from tinytorch.tensor import Tensor, extend

# %% nbgrader={"grade_id": "losses_tools", "role": "given"}
# For tests and measurements in this notebook; the library itself needs none of them.
import math
import time
import tracemalloc

import tinytorch.tensor
from tinytorch.activations import log_softmax

# %% [markdown]
"""
## Many examples, one number

A model is judged on a *batch* of examples at once, so a loss is made in two steps. First each
example (or each number) gets a loss of its own. Then these are brought together:

```
     each example          reduction
    ┌──────┐
    │ 0.25 │──┐            "mean"  ──►  0.75     what one example costs, on average
    ├──────┤  │
    │ 1.50 │──┤            "sum"   ──►  3.00     what all of them cost together
    ├──────┤  ├──────►
    │ 0.00 │──┤            "none"  ──►  0.25  1.50  0.00  1.25
    ├──────┤  │                                  who has the trouble?
    │ 1.25 │──┘
    └──────┘
```

The mean is what people want nearly always, because it means the same for a batch of 4 and one
of 400. The sum grows with the batch. And "none" is for looking closer: which examples does the
model get wrong? (Often it is those whose label is wrong.)

All three losses of this module have that second step in common, so it gets a class of its own.
The first step will be a method `losses`, which every loss defines in its own way:

```
                     ┌───────────────────────────────────────┐
                     │ Loss(reduction)                       │
                     │    reduced(losses)     many to one    │
                     │    loss(prediction, target)           │
                     └──────────────────┬────────────────────┘
              ┌─────────────────────────┼─────────────────────────┐
     ┌────────┴─────────┐     ┌─────────┴────────┐     ┌──────────┴────────┐
     │ MSELoss          │     │ CrossEntropyLoss │     │ BCEWithLogitsLoss │
     │    losses(...)   │     │    losses(...)   │     │    losses(...)    │
     └──────────────────┘     └──────────────────┘     └───────────────────┘
```

The constructor keeps the reduction. Somebody will write `reduction="avg"` one day. If nothing
complains, the loss may quietly use something else, and the mistake shows in no place but the
results. So the constructor complains, at once and by name.
"""


# %% nbgrader={"grade_id": "loss_init", "role": "solution"}
#| export
class Loss:
    """What all losses have in common: a loss for each example, and how they become one.

    reduction  "mean", "sum", or "none" for one loss each

    Raises ValueError, with what it got in the message, for any other reduction.
    """

    def __init__(self, reduction="mean"):
        # TODO: refuse what is not one of the three; keep the rest in self.reduction.
        # HINT: f"{reduction!r}" puts quotes around a text, so that a reader sees where it ends.
        ### BEGIN SOLUTION
        if reduction not in ("mean", "sum", "none"):
            raise ValueError(f'reduction is "mean", "sum" or "none", not {reduction!r}')
        self.reduction = reduction
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_loss_init", "role": "test", "points": 1}
def test_loss_init():
    """The reduction is kept; one that does not exist is refused."""
    assert Loss().reduction == "mean", "the mean unless something else is asked for"
    assert Loss("sum").reduction == "sum"
    try:
        Loss("avg")
    except ValueError as error:
        assert "avg" in str(error), "the message should say what it got"
    else:
        raise AssertionError('there is no reduction "avg": ValueError expected')
    print("✅ a loss knows its reduction")


test_loss_init()

# %% [markdown]
"""
Now the step itself. It is three lines, and one thing to think about: `losses` may have any number
of axes. A loss for each of 8 sentences with 20 words has shape `(8, 20)`, and its mean is over
all 160 numbers.
"""


# %% nbgrader={"grade_id": "loss_reduced", "role": "solution"}
#| export
@extend(Loss)
def reduced(self, losses):
    """The mean or the sum of all numbers in `losses`, a Tensor of shape (); or `losses` itself.

    >>> Loss("sum").reduced(Tensor([1.0, 2.0, 6.0])).item()
    9.0
    """
    # TODO: answer by self.reduction, with methods of the Tensor.
    ### BEGIN SOLUTION
    if self.reduction == "mean":
        return losses.mean()
    if self.reduction == "sum":
        return losses.sum()
    return losses
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_loss_reduced", "role": "test", "points": 2}
def test_loss_reduced():
    """The four losses of the diagram, three times."""
    losses = Tensor([0.25, 1.5, 0.0, 1.25])
    assert Loss("mean").reduced(losses).item() == 0.75
    assert Loss("sum").reduced(losses).item() == 3.0
    assert Loss("none").reduced(losses).data.tolist() == [0.25, 1.5, 0.0, 1.25]
    assert isinstance(Loss("mean").reduced(losses), Tensor), "one number, in a Tensor"
    print("✅ many losses, one number")


test_loss_reduced()

# %% [markdown]
"""
With that, a loss can be called. `loss(prediction, target)` is short for the two steps:
"""


# %% nbgrader={"grade_id": "loss_call", "role": "given"}
#| export
@extend(Loss)
def __call__(self, prediction, target):
    """The loss of `prediction` when `target` was right, reduced."""
    return self.reduced(self.losses(prediction, target))


# %% nbgrader={"grade_id": "hidden_loss", "role": "test", "points": 6}
# After you submit, this cell checks
#   - every reduction on Tensors of 0 to 3 axes, with an axis of length 0 for the sum
#   - that float32 stays float32, that the mean and the sum have no axes
#   - that the losses themselves are left alone; that "none" gives them and not a copy
#   - that "Mean", "", None and other things are refused with ValueError that says what it got
### BEGIN HIDDEN TESTS
def hidden_loss():
    def same(got, want, dtype):
        if type(got) is not Tensor or got.data.shape != np.shape(want):
            return False
        near = (got.data - want).__abs__() <= 1e-6 * (1 + np.asarray(want).__abs__())
        return got.data.dtype == dtype and bool(near.all())

    assert not same(Tensor(1.0), 1.1, "float64"), "this cell's comparison sees a wrong number"
    assert not same(Tensor([1.0]), 1.0, "float64"), "this cell's comparison sees a wrong shape"
    rng = np.random.default_rng(401)
    for shape in ((), (1,), (6,), (4, 3), (3, 3), (2, 3, 4)):
        for dtype in ("float64", "float32"):
            losses = Tensor(rng.normal(size=shape) * 5, dtype=dtype)
            numbers = losses.data.reshape(-1).tolist()
            kept = losses.data.copy()
            total = math.fsum(numbers)
            got = Loss("mean").reduced(losses)
            assert same(got, total / len(numbers), dtype), "mean: of all numbers, without axes"
            assert same(Loss().reduced(losses), total / len(numbers), dtype), "mean by default"
            assert same(Loss("sum").reduced(losses), total, dtype), "sum: of all numbers"
            assert got is not losses and Loss("sum").reduced(losses) is not losses, (
                "the mean and the sum are new Tensors, also of a single loss"
            )
            got = Loss("none").reduced(losses)
            assert same(got, kept, dtype), "none: all of them"
            assert np.shares_memory(got.data, losses.data), "none: the losses, not a copy"
            assert bool((losses.data == kept).all()), "the losses are left alone"
    empty = Tensor(np.zeros((0, 3)))
    assert same(Loss("sum").reduced(empty), 0.0, "float64"), "the sum of nothing is 0"
    assert Loss("none").reduced(empty).shape == (0, 3), "no losses stay no losses"
    counts = Tensor([[1, 2], [4, 6]])
    assert same(Loss("mean").reduced(counts), 3.25, "float64"), "whole numbers have a mean, too"

    for wrong in ("Mean", "MEAN", "average", "", None, 1, "mean ", True, "sums", "non"):
        try:
            Loss(wrong)
        except ValueError as error:
            assert str(wrong) in str(error), "the message says what it got"
            continue
        raise AssertionError("what is not a reduction is refused with ValueError")
    assert Loss(reduction="none").reduction == "none", "reduction is the argument's name"

    class Difference(Loss):
        def losses(self, prediction, target):
            return prediction - target

    both = Tensor([5.0, 7.0]), Tensor([1.0, 2.0])
    assert same(Difference()(*both), 4.5, "float64"), "a loss is called: losses, then reduced"
    assert same(Difference("sum")(*both), 9.0, "float64"), "a loss is called: losses, then reduced"


hidden_loss()
### END HIDDEN TESTS


# %% [markdown]
"""
## Squared error: how far off?

When the prediction is a quantity, a price or a temperature, the natural question is how far it
is from the truth. The **squared error** asks it in this way:

```
     prediction      2.0      3.0      7.0      5.0
     target          1.0      3.0      4.0      7.0
                   ─────────────────────────────────
     difference      1.0      0.0      3.0     -2.0
     squared         1.0      0.0      9.0      4.0        mean  3.5

                      █                ███      ██
                                       ███      ██
                                       ███
```

Squaring does two things. The sign goes away, so that 1 too high and 1 too low do not cancel. And
one large error weighs more than many small ones: three times as far off costs nine times as much.

### A guard at the door

In module 01 you saw predictions of shape `(1000, 1)` meet targets of shape `(1000,)`. Broadcasting
made a million differences of them, the mean was computed, no error was raised:

```
     prediction (3, 1)       target (3,)             differences (3, 3)
        ┌────┐                                       ┌────┬────┬────┐
        │ 10 │            ┌────┬────┬────┐           │  0 │-10 │-20 │      the diagonal is
        ├────┤            │ 10 │ 20 │ 30 │           ├────┼────┼────┤      what was meant
        │ 20 │     -      └────┴────┴────┘     =     │ 10 │  0 │-10 │
        ├────┤                                       ├────┼────┼────┤      mean square 133.3,
        │ 30 │                                       │ 20 │ 10 │  0 │      and every prediction
        └────┘                                       └────┴────┴────┘      was right
```

Between a prediction and its target, broadcasting is never wanted. So we write a small guard that
every loss of this kind sends its target through. It has three duties:

1. Make a Tensor of the target if it is an array, a list or a number.
2. Refuse a target whose shape is not that of the prediction, naming both shapes.
3. Take care of the dtype. Targets are often whole numbers or booleans, and an `int64` Tensor turns
   the `float32` prediction that it meets into `float64`: twice the bytes, from the last step of
   the network all the way back. Such a target is converted to the prediction's dtype. A Tensor
   of floats comes back as it is, the same numbers and not a copy: whoever made it chose its dtype,
   and it may itself be the output of a network, with a record that must not break.
"""


# %% nbgrader={"grade_id": "target_like", "role": "solution"}
#| export
def target_like(prediction, target):
    """`target` as a Tensor that fits `prediction` (a Tensor of any shape) number by number.

    target  a Tensor, an array, a list or a number; whole numbers and booleans take the dtype
            of the prediction, floats keep theirs; a Tensor of floats is returned as it is

    Raises ValueError, with both shapes in its message, when the shapes are not the same.

    >>> target_like(Tensor([0.5, 2.5]), [1, 2]).data.tolist()
    [1.0, 2.0]
    """
    # TODO: the three duties, in their order.
    # HINT: Tensor(data, dtype=...) makes Tensors of all these things, and converts them.
    # HINT: floats are what has the dtype.kind "f".
    ### BEGIN SOLUTION
    if not isinstance(target, Tensor):
        target = Tensor(target)
    if target.shape != prediction.shape:
        raise ValueError(f"the prediction is {prediction.shape}, the target {target.shape}")
    if target.dtype.kind != "f":
        target = Tensor(target, dtype=prediction.dtype)
    return target
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_target_like", "role": "test", "points": 2}
def test_target_like():
    """Shapes that only broadcast are refused; whole numbers become floats."""
    prediction = Tensor([0.5, 1.5, 2.5], dtype=np.float32)
    labels = target_like(prediction, Tensor([0, 1, 1]))
    assert labels.data.tolist() == [0.0, 1.0, 1.0]
    assert labels.dtype == np.float32, "whole numbers take the dtype of the prediction"
    assert isinstance(target_like(prediction, [1.0, 2.0, 3.0]), Tensor), "a list becomes a Tensor"
    try:
        target_like(Tensor([[10.0], [20.0], [30.0]]), Tensor([10.0, 20.0, 30.0]))
    except ValueError as error:
        assert "(3, 1)" in str(error) and "(3,)" in str(error), "name both shapes in the message"
    else:
        raise AssertionError("(3, 1) and (3,) are not the same shape: ValueError expected")
    print("✅ a target that fits")


test_target_like()


# %% nbgrader={"grade_id": "hidden_target_like", "role": "test", "points": 6}
# After you submit, this cell checks
#   - Tensors, arrays, lists and single numbers as targets, with 0 to 3 axes, empty ones too
#   - pairs of shapes that broadcast and pairs that do not: ValueError with both shapes
#   - which dtypes are converted and which are kept; that a Tensor of floats comes back as it is
#   - that prediction and target are left as they were
### BEGIN HIDDEN TESTS
def hidden_target_like():
    def same(got, want, dtype):
        if type(got) is not Tensor or got.data.shape != want.shape:
            return False
        return got.data.dtype == dtype and bool((got.data == want).all())

    assert not same(Tensor([1.0]), np.array([1.1]), "float64"), "this cell sees a wrong number"
    assert not same(Tensor([1.0]), np.array([1.0]), "float32"), "this cell sees a wrong dtype"
    rng = np.random.default_rng(402)
    for shape in ((), (1,), (5,), (0,), (2, 3), (3, 3), (2, 0), (2, 1, 3)):
        for floats in ("float64", "float32"):
            prediction = Tensor(rng.normal(size=shape), dtype=floats)
            before = prediction.data.copy()
            for kind in ("int64", "int32", "uint8", "bool"):
                array = np.asarray(rng.integers(0, 2, shape)).astype(kind)
                for target in (Tensor(array), array):
                    got = target_like(prediction, target)
                    assert type(got) is Tensor, "the target becomes a Tensor"
                    assert got.data.dtype == floats, "whole numbers and booleans are converted"
                    assert same(got, array.astype(floats), floats), "the numbers stay"
                    kept = target.data if isinstance(target, Tensor) else target
                    assert kept.dtype == kind, "the target that came in keeps its dtype"
                    assert bool((kept == array).all()), "the target is left alone"
            for kind in ("float64", "float32", "float16"):
                array = np.asarray(rng.normal(size=shape)).astype(kind)
                target = Tensor(array)
                got = target_like(prediction, target)
                assert same(got, array, kind), "a target of floats keeps its dtype and numbers"
                assert got is target, "a Tensor of floats is returned as it is, not as a copy"
                assert same(target_like(prediction, array), array, kind), "an array of floats"
            target = Tensor(prediction)
            assert target_like(prediction, target) is target, "a target equal to the prediction"
            assert target_like(prediction, prediction) is prediction, "a Tensor against itself"
            assert target_like(prediction, target.data) is not prediction, "an equal array"
            assert bool((prediction.data == before).all()), "the prediction is left alone"
    single = Tensor([0.5, 1.5], dtype=np.float32)
    assert same(target_like(single, [1.0, 2.5]), np.array([1.0, 2.5]), "float64"), (
        "a list of floats keeps Python's dtype"
    )
    far = np.array([np.inf, -np.inf])
    assert same(target_like(single, Tensor(far)), far, "float64"), "infinite targets are floats"
    nan = target_like(single, np.array([np.nan, 1.0])).data
    assert nan[0] != nan[0] and nan[1] == 1.0, "nan is a float"
    assert same(target_like(Tensor(0.5), 2.5), np.array(2.5), "float64"), "a single number"
    assert same(target_like(Tensor(0.5), 2), np.array(2.0), "float64"), "a single whole number"
    pair = target_like(Tensor([[0.5, 1.5]], dtype=np.float32), [[1, 0]])
    assert same(pair, np.array([[1.0, 0.0]]), "float32"), "lists"

    misfits = [((3, 1), (3,)), ((3,), (3, 1)), ((2, 3), (3,)), ((4,), (1,)), ((1,), (4,))]
    misfits += [((3,), ()), ((), (3,)), ((2, 3), (3, 2)), ((2, 3), (6,)), ((2, 3, 1), (2, 3))]
    misfits += [((0,), ()), ((2, 2), (2, 2, 1)), ((5,), (4,)), ((1, 3), (3,)), ((), (1,))]
    for left, right in misfits:
        for array in (np.ones(right), np.ones(right, "int64")):
            try:
                target_like(Tensor(np.zeros(left)), Tensor(array))
            except ValueError as error:
                said = str(error)
                assert str(left) in said and str(right) in said, "the message names both shapes"
                continue
            raise AssertionError("a target of another shape is refused with ValueError")


hidden_target_like()
### END HIDDEN TESTS


# %% [markdown]
"""
### The loss

Behind the guard the loss itself is short. Write `losses`, the first of the two steps: the squared
difference for every number. The second step, `reduced`, comes by inheritance.
"""


# %% nbgrader={"grade_id": "mse_loss", "role": "solution"}
#| export
class MSELoss(Loss):
    """Mean squared error, for predictions that are quantities.

    >>> MSELoss()(Tensor([2.0, 3.0, 7.0, 5.0]), Tensor([1.0, 3.0, 4.0, 7.0])).item()
    3.5
    """

    def losses(self, prediction, target):
        """The squared difference for every number: two of the same shape give that shape."""
        # TODO: send the target through the guard, then compute.
        ### BEGIN SOLUTION
        difference = prediction - target_like(prediction, target)
        return difference**2
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_mse_loss", "role": "test", "points": 3}
def test_mse_loss():
    """The numbers of the diagram, and the shapes that must not meet."""
    prediction = Tensor([2.0, 3.0, 7.0, 5.0])
    target = Tensor([1.0, 3.0, 4.0, 7.0])
    assert MSELoss("none")(prediction, target).data.tolist() == [1.0, 0.0, 9.0, 4.0]
    assert MSELoss()(prediction, target).item() == 3.5
    assert MSELoss("sum")(prediction, target).item() == 14.0
    assert MSELoss()(Tensor([[1.0, 5.0]]), [[1, 2]]).item() == 4.5, "a list as the target"
    try:
        MSELoss()(Tensor([[10.0], [20.0], [30.0]]), Tensor([10.0, 20.0, 30.0]))
    except ValueError:
        pass
    else:
        raise AssertionError("(3, 1) and (3,) must not be compared: ValueError expected")
    print("✅ squared error")


test_mse_loss()


# %% nbgrader={"grade_id": "hidden_mse_loss", "role": "test", "points": 7}
# After you submit, this cell checks
#   - all reductions against a loop in Python, for 0 to 3 axes, large and tiny differences
#   - that the mean is over all numbers, not over the first axis
#   - float32 predictions with float32, whole-number and boolean targets: float32 comes out
#   - that other shapes are refused, and that prediction and target are left alone
#   - that the loss is computed from the prediction with operations of Tensor only
### BEGIN HIDDEN TESTS
def hidden_mse_loss():
    def same(got, want, dtype):
        if type(got) is not Tensor or got.data.shape != np.shape(want):
            return False
        near = (got.data - want).__abs__() <= (1e-12 if dtype == "float64" else 1e-5) * (
            1e-9 + np.asarray(want).__abs__()
        )
        return got.data.dtype == dtype and bool(near.all())

    assert not same(Tensor(1.0), 1.0 + 1e-9, "float64"), "this cell sees a wrong number"
    assert not same(Tensor([1.0]), 1.0, "float64"), "this cell sees a wrong shape"
    rng = np.random.default_rng(403)
    for shape in ((), (1,), (6,), (4, 3), (3, 3), (2, 3, 4)):
        for scale in (1.0, 1e-4, 1e6):
            for dtype in ("float64", "float32"):
                prediction = Tensor(rng.normal(size=shape) * scale, dtype=dtype)
                target = Tensor(rng.normal(size=shape) * scale, dtype=dtype)
                kept = prediction.data.copy(), target.data.copy()
                flat = (array.reshape(-1).tolist() for array in kept)
                each = [(p - t) ** 2 for p, t in zip(*flat, strict=True)]
                got = MSELoss("none")(prediction, target)
                assert same(got, np.array(each).reshape(shape), dtype), "none: each square"
                assert got is not prediction and got is not target, "a new Tensor comes out"
                total = math.fsum(each)
                assert same(MSELoss("sum")(prediction, target), total, dtype), "sum: of all"
                got = MSELoss()(prediction, target)
                assert same(got, total / len(each), dtype), "mean: over all numbers"
                assert bool((prediction.data == kept[0]).all()), "the prediction is left alone"
                assert bool((target.data == kept[1]).all()), "the target is left alone"
                assert same(MSELoss()(prediction, prediction), 0.0, dtype), "perfect is 0"
    single = Tensor([0.5, 2.0, 1.0], dtype=np.float32)
    for target in (Tensor([1, 0, 1]), [1, 0, 1], Tensor([True, False, True]), np.array([1, 0, 1])):
        got = MSELoss("none")(single, target)
        assert got.data.dtype == np.float32, "whole-number targets do not change the dtype"
        assert got.data.tolist() == [0.25, 4.0, 0.0], "whole-number and boolean targets"
    for target in (np.array([1.0, 0.0, 1.0]), [1.0, 0.0, 1.0]):
        got = MSELoss("none")(single, target)
        assert same(got, np.array([0.25, 4.0, 0.0]), "float64"), "floats of Python are float64"
    for dtype in ("float64", "float32"):
        empty = Tensor(np.zeros((0, 2)), dtype=dtype)
        for target in (Tensor(empty), np.zeros((0, 2), int)):
            got = MSELoss("none")(empty, target)
            assert same(got, np.zeros((0, 2)), dtype), "no examples, no losses"
            assert got is not empty and got is not target, "a new Tensor comes out"
            assert same(MSELoss("sum")(empty, target), 0.0, dtype), "no examples"
    got = MSELoss(reduction="none")(Tensor(3.0, dtype=np.float32), 1)
    assert same(got, 4.0, "float32"), "single numbers"
    assert same(MSELoss("none")(Tensor(3.0), 1), 4.0, "float64"), "single numbers"
    one = Tensor([0.0, 1.0])
    got = MSELoss("none")(one, Tensor([0.0, 0.0]))
    assert same(got, one.data, "float64"), "a prediction of 0 and one of 1"
    assert got is not one, "a new Tensor comes out, also where it equals the prediction"

    for left, right in (((3, 1), (3,)), ((3,), ()), ((2, 3), (3,)), ((4,), (1,)), ((1,), (4,))):
        try:
            MSELoss()(Tensor(np.zeros(left)), Tensor(np.zeros(right)))
        except ValueError:
            continue
        raise AssertionError("a target of another shape is refused with ValueError")

    made = []
    original = Tensor.__init__
    try:
        Tensor.__init__ = lambda self, *a, **k: (original(self, *a, **k), made.append(self))[0]
        prediction, target = Tensor([1.0, 2.0]), Tensor([0.0, 5.0])
        made.clear()
        MSELoss()(prediction, target)
    finally:
        Tensor.__init__ = original
    made = [t for t in made if t.size > 1 and t.data.tolist() != target.data.tolist()]
    assert not made, "compute with operations of Tensor; Tensor(...) of numbers breaks the record"


hidden_mse_loss()
### END HIDDEN TESTS


# %% [markdown]
"""
### What does it ask for?

The machine takes a loss at its word, so let us read the words. Suppose that a model may give only
*one* number as its prediction for five houses, four small ones and a palace. Which number has the
smallest loss? The cell tries many, for the squared error and for the plain distance |p - t|
(whose size you get from a Tensor with `x.maximum(-x)`).
"""


# %%
def best_single_prediction():
    """The loss of many constant predictions, for two ways to count an error."""
    prices = Tensor([1.0, 2.0, 3.0, 4.0, 100.0])
    candidates = np.arange(0.0, 101.0)
    squared, absolute = [], []
    for candidate in candidates:
        prediction = Tensor(np.full(5, candidate))
        difference = prediction - prices
        squared.append(MSELoss()(prediction, prices).item())
        absolute.append(difference.maximum(-difference).mean().item())
    print("prices", prices.numpy(), "   mean", prices.mean().item())
    print("smallest squared error:   predict", candidates[np.argmin(squared)])
    print("smallest absolute error:  predict", candidates[np.argmin(absolute)])


best_single_prediction()

# %% [markdown]
"""
The square goes to the mean, the distance to the median. Neither is the right answer; they are
answers to two questions. One palace (or one typing error in your data) pulls the first to a price
that fits no house in the list. When people say that squared error is "sensitive to outliers", this
is what they have seen.

Now a model with one weight: predict `w * x`, for data that lie near the line with slope 2. Its
loss for every `w` is a landscape, and training will be a walk down into its valley.
"""


# %%
def landscape():
    """The squared error of the model w * x, for many w."""
    rng = np.random.default_rng(4)
    x = Tensor(np.linspace(-2.0, 2.0, 40))
    y = x * 2.0 + Tensor(rng.normal(size=40) * 0.3)
    print("    w     loss")
    for w in np.linspace(0.0, 4.0, 17):
        loss = MSELoss()(x * w, y).item()
        print(f"{w:5.2f} {loss:8.3f}  {'█' * round(loss * 8)}")


landscape()

# %% [markdown]
"""
A smooth bowl. Wherever you stand you can tell which way is down, and how steep it is. Keep this
picture; we shall meet a judge without slopes at the end of the module.
"""

# %% [markdown]
"""
## Cross-entropy: how surprised?

Now the prediction is a choice: cat, dog or owl. The network gives a score to each class, and the
target is the number of the right one. Squared error would be a strange judge here. The classes
are numbered 0, 1 and 2, but an owl is not twice a dog.

A better question: **how much probability did the model give to what turned out to be true?**
Softmax, from module 02, makes probabilities of the scores (they are called **logits** from here
on: any real numbers, before softmax). If the true class has probability p, then p = 1 is perfect
and p near 0 is a disaster. For a whole batch the probabilities multiply, as for independent
events. Let us do just that, for a fairly good model:
"""


# %%
def multiply_probabilities(p=0.7):
    """The probability that a model gives to all labels of a data set."""
    print("examples    product of the probabilities     sum of -log p")
    for n in (1, 10, 100, 1000, 10_000):
        print(f"{n:8d} {p**n:32.3g} {-math.log(p) * n:17.1f}")


multiply_probabilities()

# %% [markdown]
"""
Soon the product is smaller than the smallest float64 that can be written, and then it is 0, for a
good model as for a bad one. The logarithm mends that: it turns the product into a sum, and the
minus sign makes "more is worse" of it. The quantity **-log p** is the loss of one example. Its
name in information theory is surprise:

```
      p        -log p
     1.00       0.00                              what was certain does not surprise
     0.90       0.11     █
     0.50       0.69     ███████
     0.10       2.30     ███████████████████████
     0.01       4.61     ██████████████████████████████████████████████
```

Each time the probability shrinks to a tenth, the loss grows by 2.30, and there is no end to it:
whoever calls the truth impossible pays without limit. This is **cross-entropy**.

### A shorter way from scores to surprise

Follow one picture through the formula. The scores are 2, 1 and -1:

```
                    cat       dog       owl
      score z      2.00      1.00     -1.00
      exp(z)       7.39      2.72      0.37        sum 10.48
      softmax      0.71      0.26      0.04        each exp divided by the sum
      -log         0.35      1.35      3.35        the loss, if this class is the true one
```

Look at the last line next to the first. In every column the two add up to 2.35. That is no
accident. The logarithm undoes the exponential, and what is left is a subtraction:

```
     -log( exp(z[y]) / Σ exp(z[j]) )    =    log( Σ exp(z[j]) )  -  z[y]         y: the true class
```

The first term you know. It is `logsumexp` of the scores, here log(10.48) = 2.35, a softened
maximum: a little above the largest score. So the loss is a *distance*: how far below this soft
maximum is the score of the truth?

```
                                                       logsumexp
        -1.00               1.00        2.00             2.35
     ─────┬───────────────────┬───────────┬────────────────┬─────►  score
         owl                 dog         cat               │
          │                   │           │◄──── 0.35 ────►│     if it was a cat
          │                   │◄────────── 1.35 ──────────►│     if it was a dog
          │◄───────────────────── 3.35 ───────────────────►│     if it was an owl
                                                                  (not to scale)
```

To lower its loss, a model can raise the score of the truth or lower the others. Raising all scores
by the same amount changes nothing.

Do it by hand first, for one row of scores, with nothing but Python's `math`. There is one trap,
and you know its name. `math.exp(1000)` is an OverflowError, but scores of 1000 do happen. The last
remark above is the way out: subtract the largest score from all of them, and no exponent is above
zero.
"""


# %% nbgrader={"grade_id": "cross_entropy_by_hand", "role": "solution"}
def cross_entropy_by_hand(scores, label):
    """The cross-entropy of one example, as a float.

    scores  a list of C numbers of any size
    label   which of them belongs to the true class, 0 .. C-1

    >>> cross_entropy_by_hand([0.0, 1000.0], 0)
    1000.0
    """
    # TODO: shift the scores, then: the log of the sum of their exponentials, less one of them.
    # HINT: which of the shifted scores is exp's largest argument, and what is its exp?
    ### BEGIN SOLUTION
    largest = max(scores)
    shifted = [score - largest for score in scores]
    total = sum(math.exp(score) for score in shifted)
    return math.log(total) - shifted[label]
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_cross_entropy_by_hand", "role": "test", "points": 3}
def test_cross_entropy_by_hand():
    """Cat, dog and owl; and scores that the plain formula cannot handle."""
    for label, want in ((0, 0.3490), (1, 1.3490), (2, 3.3490)):
        got = cross_entropy_by_hand([2.0, 1.0, -1.0], label)
        assert (got - want).__abs__() < 1e-4, f"class {label} costs {want}"
    assert cross_entropy_by_hand([0.0, 1000.0], 1) == 0.0, "right, and very sure"
    assert cross_entropy_by_hand([0.0, 1000.0], 0) == 1000.0, "wrong, and very sure"
    print("✅ cross-entropy by hand")


test_cross_entropy_by_hand()


# %% nbgrader={"grade_id": "hidden_cross_entropy_by_hand", "role": "test", "points": 3}
# After you submit, this cell checks 1 to 50 classes, every label, equal scores (the loss is then
# log C), scores up to 10,000 on both sides of zero, and that the list is left alone.
### BEGIN HIDDEN TESTS
def hidden_cross_entropy_by_hand():
    def near(got, want):
        return (got - want).__abs__() <= 1e-9 * (1 + want.__abs__())

    assert not near(1.0, 1.0001), "this cell's comparison sees a wrong number"
    rng = np.random.default_rng(404)
    for classes in (1, 2, 3, 10, 50):
        for label in range(classes):
            got = cross_entropy_by_hand([0.7] * classes, label)
            assert near(got, math.log(classes)), "equal scores: the loss is log C"
            scores = rng.normal(size=classes).tolist()
            kept = list(scores)
            want = math.log(math.fsum(math.exp(s - scores[label]) for s in scores))
            got = cross_entropy_by_hand(scores, label)
            assert near(got, want), "the log of the sum, less the true score"
            assert scores == kept, "the list of scores is left alone"
            shifted = [s - 500.0 for s in scores]
            assert near(cross_entropy_by_hand(shifted, label), want), "a common shift is nothing"
    for far in (1e4, 800.0, 5000.0):
        assert near(cross_entropy_by_hand([far, -far], 0), 0.0), "large scores, right"
        assert near(cross_entropy_by_hand([far, -far], 1), 2 * far), "large scores, wrong"
        assert near(cross_entropy_by_hand([-far, -far], 0), math.log(2)), "far below zero"
        assert near(cross_entropy_by_hand([far] * 3, 2), math.log(3)), "far above zero"
    assert near(cross_entropy_by_hand([3, 4], 0), math.log(1 + math.e)), "whole numbers"


hidden_cross_entropy_by_hand()
### END HIDDEN TESTS


# %% [markdown]
"""
### Repairs that make it worse

The formula as it stands in the textbook, the log of a softmax, fails for large scores. Searching
the web you will find a repair: add a tiny number, so that the log never sees a zero. Let us watch
both, next to yours. The true class has score 0, its rival a score that grows.
"""


# %%
def watch_repairs():
    """Three ways to compute the same loss while a wrong class gets ever more confident."""
    print(" rival's      as in the    with 1e-12       yours")
    print(" score        textbook     in the log")
    for rival in (1.0, 10.0, 30.0, 100.0, 700.0, 1000.0):
        scores = np.array([0.0, rival])
        with np.errstate(all="ignore"):
            powers = np.exp(scores)
            textbook = -np.log(powers[0] / powers.sum())
            repaired = -np.log(powers[0] / powers.sum() + 1e-12)
        ours = cross_entropy_by_hand(scores.tolist(), 0)
        print(f"{rival:7.0f} {textbook:16.4f} {repaired:12.4f} {ours:12.4f}")


watch_repairs()

# %% [markdown]
"""
The textbook's column ends in `inf`. The middle column looks well-behaved, and that is the
danger: from 30 on it hardly changes. A model that is *very* wrong pays no more than one that
is wrong, and worse, when it improves from 1000 to 100 the loss does not move at all. Training
goes downhill, and here the ground has been levelled. The examples that most need to be
learned from teach nothing.

Clipping probabilities to 1e-12 does the same. The cure is never to form the probability at all:
from scores to the logarithm in one step, as you did.
"""

# %% [markdown]
"""
### From one row to a batch: the labels

For a batch the logits have shape `(N, C)`: N examples, C classes. The target holds N whole
numbers. A language model has a prediction at every word of every sentence, so its logits have
shape `(N, T, C)` and its targets `(N, T)`. The rule that covers everything: **the last axis of the
logits is the classes; the target has all the other axes.**

```
     logits  (N, C)                        target  (N,)
     ┌───────┬───────┬───────┬───────┐     ┌───┐
     │  0.1  │  0.2  │[ 0.9 ]│  0.3  │     │ 2 │
     ├───────┼───────┼───────┼───────┤     ├───┤
     │[ 0.4 ]│  0.3  │  0.2  │  0.1  │     │ 0 │          one label for each row
     ├───────┼───────┼───────┼───────┤     ├───┤
     │  0.5  │  0.6  │  0.7  │[ 0.8 ]│     │ 3 │
     └───────┴───────┴───────┴───────┘     └───┘
         0       1       2       3
```

Labels come from files, and files are wrong in interesting ways. What would plain indexing do with
these?

| what comes | what indexing does |
|---|---|
| labels 1 .. 10 instead of 0 .. 9 | an error that speaks of axes, once a 10 comes along |
| -1, which some data sets use for "unknown" | takes the *last* class, in silence |
| floats such as 2.0 | an error that speaks of arrays |
| booleans | takes them for a mask, and returns other shapes |
| one-hot rows such as `[0, 0, 1, 0]` | takes every 0 and 1 for a class |

Your next function is the guard for labels. It checks kind, shape and range, in that order, and
each of its errors says what is wrong in terms of classes.
"""


# %% nbgrader={"grade_id": "class_labels", "role": "solution"}
#| export
def class_labels(logits, target):
    """`target` as a Tensor of class numbers: one for each row of scores in `logits`.

    logits  a Tensor of shape (..., C)
    target  whole numbers from 0 to C-1 of shape (...): a Tensor, an array, a list or a number;
            a Tensor is returned as it is

    Raises TypeError when they are not whole numbers (booleans are not);
    ValueError, with both shapes in its message, when there is not one for each row;
    IndexError, with the number in its message, when one of them is not in 0 .. C-1.
    """
    # TODO: make it a Tensor; then check kind, shape and range.
    # HINT: whole numbers have the dtype.kind "i" or "u".
    # HINT: comparing an array with a number gives an array of booleans, with .any() and .all().
    #   Used as an index it leaves only the numbers where it is True.
    ### BEGIN SOLUTION
    if not isinstance(target, Tensor):
        target = Tensor(target)
    classes = logits.shape[-1]
    if target.dtype.kind not in "iu":
        raise TypeError(f"labels are whole numbers, not {target.dtype}")
    if target.shape != logits.shape[:-1]:
        raise ValueError(f"logits {logits.shape} need one label a row, not {target.shape}")
    outside = (target.data < 0) | (target.data >= classes)
    if outside.any():
        raise IndexError(f"there is no class {target.data[outside][0]} in 0 .. {classes - 1}")
    return target
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_class_labels", "role": "test", "points": 2}
def test_class_labels():
    """Good labels pass; floats, one-hot rows and classes that do not exist are refused."""
    logits = Tensor(np.zeros((3, 4)))
    labels = class_labels(logits, Tensor([2, 0, 3]))
    assert isinstance(labels, Tensor) and labels.data.tolist() == [2, 0, 3]
    assert class_labels(logits, [2, 0, 3]).data.tolist() == [2, 0, 3], "a list becomes a Tensor"
    one_hot = [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1]]
    wrong = [(TypeError, [2.0, 0.0, 3.0]), (ValueError, [2, 0]), (ValueError, one_hot)]
    wrong += [(IndexError, [2, 4, 3]), (IndexError, [2, -1, 3])]
    for kind, target in wrong:
        try:
            class_labels(logits, target)
        except kind:
            continue
        raise AssertionError(f"{kind.__name__} expected for the labels {target}")
    print("✅ labels that can be trusted")


test_class_labels()


# %% nbgrader={"grade_id": "hidden_class_labels", "role": "test", "points": 7}
# After you submit, this cell checks
#   - labels of every integer dtype, as Tensors, arrays, lists and single numbers
#   - logits of 1 to 3 axes and a single class, the first and the last class, no examples
#   - each error and its message, also on the border: -1 and C, one bad label among many
#   - that whole-number floats and booleans are refused in any shape
#   - that nothing is changed, and a Tensor of good labels comes back as it is
### BEGIN HIDDEN TESTS
def hidden_class_labels():
    def same(got, want):
        if type(got) is not Tensor or got.data.shape != want.shape:
            return False
        return got.data.dtype.kind in "iu" and bool((got.data == want).all())

    assert not same(Tensor([1]), np.array([2])), "this cell's comparison sees a wrong label"
    assert not same(Tensor([1.0]), np.array([1])), "this cell's comparison sees floats"
    rng = np.random.default_rng(405)
    for shape in ((4,), (1,), (3, 4), (4, 4), (5, 1), (0, 3), (2, 3, 4), (2, 0, 3)):
        logits = Tensor(rng.normal(size=shape))
        before = logits.data.copy()
        for dtype in ("int64", "int32", "int8", "uint8", "uint64"):
            array = np.asarray(rng.integers(0, shape[-1], shape[:-1])).astype(dtype)
            kept = array.copy()
            target = Tensor(array)
            got = class_labels(logits, target)
            assert same(got, kept), "a Tensor of good labels"
            assert got is target, "a Tensor is returned as it is, not as a copy"
            assert target.data.dtype == dtype, "the target keeps its dtype"
            assert bool((target.data == kept).all()), "the target is left alone"
            assert same(class_labels(logits, array), kept), "an array of good labels"
            if array.size:
                assert same(class_labels(logits, array.tolist()), kept), "a list of good labels"
        assert bool((logits.data == before).all()), "the logits are left alone"
        for kind in ("float64", "float32", "bool"):
            try:
                class_labels(logits, Tensor(np.zeros(shape[:-1], kind)))
            except TypeError:
                continue
            raise AssertionError("floats and booleans are refused with TypeError")
    single = Tensor(np.zeros((3, 4)), dtype=np.float32)
    assert same(class_labels(single, Tensor([0, 3, 3])), np.array([0, 3, 3])), "float32 logits"
    whole = Tensor(np.array([[5, 7], [1, 2]]))
    assert same(class_labels(whole, Tensor([1, 0])), np.array([1, 0])), "whole-number logits"

    misfits = [((3, 4), (2,)), ((3, 4), (3, 1)), ((3, 4), (3, 4)), ((3, 4), ()), ((4,), (4,))]
    misfits += [((4,), (1,)), ((2, 3, 4), (2,)), ((2, 3, 4), (3, 2)), ((2, 3, 4), (6,))]
    misfits += [((1, 4), ()), ((3, 4), (4,)), ((3, 4), (1,)), ((2, 3, 4), (3,))]
    for logits, labels in misfits:
        try:
            class_labels(Tensor(np.zeros(logits)), Tensor(np.zeros(labels, int)))
        except ValueError as error:
            said = str(error)
            assert str(logits) in said and str(labels) in said, "the message names both shapes"
            continue
        raise AssertionError("not one label for each row: ValueError")

    cases = [((5, 4), [0, 1, 2, 3, 4], 4), ((5, 4), [0, 1, -1, 3, 2], -1), ((1, 1), [1], 1)]
    cases += [((4,), 4, 4), ((4,), -1, -1), ((2, 2, 3), [[0, 1], [2, 77]], 77)]
    cases += [((3, 10), [9, 10, 0], 10), ((2, 3), [-50, 2], -50)]
    for shape, labels, culprit in cases:
        for dtype in ("int64", "int8"):
            try:
                class_labels(Tensor(np.zeros(shape)), Tensor(labels, dtype=dtype))
            except IndexError as error:
                assert str(culprit) in str(error), "the message names the label"
                continue
            raise AssertionError("a label outside 0 .. C-1: IndexError")
    try:
        class_labels(Tensor(np.zeros((2, 3))), Tensor(np.array([1, 200], "uint8")))
    except IndexError:
        pass
    else:
        raise AssertionError("a label outside 0 .. C-1: IndexError, for unsigned labels too")
    try:
        class_labels(Tensor(np.zeros((2, 3))), [0.0, 7.5, 1.0])
    except TypeError:
        return
    raise AssertionError("the kind is checked first: floats are a TypeError in any shape")


hidden_class_labels()
### END HIDDEN TESTS


# %% [markdown]
"""
### The score of the truth

Next, from every row the score that its label points at. You have seen it in module 01:
`scores[[0, 1, 2], [2, 0, 3]]` takes one number for each pair of row and column. That settles
`(N, C)`. And `(N, T, C)`? You could build one list of indices for each axis. Or remember that a
buffer knows nothing about rows: reshaped to two axes, N·T rows of C scores, it is the case that
you have solved, and the answer can be reshaped back.

```
     scores (2, 3, C)     reshape      (6, C)      pick      (6,)     reshape     (2, 3)
     ┌─────────────┐                ┌─────────┐             ┌───┐              ┌───┬───┬───┐
     │ 3 rows of C │                │         │             │   │              │   │   │   │
     ├─────────────┤   ─────────►   │ 6 rows  │  ───────►   │ 6 │  ─────────►  ├───┼───┼───┤
     │ 3 rows of C │                │         │             │   │              │   │   │   │
     └─────────────┘                └─────────┘             └───┘              └───┴───┴───┘
```

Both reshapes are views. No number moves until the pick, and then only one in C.
"""


# %% nbgrader={"grade_id": "pick", "role": "solution"}
#| export
def pick(scores, labels):
    """From each row the score that its label points at: (..., C) and labels (...) give (...).

    scores  a Tensor
    labels  a Tensor of whole numbers, such as class_labels returns

    >>> pick(Tensor([[0.1, 0.2, 0.9], [0.4, 0.3, 0.2]]), Tensor([2, 0])).data.tolist()
    [0.9, 0.4]
    """
    # TODO: two axes, pick, and back to the shape of the labels.
    # HINT: np.arange(n) counts the rows. A length of -1 in reshape is computed for you.
    ### BEGIN SOLUTION
    rows = scores.reshape(-1, scores.shape[-1])  # (N, C), where N counts all the rows
    picked = rows[np.arange(len(rows)), labels.reshape(-1)]  # (N,)
    return picked.reshape(labels.shape)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_pick", "role": "test", "points": 2}
def test_pick():
    """The scores in brackets, and the same for sentences of words."""
    scores = Tensor([[0.1, 0.2, 0.9, 0.3], [0.4, 0.3, 0.2, 0.1], [0.5, 0.6, 0.7, 0.8]])
    assert pick(scores, Tensor([2, 0, 3])).data.tolist() == [0.9, 0.4, 0.8]
    words = Tensor(np.arange(12).reshape(2, 2, 3))
    picked = pick(words, Tensor([[0, 2], [1, 1]]))
    assert picked.data.tolist() == [[0, 5], [7, 10]], "two sentences of two words"
    print("✅ the score of the truth")


test_pick()


# %% nbgrader={"grade_id": "hidden_pick", "role": "test", "points": 5}
# After you submit, this cell compares with a loop over all rows: scores of 1 to 4 axes, a single
# class, no rows, transposed scores, float32, labels of several dtypes; nothing is changed, and
# the result was taken from the scores by operations of Tensor.
### BEGIN HIDDEN TESTS
def hidden_pick():
    def same(got, want, dtype):
        if type(got) is not Tensor or got.data.shape != want.shape:
            return False
        return got.data.dtype == dtype and bool((got.data == want).all())

    assert not same(Tensor([1.0]), np.array([1.1]), "float64"), "this cell sees a wrong number"
    assert not same(Tensor([1.0]), np.array(1.0), "float64"), "this cell sees a wrong shape"
    rng = np.random.default_rng(406)
    for shape in ((4,), (1,), (3, 4), (4, 4), (5, 1), (0, 3), (2, 3, 4), (2, 3, 2, 5), (2, 0, 3)):
        for dtype in ("float64", "float32", "int64"):
            for kind in ("int64", "uint8", "int32"):
                scores = Tensor(np.asarray(rng.normal(size=shape) * 99).astype(dtype))
                labels = Tensor(np.asarray(rng.integers(0, shape[-1], shape[:-1])).astype(kind))
                kept = scores.data.copy(), labels.data.copy()
                want = np.zeros(shape[:-1], dtype)
                for place in np.ndindex(shape[:-1]):
                    want[place] = kept[0][place][kept[1][place]]
                got = pick(scores, labels)
                assert type(got) is Tensor, "a Tensor comes out"
                assert got.data.shape == want.shape, "the shape of the labels comes out"
                assert same(got, want, dtype), "each row's score at its label"
                assert bool((scores.data == kept[0]).all()), "the scores are left alone"
                assert bool((labels.data == kept[1]).all()), "the labels are left alone"
                assert not np.shares_memory(got.data, scores.data), "the picked scores are a copy"
    labels = Tensor([1, 2, 0])
    got = pick(Tensor([[0, 1, 2]] * 3), labels)
    assert same(got, labels.data, "int64"), "scores that equal their labels"
    assert got is not labels, "a new Tensor comes out"
    turned = Tensor(rng.normal(size=(4, 3))).T
    got = pick(turned, Tensor([3, 0, 2]))
    want = np.array([turned.data[0, 3], turned.data[1, 0], turned.data[2, 2]])
    assert same(got, want, "float64"), "transposed scores"

    made = []
    original = Tensor.__init__
    try:
        Tensor.__init__ = lambda self, *a, **k: (original(self, *a, **k), made.append(self))[0]
        scores, labels = Tensor(np.ones((2, 2, 3))), Tensor([[0, 1], [2, 2]])
        made.clear()
        pick(scores, labels)
    finally:
        Tensor.__init__ = original
    made = [t for t in made if t.dtype.kind == "f"]
    assert not made, "compute with operations of Tensor; Tensor(...) of numbers breaks the record"


hidden_pick()
### END HIDDEN TESTS


# %% [markdown]
"""
### The loss

Labels checked, scores picked; what is left is the distance to the soft maximum. For
`logsumexp` use your own function from module 02, which is imported at the top. It works along the
last axis unless told otherwise, and it is as careful with large scores as you have been by hand.
"""


# %% nbgrader={"grade_id": "cross_entropy_loss", "role": "solution"}
#| export
class CrossEntropyLoss(Loss):
    """Cross-entropy, for predictions that choose one of C classes: -log softmax at the label.

    The mean is over all labels: over N for logits (N, C), over N * T for (N, T, C).

    >>> round(CrossEntropyLoss()(Tensor([[2.0, 1.0, -1.0]]), Tensor([0])).item(), 2)
    0.35
    """

    def losses(self, logits, target):
        """A loss for each label: logits (..., C) and whole numbers (...) give (...)."""
        # TODO: check the labels, then one subtraction.
        # HINT: no softmax, no log and no exp: where are they?
        ### BEGIN SOLUTION
        labels = class_labels(logits, target)
        return logsumexp(logits) - pick(logits, labels)
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_cross_entropy_loss", "role": "test", "points": 3}
def test_cross_entropy_loss():
    """Cat, dog and owl in one batch; the mean over the batch; scores of a thousand."""
    logits = Tensor([[2.0, 1.0, -1.0]] * 3)
    each = CrossEntropyLoss("none")(logits, Tensor([0, 1, 2]))
    assert each.shape == (3,), "one loss for each example"
    assert (each.data - np.array([0.3490, 1.3490, 3.3490])).__abs__().max() < 1e-4
    mean = CrossEntropyLoss()(logits, Tensor([0, 1, 2])).item()
    assert (mean - 1.6823).__abs__() < 1e-4, "the mean over three examples"
    sure = Tensor([[0.0, 1000.0], [0.0, 1000.0]])
    assert CrossEntropyLoss("none")(sure, Tensor([1, 0])).data.tolist() == [0.0, 1000.0]
    try:
        CrossEntropyLoss()(logits, Tensor([0, 1, 3]))
    except IndexError:
        pass
    else:
        raise AssertionError("there is no class 3: IndexError expected")
    print("✅ cross-entropy")


test_cross_entropy_loss()


# %% nbgrader={"grade_id": "hidden_cross_entropy_loss", "role": "test", "points": 10}
# After you submit, this cell checks
#   - every reduction against a loop in Python, for logits of 1 to 3 axes, square ones too
#   - that the mean is over the labels, not over labels and classes
#   - equal scores (log C), a common shift, scores of 10,000 without a warning, in both dtypes
#   - that a model that is very wrong still pays more when it gets worse
#   - the errors for bad labels; float32 stays float32; logits and target are left alone
#   - that the loss is computed from the logits with operations of Tensor only
### BEGIN HIDDEN TESTS
def hidden_cross_entropy_loss():
    def same(got, want, dtype, tol):
        if type(got) is not Tensor or got.data.shape != np.shape(want):
            return False
        near = (got.data - want).__abs__() <= tol * (1 + np.asarray(want).__abs__())
        return got.data.dtype == dtype and bool(near.all())

    def by_loop(z, labels):
        want = np.zeros(labels.shape)
        for place in np.ndindex(labels.shape):
            row = z[place].tolist()
            top = row[0]
            for score in row:
                top = score if score > top else top
            total = math.fsum(math.exp(score - top) for score in row)
            want[place] = math.log(total) + top - row[labels[place]]
        return want

    assert not same(Tensor(1.0), 1.0 + 1e-9, "float64", 1e-11), "this cell sees a wrong number"
    assert not same(Tensor([1.0]), 1.0, "float64", 1e-11), "this cell sees a wrong shape"
    assert (by_loop(np.zeros((1, 4)), np.array([2])) - math.log(4)).__abs__().max() < 1e-12, (
        "this cell knows what to expect"
    )
    rng = np.random.default_rng(407)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for shape in ((4,), (3, 4), (4, 4), (6, 1), (7, 2), (2, 3, 4), (3, 3, 3), (2, 2, 2, 3)):
            for dtype, tol in (("float64", 1e-11), ("float32", 2e-5)):
                for scale in (1.0, 30.0, 1e-3):
                    logits = Tensor(rng.normal(size=shape) * scale, dtype=dtype)
                    labels = Tensor(np.asarray(rng.integers(0, shape[-1], shape[:-1])))
                    kept = logits.data.copy(), labels.data.copy()
                    want = by_loop(logits.data.astype(float), labels.data)
                    got = CrossEntropyLoss("none")(logits, labels)
                    assert type(got) is Tensor, "a Tensor comes out"
                    assert got.data.shape == want.shape, "none: one loss for each label"
                    assert got.data.dtype == dtype, "the dtype is that of the logits"
                    assert same(got, want, dtype, tol), "none: the loss of each label"
                    got = CrossEntropyLoss("sum")(logits, labels)
                    assert same(got, math.fsum(want.reshape(-1).tolist()), dtype, tol), "sum"
                    got = CrossEntropyLoss()(logits, labels)
                    assert same(got, want.mean(), dtype, tol), "mean: over the labels"
                    assert bool((logits.data == kept[0]).all()), "the logits are left alone"
                    assert bool((labels.data == kept[1]).all()), "the target is left alone"
                    assert labels.data.dtype == kept[1].dtype, "the target keeps its dtype"

        for classes in (1, 2, 10, 1000):
            for level in (0.0, 5.0, -3e4, 1e4):
                got = CrossEntropyLoss()(Tensor(np.full((3, classes), level)), [0, 0, classes - 1])
                assert same(got, math.log(classes), "float64", 1e-9), "equal scores: log C"
        for dtype, tol in (("float64", 1e-11), ("float32", 1e-4)):
            far = Tensor([[1e4, 0.0, -1e4], [1e4, 0.0, -1e4], [-1e4, 0.0, 1e4]], dtype=dtype)
            got = CrossEntropyLoss("none")(far, Tensor([0, 2, 1]))
            assert same(got, np.array([0.0, 2e4, 1e4]), dtype, tol), "scores of 10,000"
        worse = [CrossEntropyLoss()(Tensor([[0.0, s]]), [0]).item() for s in (30.0, 100.0, 1000.0)]
        assert worse[0] < worse[1] < worse[2], "whoever gets worse pays more, however far out"
        sure = CrossEntropyLoss()(Tensor([[0.0, -20.0]]), [0]).item()
        assert 1e-9 < sure < 3e-9, "nearly certain is nearly free, and not quite"

    logits = Tensor([[2.0, 1.0, -1.0], [0.5, 0.0, 3.0]])
    plain = CrossEntropyLoss("none")(logits, Tensor([0, 2]))
    for labels in ([0, 2], np.array([0, 2]), Tensor([0, 2], dtype=np.uint8), (0, 2)):
        got = CrossEntropyLoss("none")(logits, labels)
        assert same(got, plain.data, "float64", 1e-12), "labels as a list, an array, of any dtype"
    for dtype in ("float64", "float32"):
        empty = Tensor(np.zeros((0, 3)), dtype=dtype), Tensor([], dtype=int)
        got = CrossEntropyLoss("sum")(*empty)
        assert same(got, 0.0, dtype, 1e-12), "no examples have no loss"
        got = CrossEntropyLoss("none")(*empty)
        assert same(got, np.zeros(0), dtype, 1e-12), "no examples, no losses"
    one = CrossEntropyLoss()(Tensor([2.0, 1.0, -1.0]), 1)
    assert same(one, 1.3490122167681864, "float64", 1e-11), "one row and one label"
    one = CrossEntropyLoss("none")(Tensor([2.0, 1.0, -1.0]), 1)
    assert same(one, 1.3490122167681864, "float64", 1e-11), "one row, one label, one loss"
    assert not bool((logits.data != np.array([[2.0, 1.0, -1.0], [0.5, 0.0, 3.0]])).any()), (
        "the logits are left alone"
    )
    wrong = [(TypeError, [0.0, 2.0]), (TypeError, [True, False]), (ValueError, [0, 1, 2])]
    wrong += [(ValueError, [[1, 0, 0], [0, 0, 1]]), (IndexError, [0, 3]), (IndexError, [-1, 0])]
    for kind, target in wrong:
        try:
            CrossEntropyLoss()(logits, Tensor(target))
        except kind:
            continue
        raise AssertionError("bad labels are refused: floats, booleans, one-hot rows, -1 and C")

    made = []
    original = Tensor.__init__
    try:
        Tensor.__init__ = lambda self, *a, **k: (original(self, *a, **k), made.append(self))[0]
        logits, target = Tensor([[1.0, 2.5, 0.5], [4.0, 3.0, 0.0]]), Tensor([1, 2])
        made.clear()
        CrossEntropyLoss()(logits, target)
    finally:
        Tensor.__init__ = original
    maximum = [2.5, 4.0]  # the one thing that a stable logsumexp may set aside
    made = [t for t in made if t.dtype.kind == "f" and t.size > 1]
    made = [t for t in made if t.data.reshape(-1).tolist() != maximum]
    assert not made, "compute with operations of Tensor; Tensor(...) of numbers breaks the record"


hidden_cross_entropy_loss()
### END HIDDEN TESTS


# %% [markdown]
"""
### Two things to do with it

**Check a model before it has learned anything.** Random weights should make a network that is
unsure: about equal scores, probability 1/C for each class, and so a loss near log C. If the first
loss of a new model is far from this, something is wrong: too large weights, wrong labels, a
forgotten mean. It takes one line, and experienced people never skip it.
"""


# %%
def first_losses():
    """The loss of networks that know nothing, against log C."""
    rng = np.random.default_rng(1)
    print("classes     log C     scores of about 0.1     scores of about 10")
    for classes in (2, 10, 1000):
        labels = Tensor(rng.integers(0, classes, 500))
        noise = Tensor(rng.normal(size=(500, classes)))
        small = CrossEntropyLoss()(noise * 0.1, labels).item()
        large = CrossEntropyLoss()(noise * 10.0, labels).item()
        print(f"{classes:7d} {math.log(classes):9.3f} {small:23.3f} {large:22.3f}")


first_losses()

# %% [markdown]
"""
The last column is a model that guesses just as blindly, and is *sure* of its guesses. It pays many
times as much for the same ignorance. A large first loss is the usual sign of weights that were
initialised too large.

**Find the bad labels.** Train on thousands of examples, ask for `reduction="none"`, and sort. The
examples with the largest loss are those that the model finds hardest, and surprisingly often the
model is right and the label is wrong. Below, a made-up model that is rather good, and two labels
out of 200 that were swapped on purpose:
"""


# %%
def find_bad_labels():
    """The examples with the largest loss, where two labels are wrong."""
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 10, 200)
    logits = rng.normal(size=(200, 10))
    logits[np.arange(200), labels] += 6.0  # the model knows what it is looking at
    labels[[31, 117]] = (labels[[31, 117]] + 1) % 10  # two clerical errors
    losses = CrossEntropyLoss("none")(Tensor(logits), labels).numpy()
    for place in np.argsort(losses)[::-1][:5]:
        print(f"example {place:3d}  loss {losses[place]:5.2f}  {'█' * round(losses[place] * 4)}")


find_bad_labels()

# %% [markdown]
"""
## Two classes: one score is enough

Is this mail spam? Two classes, so you could use two scores and the loss above. But only their
difference matters, so one score does: positive for yes, negative for no. Put the other score at
zero, and everything that you know applies.

```
     two scores                                one score x

     no      yes                               the score of "no" is fixed at 0
     0        x        logsumexp               loss, if the answer is yes:   log(1 + exp(-x))
     ┼────────┼───────────┤                    loss, if the answer is no:    log(1 + exp(x))
     │        │◄─ if yes ►│
     │◄────── if no ─────►│
```

Both are the same function, once of x and once of -x. It is called **softplus**, and it is
`logsumexp` of the two scores 0 and x, the softened version of `max(0, x)`:

```
     x                 -4      -2       0       2       4
     max(0, x)       0.00    0.00    0.00    2.00    4.00
     softplus(x)     0.02    0.13    0.69    2.13    4.02
```

The formula log(1 + eˣ) overflows where you expect it, at x = 1000. The trick is the one that you
know: take the larger of the two scores out of the sum, so that the remaining exponent is never
positive. The larger of 0 and x is `max(0, x)`; what remains is the smaller one minus the larger
one, and that is -|x| whichever of the two is larger:

```
     log( exp(0) + exp(x) )    =    max(0, x)  +  log( 1 + exp(-|x|) )
```

There is no method for |x|, but you have `maximum`.
"""


# %% nbgrader={"grade_id": "softplus", "role": "solution"}
#| export
def softplus(x):
    """log(1 + exp(x)) for every number of a Tensor of any shape, however large the number."""
    # TODO: the formula on the right, with methods of the Tensor.
    # HINT: |x| is the larger of x and -x.
    ### BEGIN SOLUTION
    size = x.maximum(-x)  # |x|
    return x.maximum(0) + (1 + (-size).exp()).log()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_softplus", "role": "test", "points": 2}
def test_softplus():
    """The table above, and a thousand on both sides."""
    got = softplus(Tensor([-4.0, -2.0, 0.0, 2.0, 4.0])).data
    want = np.array([0.0181499, 0.1269280, 0.6931472, 2.1269280, 4.0181499])
    assert (got - want).__abs__().max() < 1e-6
    assert softplus(Tensor([-1000.0, 1000.0])).data.tolist() == [0.0, 1000.0], "far out"
    print("✅ softplus")


test_softplus()


# %% nbgrader={"grade_id": "hidden_softplus", "role": "test", "points": 5}
# After you submit, this cell compares with Python's own math for 0 to 3 axes, float32 and float64,
# numbers from 1e-8 to 10,000 on both sides of zero (no warning), no numbers at all; x is left
# alone, and the result is computed with operations of Tensor only.
### BEGIN HIDDEN TESTS
def hidden_softplus():
    def same(got, want, dtype, tol):
        if type(got) is not Tensor or got.data.shape != want.shape:
            return False
        near = (got.data - want).__abs__() <= tol * (1 + want.__abs__())
        return got.data.dtype == dtype and bool(near.all())

    def by_math(array):
        numbers = array.astype(float).reshape(-1).tolist()
        want = [(x if x > 0 else 0.0) + math.log1p(math.exp(-math.fabs(x))) for x in numbers]
        return np.array(want).reshape(array.shape)

    assert not same(Tensor([1.0]), np.array([1.0 + 1e-9]), "float64", 1e-12), "this cell compares"
    assert not same(Tensor([1.0]), np.array([1.0]), "float32", 1e-12), "this cell sees dtypes"
    rng = np.random.default_rng(408)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for shape in ((), (1,), (9,), (0,), (3, 3), (2, 5), (2, 3, 4)):
            for dtype, tol in (("float64", 1e-14), ("float32", 1e-6)):
                for scale in (1e-8, 1e-2, 1.0, 10.0, 100.0):
                    x = Tensor(rng.normal(size=shape) * scale, dtype=dtype)
                    kept = x.data.copy()
                    got = softplus(x)
                    assert got.data.dtype == dtype, "float32 stays float32"
                    assert same(got, by_math(kept), dtype, tol), "log(1 + exp(x))"
                    assert bool((x.data == kept).all()), "x is left alone"
        far = np.array([-1e4, -800.0, -50.0, -0.0, 0.0, 50.0, 800.0, 1e4])
        for dtype, tol in (("float64", 1e-14), ("float32", 1e-6)):
            got = softplus(Tensor(far, dtype=dtype))
            assert same(got, by_math(far), dtype, tol), "far out, without a warning"
            large = Tensor([800.0, 1e4], dtype=dtype)
            assert softplus(large) is not large, "a new Tensor comes out, also where it is x"
    assert softplus(Tensor(0)).data.dtype == np.float64, "whole numbers give floats"
    got = softplus(Tensor([[3, -3]]))
    assert same(got, by_math(np.array([[3, -3]])), "float64", 1e-14), "whole numbers"
    turned = Tensor(rng.normal(size=(4, 3))).T
    assert same(softplus(turned), by_math(turned.data), "float64", 1e-14), "a transposed Tensor"

    made = []
    original = Tensor.__init__
    try:
        Tensor.__init__ = lambda self, *a, **k: (original(self, *a, **k), made.append(self))[0]
        x = Tensor([1.0, -2.0, 0.5])
        made.clear()
        softplus(x)
    finally:
        Tensor.__init__ = original
    made = [t for t in made if t.size > 1]
    assert not made, "compute with operations of Tensor; Tensor(...) of numbers breaks the record"


hidden_softplus()
### END HIDDEN TESTS


# %% [markdown]
"""
### The loss

The target t is 1 for yes and 0 for no. One formula for both switches the right term on and the
other one off:

```
     losses  =   t · softplus(-x)     +     (1 - t) · softplus(x)
                 └──────┬───────┘           └─────────┬─────────┘
                  counts if t = 1              counts if t = 0
```

It has a long name, BCE with logits: *binary cross-entropy*, computed from the score itself and
not from a probability, for the reason that you know. A target in between, such as 0.9 for "nearly
certain", makes sense as well. A target outside 0 .. 1 does not: with t = -1 for "no", as some data
sets have it, the loss can be made as negative as one likes, and training will do exactly that. So
your loss refuses such targets.

There is one score and one target for each question here, and no axis of classes. So this loss,
too, sends its target through `target_like`.
"""


# %% nbgrader={"grade_id": "bce_loss", "role": "solution"}
#| export
class BCEWithLogitsLoss(Loss):
    """Cross-entropy for yes-or-no questions, from one score each: positive means yes.

    >>> round(BCEWithLogitsLoss()(Tensor([0.0, 2.0]), Tensor([1, 1])).item(), 2)
    0.41
    """

    def losses(self, logits, target):
        """A loss for each score: logits and targets from 0 to 1 of one shape give that shape.

        Raises ValueError when the shapes differ or a target is not in 0 .. 1.
        """
        # TODO: the guard for the target, a check of its range, the formula.
        # HINT: a comparison that nan passes is a comparison the wrong way round.
        ### BEGIN SOLUTION
        target = target_like(logits, target)
        if not ((target.data >= 0) & (target.data <= 1)).all():
            raise ValueError("targets are from 0 for no to 1 for yes")
        return target * softplus(-logits) + (1 - target) * softplus(logits)
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_bce_loss", "role": "test", "points": 3}
def test_bce_loss():
    """Unsure, right, wrong, and a thousand either way."""
    each = BCEWithLogitsLoss("none")(Tensor([0.0, 2.0, 2.0]), Tensor([1, 1, 0]))
    assert (each.data - np.array([0.6931, 0.1269, 2.1269])).__abs__().max() < 1e-4
    far = BCEWithLogitsLoss("none")(Tensor([1000.0, -1000.0, -1000.0]), Tensor([0, 0, 1]))
    assert far.data.tolist() == [1000.0, 0.0, 1000.0]
    for target in ([1, -1], [[1, 0]]):
        try:
            BCEWithLogitsLoss()(Tensor([0.0, 2.0]), Tensor(target))
        except ValueError:
            continue
        raise AssertionError(f"ValueError expected for the target {target}")
    print("✅ yes or no")


test_bce_loss()


# %% nbgrader={"grade_id": "hidden_bce_loss", "role": "test", "points": 7}
# After you submit, this cell checks
#   - every reduction against Python's math, 0 to 3 axes, targets 0, 1 and in between
#   - that it is the cross-entropy of the two scores 0 and x
#   - scores of 800 and 10,000 without a warning; a wrong model pays more when it gets worse
#   - whole-number and boolean targets with float32 scores; float32 stays float32
#   - targets outside 0 .. 1, not a number, or of another shape are refused
#   - that nothing is changed, and that only operations of Tensor are used
### BEGIN HIDDEN TESTS
def hidden_bce_loss():
    def same(got, want, dtype, tol):
        if type(got) is not Tensor or got.data.shape != np.shape(want):
            return False
        near = (got.data - want).__abs__() <= tol * (1 + np.asarray(want).__abs__())
        return got.data.dtype == dtype and bool(near.all())

    def plus(x):
        return x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))

    assert not same(Tensor(1.0), 1.0 + 1e-9, "float64", 1e-11), "this cell sees a wrong number"
    assert not same(Tensor([1.0]), 1.0, "float64", 1e-11), "this cell sees a wrong shape"
    rng = np.random.default_rng(409)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for shape in ((), (1,), (6,), (3, 3), (4, 2), (2, 3, 4)):
            for dtype, tol in (("float64", 1e-12), ("float32", 1e-5)):
                for soft in (False, True):
                    x = Tensor(rng.normal(size=shape) * 5, dtype=dtype)
                    t = rng.uniform(size=shape) if soft else rng.integers(0, 2, shape)
                    t = Tensor(np.asarray(t), dtype=dtype)
                    kept = x.data.copy(), t.data.copy()
                    flat = (array.reshape(-1).tolist() for array in kept)
                    each = [b * plus(-a) + (1 - b) * plus(a) for a, b in zip(*flat, strict=True)]
                    got = BCEWithLogitsLoss("none")(x, t)
                    want = np.array(each).reshape(shape)
                    assert same(got, want, dtype, tol), "none: the loss of each score"
                    assert got is not x and got is not t, "a new Tensor comes out"
                    total = math.fsum(each)
                    assert same(BCEWithLogitsLoss("sum")(x, t), total, dtype, tol), "sum: of all"
                    got = BCEWithLogitsLoss()(x, t)
                    assert same(got, total / len(each), dtype, tol), "mean: over all scores"
                    assert bool((x.data == kept[0]).all()), "the logits are left alone"
                    assert bool((t.data == kept[1]).all()), "the target is left alone"
        for far in (800.0, 1e4):
            x = Tensor([far, far, -far, -far])
            got = BCEWithLogitsLoss("none")(x, Tensor([1, 0, 1, 0]))
            assert same(got, np.array([0.0, far, far, 0.0]), "float64", 1e-12), "far out"
            sure, no = Tensor([far, far]), Tensor([0.0, 0.0])
            assert BCEWithLogitsLoss("none")(sure, no) is not sure, "a new Tensor comes out"
            assert BCEWithLogitsLoss("none")(-sure, no) is not no, "a new Tensor comes out"
        worse = [BCEWithLogitsLoss()(Tensor([s]), [0]).item() for s in (30.0, 100.0, 1000.0)]
        assert worse[0] < worse[1] < worse[2], "whoever gets worse pays more, however far out"
        sure = BCEWithLogitsLoss()(Tensor([20.0]), [1]).item()
        assert 1e-9 < sure < 3e-9, "nearly certain is nearly free, and not quite"

    x = Tensor([-1.5, 0.0, 2.5, 7.0])
    for labels in ([1, 0, 1, 0], [0, 1, 1, 1]):
        pairs = zip(x.data.tolist(), labels, strict=True)
        want = [plus(-score if label else score) for score, label in pairs]
        single = Tensor(x, dtype=np.float32)
        for target in (Tensor(labels), labels, np.array(labels, dtype=bool)):
            got = BCEWithLogitsLoss("none")(x, target)
            assert same(got, np.array(want), "float64", 1e-12), "whole numbers and booleans"
            got = BCEWithLogitsLoss("none")(single, target)
            assert same(got, np.array(want), "float32", 1e-6), "float32 stays float32"
    got = BCEWithLogitsLoss()(Tensor([0.0]), Tensor([0.5]))
    assert same(got, math.log(2), "float64", 1e-12), "a score of 0 costs log 2"
    for dtype in ("float64", "float32"):
        empty, none = (Tensor(np.zeros((0, 2)), dtype=dtype) for _ in range(2))
        got = BCEWithLogitsLoss("none")(empty, none)
        assert same(got, np.zeros((0, 2)), dtype, 1e-12), "no examples, no losses"
        assert got is not empty and got is not none, "a new Tensor comes out"
        got = BCEWithLogitsLoss("sum")(empty, none)
        assert same(got, 0.0, dtype, 1e-12), "no examples have no loss"
    half = Tensor([0.5, 0.25])
    want = [half * plus(-half) + (1 - half) * plus(half) for half in (0.5, 0.25)]
    got = BCEWithLogitsLoss("none")(half, half)
    assert same(got, np.array(want), "float64", 1e-12), "one Tensor as scores and as target"
    assert BCEWithLogitsLoss("none")(Tensor([3.0]), Tensor([0.0])).item() > 3.0, "a float target"

    bad = [[1.5, 0.0], [0.0, -0.1], [2, 0], [-1, 1], [0.5, float("nan")], [1.0, float("inf")]]
    for target in [*bad, [[1, 0]], [1], [[1], [0]], 1]:
        try:
            BCEWithLogitsLoss()(Tensor([0.5, 1.0]), Tensor(target))
        except ValueError:
            continue
        raise AssertionError("a target outside 0 .. 1 or of another shape: ValueError")

    made = []
    original = Tensor.__init__
    try:
        Tensor.__init__ = lambda self, *a, **k: (original(self, *a, **k), made.append(self))[0]
        x, target = Tensor([1.0, -2.0, 0.5]), Tensor([1.0, 0.0, 0.25])
        made.clear()
        BCEWithLogitsLoss()(x, target)
    finally:
        Tensor.__init__ = original
    made = [t for t in made if t.size > 1 and t.data.tolist() != target.data.tolist()]
    assert not made, "compute with operations of Tensor; Tensor(...) of numbers breaks the record"


hidden_bce_loss()
### END HIDDEN TESTS


# %% [markdown]
"""
## Right or wrong: a judge that cannot teach

When you show your model to somebody, they will not ask for its cross-entropy. They ask how often
it is right. That is the **accuracy**: choose the class with the largest score in each row, and
count how often it is the label.

```
     scores             largest     label
     0.1  0.2  0.9         2          2        right
     0.4  0.3  0.2         0          1        wrong          accuracy 2/3
     0.5  0.6  0.7         2          2        right
```

The result is for people, so it is a plain Python float and no Tensor. There is a deeper reason for
that, and it follows right after the test.
"""


# %% nbgrader={"grade_id": "accuracy", "role": "solution"}
#| export
def accuracy(scores, target):
    """The share of rows whose largest score is at the label, as a float from 0 to 1.

    scores (..., C), target: whole numbers (...), checked as in class_labels.
    """
    # TODO: check the labels, then compare.
    # HINT: arrays have a method argmax(axis=...), and booleans a mean.
    ### BEGIN SOLUTION
    labels = class_labels(scores, target)
    hits = scores.data.argmax(axis=-1) == labels.data
    return float(hits.mean())
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_accuracy", "role": "test", "points": 2}
def test_accuracy():
    """Two of three, as in the diagram."""
    scores = Tensor([[0.1, 0.2, 0.9], [0.4, 0.3, 0.2], [0.5, 0.6, 0.7]])
    got = accuracy(scores, Tensor([2, 1, 2]))
    assert type(got) is float, "a plain Python number"
    assert (got - 2 / 3).__abs__() < 1e-12
    print("✅ accuracy")


test_accuracy()


# %% nbgrader={"grade_id": "hidden_accuracy", "role": "test", "points": 4}
# After you submit, this cell compares with a loop: 1 to 3 axes, one class and many, negative
# scores, float32, none and all right, labels as lists; bad labels are refused; nothing is changed.
### BEGIN HIDDEN TESTS
def hidden_accuracy():
    def near(got, want):
        return type(got) is float and (got - want).__abs__() < 1e-12

    assert not near(0.5, 0.51), "this cell's comparison sees a wrong number"
    rng = np.random.default_rng(410)
    for shape in ((4,), (1,), (7, 4), (4, 4), (5, 1), (2, 3, 4), (3, 3, 3), (2, 2, 2, 3)):
        for dtype in ("float64", "float32"):
            for shift in (0.0, -20.0):
                scores = Tensor(rng.normal(size=shape) + shift, dtype=dtype)
                labels = Tensor(np.asarray(rng.integers(0, shape[-1], shape[:-1])))
                kept = scores.data.copy(), labels.data.copy()
                hits = rows = 0
                for place in np.ndindex(shape[:-1]):
                    row = scores.data[place].tolist()
                    rows += 1
                    hits += not [s for s in row if s > row[labels.data[place]]]
                got = accuracy(scores, labels)
                assert type(got) is float, "a plain Python number comes out"
                assert near(got, hits / rows), "the share of rows that are right"
                assert bool((scores.data == kept[0]).all()), "the scores are left alone"
                assert bool((labels.data == kept[1]).all()), "the labels are left alone"
    scores = Tensor(np.eye(4) * 3 - 1)
    assert near(accuracy(scores, [0, 1, 2, 3]), 1.0), "all right, with a list of labels"
    assert near(accuracy(scores, np.array([1, 2, 3, 0])), 0.0), "all wrong, with an array"
    assert near(accuracy(Tensor([[1, 5], [7, 2]]), Tensor([1, 1])), 0.5), "whole-number scores"
    wrong = [(TypeError, [0.0, 1.0, 2.0, 3.0]), (ValueError, [0, 1]), (IndexError, [0, 1, 2, 4])]
    wrong += [(IndexError, [0, 1, 2, -1]), (ValueError, np.eye(4, dtype=int).tolist())]
    for kind, target in wrong:
        try:
            accuracy(scores, Tensor(target))
        except kind:
            continue
        raise AssertionError("bad labels are refused: floats, one-hot rows, -1 and C")


hidden_accuracy()
### END HIDDEN TESTS


# %% [markdown]
"""
If accuracy is what people want, why not train for it? Take a model with a single number to learn:
it calls everything to the right of a threshold b "yes". Move b across the data and watch both
judges.
"""


# %%
def two_judges():
    """Accuracy and cross-entropy of the scores (0, 2(x - b)) while the threshold b moves."""
    x = Tensor([-2.0, -1.4, -0.9, -0.3, 0.2, 0.4, 0.9, 1.3, 1.7, 2.2])
    yes = Tensor([0, 0, 0, 0, 1, 0, 1, 1, 1, 1])
    print("    b    accuracy                 cross-entropy")
    for b in np.linspace(-1.05, 1.95, 16):
        score = (x - b) * 2.0
        # The scores of "no" and "yes" side by side: (10, 1) * (2,) gives (10, 2).
        scores = score.reshape(-1, 1) * Tensor([0.0, 1.0])
        right, loss = accuracy(scores, yes), CrossEntropyLoss()(scores, yes).item()
        print(f"{b:5.2f} {right:7.1f} {'█' * round(right * 10):10} ", end="")
        print(f"{loss:14.3f} {'█' * round(loss * 20)}")


two_judges()

# %% [markdown]
"""
The accuracy is a staircase. On a step it is the same for every b, and somebody who stands there
and looks a little to the left and a little to the right sees no difference: no direction is
better. Learning by small changes is impossible. The cross-entropy says at every point which way is
down, since it rewards not only right answers but also *surer* ones.

So there are two numbers in every training run. The **loss** is for the machine. The **metric**,
accuracy or whatever people care about, is for you, and you watch whether lowering the one raises
the other. They can disagree: a model that is right slightly more often, and terribly sure when it
is wrong, has a better accuracy and a worse loss.
"""

# %% [markdown]
"""
## Computational complexity: the price of many classes

None of your losses does much. Each visits its numbers a few times and adds them up:

| loss | inputs | exp and log | arithmetic | cost |
|---|---|---|---|---|
| `MSELoss` of n numbers | 2n | none | 3n | O(n) |
| `BCEWithLogitsLoss` of n scores | 2n | 4n | about 20n | O(n) |
| `CrossEntropyLoss` of N rows with C classes | NC + N | NC + N | about 3NC | O(N · C) |
| of these, `pick` | N | none | none | O(N) |
| the layer that makes the scores, d to C | Nd + dC | none | 2NdC | O(N · d · C) |

For ten digits nobody notices. But a language model chooses its next token among *all* tokens of
its vocabulary. GPT-2 has 50,257 of them and a hidden state of 768 numbers a token; the last layer
blows each state up like this:

```
     one token
     hidden state     768   █
     scores        50,257   █████████████████████████████████████████████████████████████████
```

And every one of those scores goes through an exponential. The layer before does 2d operations for
each score where the loss does about four. But its operations are a matrix product, which
processors are best at. Let us see how the times compare when the classes grow.
"""


# %%
def best_time(function, repeats=5):
    """Seconds of the fastest of several calls: what the work takes when nothing disturbs it."""
    function()  # warm up
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def measure_classes(n=256, d=64, classes=(16, 128, 1024, 4096)):
    """Time of the last layer and of the loss behind it, in float32."""
    rng = np.random.default_rng(0)
    hidden = Tensor(rng.normal(size=(n, d)), dtype=np.float32)
    loss = CrossEntropyLoss()
    print(f"{n} rows, d = {d}       last layer, ms       loss, ms     loss / layer")
    for c in classes:
        weight = Tensor(rng.normal(size=(d, c)), dtype=np.float32)
        labels = Tensor(rng.integers(0, c, n))
        logits = hidden @ weight
        layer = best_time(lambda w=weight: hidden @ w)
        judge = best_time(lambda z=logits, y=labels: loss(z, y))
        bar = "█" * min(40, round(judge / layer * 4))
        print(f"C = {c:5d} {layer * 1e3:23.3f} {judge * 1e3:14.3f} {judge / layer:12.1f} {bar}")


measure_classes()

# %% [markdown]
"""
By the count of operations, layer and loss should be 32 to 1 apart. They are not. For few classes
the loss is a handful of calls from Python, and their fixed cost is all there is. For many classes
it comes to passes over a large array: subtract, exponentiate, add up. Each pass fetches every
number from memory and does little with it, while the product keeps its numbers in the cache and
uses each of them again and again. The loss is **memory-bound**, the layer **compute-bound**, and
so a step with a fraction of the arithmetic can take a good part of the time.
"""

# %% [markdown]
"""
## Memory profiling: three ways to the same loss

Your loss picks one score from each row. Many implementations compute the same number in other
ways, and on paper there is nothing between them:

```
     one-hot        log_softmax(z)    *    one-hot rows      ──►  sum      ──►   -( )
                       (N, C)                (N, C)              (N,)

     log_softmax    log_softmax(z)   ──►   pick              ──►   -( )
                       (N, C)               (N,)

     yours          logsumexp(z)      -    pick(z)
                        (N,)                (N,)
```

A one-hot row has a 1 at the label and zeros elsewhere. For each way the cell prints two numbers:
the bytes in use at the busiest moment, and the bytes of *all* results that operations of Tensor
make on the way, as if none were ever thrown away. The unit is the logits: 1.00 means as many
bytes again as they take. Before you run it, write down your guess for the order.

(To count all results, `all_results` replaces `_wrap`, the helper of module 01 through which every
result goes. It is the idea of `extend`: put your own function in the place of another, and
afterwards, in a `finally`, put the old one back.)
"""


# %%
def peak_bytes(function):
    """The most bytes that were in use at one moment while `function` ran, beyond those before."""
    function()  # warm up
    tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        function()
        _, peak = tracemalloc.get_traced_memory()
        return peak - before
    finally:
        tracemalloc.stop()


def all_results(function):
    """The bytes of all results that operations of Tensor make while `function` runs."""
    made = []
    wrap = tinytorch.tensor._wrap

    def note_and_wrap(array):
        made.append(np.asarray(array))
        return wrap(array)

    tinytorch.tensor._wrap = note_and_wrap
    try:
        function()
    finally:
        tinytorch.tensor._wrap = wrap
    return sum(array.nbytes for array in made if array.base is None)  # views cost nothing


def measure_memory(n=512, c=2000):
    """Peak memory of three ways to compute the same cross-entropy."""
    rng = np.random.default_rng(0)
    logits = Tensor(rng.normal(size=(n, c)), dtype=np.float32)
    labels = Tensor(rng.integers(0, c, n))

    def by_one_hot():
        one_hot = np.zeros((n, c), dtype=np.float32)
        one_hot[np.arange(n), labels.data] = 1.0
        return -(log_softmax(logits) * one_hot).sum(axis=-1).mean()

    def by_log_softmax():
        return -pick(log_softmax(logits), labels).mean()

    def ours():
        return CrossEntropyLoss()(logits, labels)

    ways = {"one-hot": by_one_hot, "log_softmax": by_log_softmax, "yours": ours}
    print(f"logits {logits.nbytes / 1e6:.1f} MB, labels {labels.nbytes / 1e3:.1f} kB")
    print("                  loss    busiest moment               all results")
    for name, way in ways.items():
        print(f"{name:12} {way().item():9.5f}", end=" ")
        for size in (peak_bytes(way), all_results(way)):
            ratio = size / logits.nbytes
            print(f"{ratio:8.2f} {'█' * round(ratio * 4):19}", end="")
        print()


measure_memory()

# %% [markdown]
"""
The same loss to all digits shown, and not the same price. Each array of shape `(N, C)` counts as
1: the shifted scores, their exponentials, the result of `log_softmax`, the one-hot rows, their
product with it. Yours needs the first two. The labels, eight bytes a row, do not even show.

Look at the two columns separately. At the busiest moment, picking from `log_softmax` may need no
more than yours does: that moment can lie inside `log_softmax`, where two arrays exist side by side
for both. The second column tells them apart. (One-hot pays still more than it shows, since its
rows come straight from numpy and are no result of an operation.)

Today the first column decides, because results are thrown away as soon as nobody needs them. In
module 05 they will be *kept* until learning is done with them, and then it is the second. For a
large vocabulary these are the largest arrays of the whole model.
"""

# %% [markdown]
"""
## In production systems

The same three losses, under the same names, are `nn.MSELoss`, `nn.CrossEntropyLoss` and
`nn.BCEWithLogitsLoss` in PyTorch. What is there that you did not build, and where do the two
differ?

```
     ┌─ TinyTorch ─────────────────────────┐     ┌─ PyTorch, on a GPU ────────────────┐
     │                                     │     │                                    │
     │  logits (N, C)                      │     │  logits (N, C)                     │
     │     │                               │     │     │                              │
     │     ├──► max, subtract, exp, sum,   │     │     ▼                              │
     │     │    log: one pass each, with   │     │  one kernel: a row is read, its    │
     │     │    arrays (N, C) in between   │     │  maximum and sum are kept in       │
     │     │                               │     │  registers, the result written     │
     │     └──► pick                       │     │     │                              │
     │                                     │     │     ▼                              │
     │  subtract, mean                     │     │  pick and mean: a second kernel    │
     └─────────────────────────────────────┘     └────────────────────────────────────┘
```

**Fused kernels.** PyTorch computes `log_softmax` in one kernel and picks in a second one, called
`nll_loss`. Reading a row once or twice instead of five times is most of the gain. For large
vocabularies even writing the logits is too much: libraries such as Liger Kernel compute the last
layer and the loss together, piece by piece, so that the whole `(N, C)` never exists.

**From logits, or not.** In PyTorch the names tell: `CrossEntropyLoss` and `BCEWithLogitsLoss` take
scores, `NLLLoss` and `BCELoss` take (log-)probabilities. Handing softmax's output to
`CrossEntropyLoss` raises no error; it trains slowly and badly, and is one of the most common bugs
there are. In Keras it is an argument, `from_logits`, and its default is False: then the
probabilities are clipped at 1e-7, with the flat ground that you have seen.

**Axes.** PyTorch expects the classes in axis 1: `(N, C)`, but `(N, C, T)` for sequences, because
images have their channels there. We keep them last, where layers leave them, as JAX's libraries
do.

**Checks.** `nn.MSELoss` broadcasts shapes that differ, with a warning. `nn.BCEWithLogitsLoss` does
not look at the range of its targets. A label that does not exist is an IndexError on a CPU; on a
GPU, where nobody waits for the check, it is an assertion that fails somewhere inside the device,
and is reported at some later operation. Our checks cost a pass over N labels. They are
affordable because we can look at the numbers at once.

**More arguments.** `weight` makes rare classes count more; `ignore_index` leaves out labels such
as -100, for padding at the end of sentences (and then the mean is over the labels that are left);
`label_smoothing` takes a little probability from the truth, so that nothing has to be certain.

**Precision.** For large negative x our softplus is log(1 + tiny) = log(1) = 0, where the right
answer is about eˣ. PyTorch uses `log1p`, which keeps it. In float64 the difference is below 1e-15
and of no consequence to a mean. In float16, though, 1 + 0.0004 is already 1, and so frameworks
compute losses in float32 even when the rest of the network is in 16 bits.
"""

# %% [markdown]
"""
## All tests at once

You have run each test where it belongs. This cell runs the visible ones together, in case a later
change has broken something that worked. Before you submit, restart the kernel and run the whole
notebook, or press *Validate*.
"""


# %%
def run_all_tests():
    """Every visible test of this module."""
    test_loss_init()
    test_loss_reduced()
    test_target_like()
    test_mse_loss()
    test_cross_entropy_by_hand()
    test_class_labels()
    test_pick()
    test_cross_entropy_loss()
    test_softplus()
    test_bce_loss()
    test_accuracy()
    print("\n🎉 your losses are ready for module 05")


if __name__ == "__main__":
    run_all_tests()

# %% [markdown]
"""
## 🤔 ML Systems Thinking

Three questions, five points each, read by a person. Three to six sentences are enough; a number
that you computed is worth more than an adjective. Add cells to try things out.

### 1. The batch that was not full

A data set of 136 examples is read in batches of 64. The last batch is what is left. A script
reports the loss of the whole set as the plain mean of the three numbers that `CrossEntropyLoss()`
gave:

```
     batch        examples                                                    mean loss
     1            64   ████████████████████████████████████████████████████████████████    0.40
     2            64   ████████████████████████████████████████████████████████████████    0.40
     3             8   ████████                                                            1.30
```

What does the script report, and what is the mean loss of the 136 examples? How many times as much
does an example of the last batch count as one of the first? Say how to get the right number, with
the reduction that you would use. When is the mean of the means right?
"""

# %% [markdown] nbgrader={"grade_id": "think_last_batch", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
The script reports (0.40 + 0.40 + 1.30) / 3 = 0.70. The true mean is
(64 · 0.40 + 64 · 0.40 + 8 · 1.30) / 136 = 61.6 / 136 = 0.453. In the script's mean an example of
the last batch has the weight 1/3 · 1/8, one of the first 1/3 · 1/64: eight times as much.
Right: use reduction="sum", add the sums up and divide once by the number of examples (or weight
each mean with the size of its batch). The mean of the means is right exactly when all batches
have the same size, for example when the incomplete one is dropped. (The same holds for training:
splitting a batch into parts that are not equal changes what is learned from.)

Mark scheme: 1 point for 0.70; 1 for 0.453 (0.45 is enough); 1 for the factor of 8 with a reason;
1 for a correct way (sum and divide, or weights); 1 for equal sizes as the condition.
### END SOLUTION
"""

# %% [markdown]
"""
### 2. Diagnosis by the first number

Four runs print their cross-entropy before any training. All use natural logarithms and a data
set in which every class is equally frequent.

```
     run     classes     first loss      expected
     A            10          2.31       log C = 2.30        ┌──────────────────────────┐
     B            10          9.40             ?             │ loss  ──►  what does the │
     C          1000          2.30             ?             │ model seem to believe?   │
     D             2          0.02             ?             └──────────────────────────┘
```

Fill in what you expect for B, C and D. For each of A to D say whether you would start the
training; if not, name one plausible cause and how you would check it. What does exp(loss) tell
about a model, and what is it for run A?
"""

# %% [markdown] nbgrader={"grade_id": "think_first_loss", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
Without knowledge the loss should be log C: 2.30 for B, 6.91 for C, 0.69 for D.
A is as expected: start. B is far above: the model is sure and wrong, so its scores are too large
(weights initialised too large, inputs that were not scaled; look at the standard deviation of the
logits), or the losses were summed over something. C is far below log 1000 = 6.91, as if there were
only ten classes to choose from: the weights come from an earlier run, or the loader yields only ten
of the classes and the model rules out the rest (count the different labels), or the mean is
over three times too many numbers, since 6.91 / 3 = 2.30 (look at the shape of the losses with
reduction="none"). D is nearly right before it has learned: the label leaks into the input, or the
weights are not fresh, or the loss was divided by too much; check with labels that were shuffled,
which must give 0.69.
exp(loss) is the number of equally likely classes between which the model seems to hesitate: about
10 for A.

Mark scheme: 1 point for the three expected values; 1 for A and B (start A; B too sure, with a
check); 1 for a plausible cause and a check for C; 1 for a plausible cause and a check for D; 1
for exp(loss) as the effective number of choices, 10 for A.
### END SOLUTION
"""

# %% [markdown]
"""
### 3. The last megabytes of a language model

A batch has 8 texts of 1024 tokens. The vocabulary has 50,257 tokens, the hidden states have 768
numbers, everything is in float32; labels are int64.

```
     hidden (8, 1024, 768)  ──►  @ W (768, 50257)  ──►  logits (8, 1024, 50257)  ──►  loss ()
                                                                   ▲
                                              labels (8, 1024)  ───┘     or one-hot (?, ?, ?)
```

How many bytes do the hidden states, the logits, the labels, and one-hot targets in float32 take?
Your table is in units of the logits: how many bytes does your own loss need on top of them at its
busiest moment, by that table? Now propose a way to compute the mean loss of this batch
on a machine that has only 200 MB to spare for logits, say what it costs, and why the
result is the same.
"""

# %% [markdown] nbgrader={"grade_id": "think_vocabulary", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
There are 8 · 1024 = 8,192 rows. Hidden states: 8,192 · 768 · 4 = 25,165,824 bytes (25 MB). Logits:
8,192 · 50,257 · 4 = 1,646,821,376 bytes (1.65 GB), 65 times as much. Labels: 8,192 · 8 = 65,536
bytes. One-hot targets: as much as the logits, 1.65 GB, for information that fits into 64 kB.
My table shows about 2 times the logits for the loss (shifted scores and exponentials), so some
3.3 GB on top of the 1.65 GB; another ratio from one's own table is as good.
Compute in pieces: the loss of a row depends on that row only. 200 MB hold 994 rows of logits
(50,257 · 4 = 201,028 bytes a row), fewer if the intermediate arrays are counted: with 2 more
copies about 330. For each piece of rows: hidden piece @ W, loss with reduction="sum", keep one
number, drop the logits. Add the sums and divide by 8,192. The same operations are done, in
several smaller matrix products, so it costs little (W is read once for each piece, some fixed
cost a call), and the sum of sums is the sum up to rounding.

Mark scheme: 2 points for the four sizes (1 if one or two are wrong); 1 for the busiest moment from
the own table; 1 for a way in pieces whose logits fit; 1 for "sum, then divide once" or weights
as the reason that the result is the same, with a word on the cost.
### END SOLUTION
"""

# %% [markdown]
"""
## 🎯 Module Summary

```
     scores ──► ┌────────────────────────────────────────────────────────────┐
                │  guard       target_like · class_labels                    │
                ├────────────────────────────────────────────────────────────┤
                │  each        MSELoss              (p - t)²                 │
                │              CrossEntropyLoss     logsumexp(z) - z[label]  │
                │              BCEWithLogitsLoss    softplus(∓x)             │
                ├────────────────────────────────────────────────────────────┤
     target ──► │  reduced     mean · sum · none                             │ ──► one number
                └────────────────────────────────────────────────────────────┘
```

What stays true beyond this course:

- **A loss is a wish, and it will be granted to the letter.** Squares want the mean, distances the
  median, cross-entropy honest probabilities.
- **Stay with logarithms.** From scores to the loss without ever forming a probability; take the
  largest out of an exponential before you compute it.
- **Never level the ground.** Epsilons and clips make errors go away, and the slope with them.
- **Refuse early.** A shape, a label or a target that makes no sense is cheapest to find at the
  door, and dearest to find in a result.
- **The first loss should be log C.** Look at it before you look at anything else.
- **Loss for the machine, metric for people.** Watch both.

You can now say how bad a model is. In **module 05** your Tensor learns to say which way is
better: for every weight at once, how much the loss changes when that weight moves a little.
"""
