# %% [markdown]
"""
# Module 05: Autograd

**Learning Objectives:**
- Build automatic differentiation: a system that finds the slope of a loss for every number in it
- Explain what a computation graph is, what it keeps in memory, and when that memory is free again
- Extend a class that is already in use, so that every layer written before it learns to differentiate
- Judge a gradient without trusting it, and measure what gradients cost in time and in bytes

Plan 4 to 5 hours. The module has 100 points:

| part | you build | points |
|---|---|---|
| Gradient rules | `numerical_gradient`, then a rule for every operation of your Tensor | 30 |
| Broadcasting undone | `unbroadcast` | 10 |
| A Tensor with a memory | `record`, `no_grad`, `require_grad`, the decorator `add_autograd` | 15 |
| The way back | `topological_order` | 15 |
| Backward | `backward`, `gradient_check` | 15 |
| Thinking | three questions about what you built, in your own words | 15 |
"""

# %% [markdown]
"""
## What we are building, and why

You have layers that compute scores and losses that say how wrong they are. To *learn*, a network
has to know in which direction each of its weights should move: if this one grew a little, would
the loss rise or fall, and how steeply? That number is the **gradient** of the loss with respect
to the weight. A small classifier of handwritten digits, 784-256-128-10, has 235,146 parameters and
needs as many slopes, again and again, after every batch.

There is an obvious way: change one weight a little, compute the loss again, see what happened.
It works, and it takes 235,146 passes through the network for one step. What you build here finds
*all* of those slopes in about the time of two more passes. It is the reason why networks of this
size, and of a million times this size, can be trained at all.

The idea fits into one picture. A computation, however long, is made of small operations. On the
way forward, each result remembers where it came from. On the way back, the question "how much
does the loss change?" travels along the same roads in the other direction, and each operation
only has to pass it on:

```
   forward: values                                         a = x * y
                                                           b = a + x
   x (2.0) ──┬─────────────────────┐                       L = b ** 2
             │                     │
             ▼                     ▼
           ┌───┐                 ┌───┐              ┌──────┐
   y (3.0)►│ * │ ── a (6.0) ───► │ + │ ─ b (8.0) ─► │ ** 2 │ ──► L (64.0)
           └───┘                 └───┘              └──────┘

   backward: slopes of L

   x ◄───────┬──── 16 ─────────────┐
             │                     │
            48                     │
           ┌───┐                 ┌───┐              ┌──────┐
   y ◄─ 32 │ * │ ◄──── 16 ────── │ + │ ◄─── 16 ──── │ ** 2 │ ◄── 1
           └───┘                 └───┘              └──────┘
   dL/dx = 16 + 48 = 64     dL/dy = 32
```

Read the lower half from right to left. L is b², so near b = 8 it changes 16 times as fast as b.
The plus sign passes 16 on to both of its inputs. The multiplication multiplies by *the other
factor*: y receives 16 · 2, and x receives 16 · 3 on this road and 16 on the other, 64 in all.
Nobody had to know the formula of the whole.

So four things have to be built, and they are the parts of this module:

1. **Rules.** For each operation of your Tensor: a gradient arrives at its result; what leaves
   towards each input? And a judge that tells right rules from wrong ones.
2. **A memory.** Every result must know its inputs and its rule. Your Tensor of module 01 knows
   nothing of the sort. We will not rewrite it: we extend the class while it is in use.
3. **An order.** A result may be used in several places. Its gradient is complete only when all of
   them have reported.
4. **The walk.** From the loss back to the weights, each rule once.

```
   ┌────────────────────────────────────────────────────────────────────┐
   │  06  optimizers   07  training   08  data  ...  13  a small GPT    │
   ├────────────────────────────────────────────────────────────────────┤
   │  05  autograd                                   ◄── you are here   │
   │      ┌─────────┐    ┌──────────┐    ┌─────────┐    ┌──────────┐    │
   │      │  rules  │ ──►│  memory  │ ──►│  order  │ ──►│   walk   │    │
   │      └─────────┘    └──────────┘    └─────────┘    └──────────┘    │
   ├─────────────────────┬─────────────────────┬────────────────────────┤
   │  02  activations    │  03  layers         │  04  losses            │
   ├─────────────────────┴─────────────────────┴────────────────────────┤
   │  01  Tensor                                                        │
   └────────────────────────────────────────────────────────────────────┘
```

As before, the comments "After you submit" are part of the specification, and a test cell that
prints a warning counts as failed.
"""

# %% nbgrader={"grade_id": "autograd_imports", "role": "given"}
#| export
import contextlib
import functools
import inspect
import itertools
import math

import numpy as np

from tinytorch.tensor import Tensor, extend

# %% nbgrader={"grade_id": "autograd_tools", "role": "given"}
# For trying out, measuring and testing; the library itself needs none of them.
import gc
import time
import tracemalloc
import weakref

from tinytorch.activations import GELU, ReLU, Sigmoid, Softmax, Tanh, log_softmax
from tinytorch.layers import Dropout, Linear, Sequential
from tinytorch.losses import BCEWithLogitsLoss, CrossEntropyLoss, MSELoss

# %% [markdown]
"""
One more cell before we begin. It makes a Tensor and a network *now*, while `Tensor` is the class
of module 01, and keeps what the network answers. At the end they will serve as witnesses: what
existed before autograd must still work, give the same bits, and be able to learn.
"""

# %% nbgrader={"grade_id": "autograd_witnesses", "role": "given"}
old_tensor = Tensor([1.0, -2.0, 0.5])
old_network = Sequential(
    Linear(3, 8, rng=np.random.default_rng(1)), GELU(), Linear(8, 2, rng=np.random.default_rng(2))
)
old_batch = Tensor(np.random.default_rng(3).normal(size=(5, 3)))
old_scores = old_network(old_batch).numpy()

# %% [markdown]
"""
## Gradient rules: how to undo one operation

### A judge that needs no calculus

Gradient code has a nasty property: when it is wrong, nothing crashes. The loss still falls, only
more slowly, or to a worse place. So before the first rule we build something that can catch a
wrong one, and it must not use any rule itself.

The slope of a function at a point is what you get by trying:

```
     f                                 ╱
     │                          ●     ╱        rise   f(x + h) - f(x - h)
     │                         ╱│   ╱        ─────── = ───────────────────
     │                       ╱  │            run            2 h
     │                     ╱    │ rise
     │                   ●──────┘
     │                     run
     └──────────────────┬───┬───┬─────────► x
                      x-h   x   x+h
```

Why step to both sides? A step to one side only has an error that shrinks like h; with a step to
each side the largest part of the error cancels, and what is left shrinks like h². With
h = 0.00001 that is the difference between five correct digits and ten.

Our functions take arrays and return arrays, so there are many slopes: of every output with
respect to every input. We never need that whole table. Behind the operation some loss is waiting,
and it has told us in `g` how much it cares about each output (that is the gradient which *arrives*
at the result). All that counts is the weighted sum of the outputs, `(g * f(x)).sum()`: one number.
With random weights `g`, no mistake can hide behind another one.
"""


# %% nbgrader={"grade_id": "autograd_numerical", "role": "solution"}
#| export
def numerical_gradient(function, array, g, step=1e-5):
    """How steeply (g * function(array)).sum() rises with each number of `array`, found by trying.

    function  takes the array, returns an array or a number
    array     float64, any shape; changed in place, one number at a time, and put back exactly
    g         weights for the results, in the shape of function(array)

    Returns an array in the shape of `array`.

    >>> numerical_gradient(lambda x: x**2, np.array([1.0, 3.0]), np.array([1.0, 10.0])).round(6)
    array([ 2., 60.])
    """
    # TODO: for each place in the array: step up, step down, divide by the whole run.
    # HINT: np.ndindex(array.shape) goes through all places; array[index] reads and writes one.
    # HINT: keep the old number. Adding a step and taking it away again may not give it back.
    # HINT: a result such as x.T is a view: it changes again when you change the array. Copy it.
    ### BEGIN SOLUTION
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        before = array[index]
        array[index] = before + step
        above = np.array(function(array))
        array[index] = before - step
        below = np.array(function(array))
        array[index] = before
        gradient[index] = (g * (above - below)).sum() / (2 * step)
    return gradient
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_numerical_gradient", "role": "test", "points": 1}
def test_numerical_gradient():
    """The slope of a square, and of a sum with weights."""
    x = np.array([1.0, -2.0, 3.0])
    slope = numerical_gradient(lambda x: x**2, x, np.ones(3))
    assert slope.shape == (3,), "one slope for each number"
    assert abs(slope - np.array([2.0, -4.0, 6.0])).max() < 1e-8, "the slope of x² is 2x"
    weighted = numerical_gradient(lambda x: x**2, x, np.array([1.0, 10.0, 0.0]))
    assert abs(weighted - np.array([2.0, -40.0, 0.0])).max() < 1e-7, "results count g times"
    assert x.tolist() == [1.0, -2.0, 3.0], "the array is as it was"
    print("✅ a judge")


test_numerical_gradient()


# %% nbgrader={"grade_id": "hidden_numerical_gradient", "role": "test", "points": 3}
# After you submit, this cell checks arrays of 0 to 3 axes, functions whose result has another
# shape than the array, the accuracy (a step to one side is not enough), that `step` is used, that
# the array is put back to the last bit, and that nothing but a new array comes out.
### BEGIN HIDDEN TESTS
def hidden_numerical_gradient():
    assert abs(np.ones(2) - np.zeros(2)).max() > 1e-8, "this cell's comparison sees a wrong number"
    rng = np.random.default_rng(501)
    for shape in ((), (4,), (2, 3), (3, 3), (2, 1, 3)):
        x = np.asarray(rng.normal(size=shape))
        kept = x.tobytes()
        g = np.asarray(rng.normal(size=shape))
        got = numerical_gradient(np.exp, x, g)
        assert type(got) is np.ndarray and got is not x, "a new array"
        assert got.shape == shape, "the shape of the array"
        assert got.dtype == np.float64, "slopes are floats"
        assert abs(got - g * np.exp(x)).max() < 1e-8, "steps to both sides are this accurate"
        assert x.tobytes() == kept, "the array is put back to the last bit"
    x, w = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    g = rng.normal(size=(3, 2))
    assert abs(numerical_gradient(lambda x: x @ w, x, g) - g @ w.T).max() < 1e-8, "g has the shape"
    assert abs(numerical_gradient(lambda w: x @ w, w, g) - x.T @ g).max() < 1e-8, "g has the shape"
    got = numerical_gradient(lambda x: (x**2).sum(), x, np.array(3.0))
    assert abs(got - 6 * x).max() < 1e-8, "a function whose result is one number"
    x, g = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    for view, arriving, want in (
        (lambda x: x, g, g),
        (lambda x: x.T, g.T, g),
        (lambda x: x[1:], g[1:], g * [[0], [1], [1]]),
    ):
        got = numerical_gradient(view, x, arriving)
        assert abs(got - want).max() < 1e-8, "a result may be a view of the array"
    zeros, ones = np.zeros(3), np.ones(3)
    got = numerical_gradient(np.sin, zeros, ones)
    assert abs(got - 1).max() < 1e-8 and got is not zeros, "also where all numbers are zero"
    g = np.ones(3)
    got = numerical_gradient(lambda x: 1.0 * x, ones, g, 0.5)
    assert got.tolist() == [1.0, 1.0, 1.0], "a step as large as you like"
    assert got is not ones and got is not g, "a new array, whatever is in it"
    seen = []

    def spy(x):
        seen.append(x.copy())
        return x

    numerical_gradient(spy, np.zeros(2), np.ones(2), 0.5)
    steps = sorted(tuple(s) for s in seen if abs(s).max() > 0)
    wanted = [(-0.5, 0.0), (0.0, -0.5), (0.0, 0.5), (0.5, 0.0)]
    assert steps == wanted, "one number at a time, one step up and one step down"
    big = np.array([1e3, 1e-3])
    got = numerical_gradient(lambda x: x * x, big, np.ones(2), step=1e-3)
    assert abs(got - 2 * big).max() < 1e-5, "the step that is given is the one that is taken"


hidden_numerical_gradient()
### END HIDDEN TESTS


# %% [markdown]
"""
### What a rule looks like

Every rule in this module is a function of the same form, and answers the same question for one
input of one operation:

```
                         g   how much the loss changes with each number of the result
                         │
        what leaves      ▼            ┌──────────────┐
        for x      ◄── rule ────      │  x  op  y    │ ──►  out
                                      └──────────────┘
        _mul_x(g, out, x, y)

        g       an array in the shape of out
        out     the result of the operation, an array
        x, y    what it was computed from: arrays; y can also be a plain number
```

An operation with two inputs has two rules, one for each. Why not one function that returns both
gradients? Because often only one of them is needed. In `images @ weights` nobody asks for the
gradient of the images, and computing it would be a third of all the work.

The rules are kept in a table, `VJP`, under the name of the method they belong to. (The letters
stand for *vector-Jacobian product*: the table of all slopes, multiplied by the vector g, without
ever being written down.) Nobody calls a rule by its own name, so those names begin with an
underscore.

Three operations are so simple that they are given. For x + y both slopes are 1, so g goes to both
sides unchanged. For x - y the second one is -1.
"""


# %% nbgrader={"grade_id": "autograd_table", "role": "given"}
#| export
# method of Tensor -> its rules, one for each input. (Run again, this line keeps the table.)
VJP = globals().get("VJP", {})


def _plus(g, out, x, y=None):
    return g


def _minus(g, out, x, y=None):
    return -g


VJP["__neg__"] = (_minus,)
VJP["__add__"] = (_plus, _plus)
VJP["__sub__"] = (_plus, _minus)

# %% [markdown]
"""
To try a rule, the next cell puts it before the judge: random numbers in, a random g, and the
largest difference between what the rule says and what trying gives. It takes plain arrays; no
Tensor is involved yet.
"""


# %% nbgrader={"grade_id": "autograd_check_rule", "role": "given"}
def check_rule(name, function, *arrays):
    """The largest error of the rules for `name`; function(*arrays) is the operation in numpy."""
    out = np.asarray(function(*arrays))
    g = np.random.default_rng(0).normal(size=out.shape)
    worst = 0.0
    for i, rule in enumerate(VJP[name]):

        def moved(array, i=i):
            return function(*arrays[:i], array, *arrays[i + 1 :])

        tried = numerical_gradient(moved, arrays[i], g)
        said = rule(g, out, *arrays)
        assert said.shape == tried.shape, f"rule {i}: shape {said.shape} for {tried.shape}"
        worst = max(worst, abs(said - tried).max())
    return worst


# %% [markdown]
"""
### Multiplication

Here the product rule becomes a picture. Near the point where you are, y is just a constant factor
for x, and x is one for y:

```
    ∂(x·y)/∂x = y                          ∂(x·y)/∂y = x

    x (2.0) ──┐
              ├──[ * ]──► out (6.0)        what leaves for x:  g · y
    y (3.0) ──┘                            what leaves for y:  g · x
```

Notice which value each rule needs: the *other* input, as it was on the way forward. This is why
a network in training has to keep its intermediate results.
"""


# %% nbgrader={"grade_id": "autograd_mul", "role": "solution"}
#| export
def _mul_x(g, out, x, y):
    """x * y: the gradient for x, in the shape of g."""
    # TODO: what the picture says.
    ### BEGIN SOLUTION
    return g * y
    ### END SOLUTION


def _mul_y(g, out, x, y):
    """x * y: the gradient for y, in the shape of g."""
    # TODO: the same from the other side.
    ### BEGIN SOLUTION
    return g * x
    ### END SOLUTION


VJP["__mul__"] = (_mul_x, _mul_y)


# %% nbgrader={"grade_id": "test_rule_mul", "role": "test", "points": 1}
def test_rule_mul():
    """The numbers of the picture, then random ones before the judge."""
    g, out, x, y = (np.array(n) for n in (16.0, 6.0, 2.0, 3.0))
    assert _mul_x(g, out, x, y) == 48.0, "16 · 3 leaves for x"
    assert _mul_y(g, out, x, y) == 32.0, "16 · 2 leaves for y"
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    assert check_rule("__mul__", lambda x, y: x * y, x, y) < 1e-8
    print("✅ rules for *")


test_rule_mul()


# %% [markdown]
"""
### Division

For x / y the first rule is easy again. For the second, recall that the slope of 1/y is -1/y². A
rule may also use `out`, which has been computed already: x / y² is the same as out / y, and one
division cheaper. Either form is right.
"""


# %% nbgrader={"grade_id": "autograd_truediv", "role": "solution"}
#| export
def _truediv_x(g, out, x, y):
    """x / y: the gradient for x, in the shape of g."""
    # TODO
    ### BEGIN SOLUTION
    return g / y
    ### END SOLUTION


def _truediv_y(g, out, x, y):
    """x / y: the gradient for y, in the shape of g."""
    # TODO: do not lose the sign.
    ### BEGIN SOLUTION
    return -g * out / y
    ### END SOLUTION


VJP["__truediv__"] = (_truediv_x, _truediv_y)


# %% nbgrader={"grade_id": "test_rule_truediv", "role": "test", "points": 1}
def test_rule_truediv():
    """6 / 2, then random numbers before the judge."""
    g, out, x, y = (np.array(n) for n in (1.0, 3.0, 6.0, 2.0))
    assert _truediv_x(g, out, x, y) == 0.5, "6 / 2 rises by half of what 6 rises by"
    assert _truediv_y(g, out, x, y) == -1.5, "a larger divisor makes it smaller"
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(2, 3)), rng.uniform(1, 2, size=(2, 3))
    assert check_rule("__truediv__", lambda x, y: x / y, x, y) < 1e-8
    print("✅ rules for /")


test_rule_truediv()


# %% nbgrader={"grade_id": "hidden_rules_mul_truediv", "role": "test", "points": 2}
# After you submit, this cell looks at the rules for * and / on 0 to 3 axes, with shapes that
# broadcast, with a plain number on either side, in float64 and float32 (which are kept). Nothing
# that is passed in may be changed, and x, y and out are never returned themselves.
### BEGIN HIDDEN TESTS
def hidden_rules_mul_truediv():
    def examine(rule, want, g, out, *inputs):
        arrays = [a for a in (g, out, *inputs) if isinstance(a, np.ndarray)]
        kept = [a.tobytes() for a in arrays]
        got = rule(g, out, *inputs)
        assert np.shape(got) == np.shape(g), "one number for each of g"
        assert got.dtype == g.dtype, "the dtype of g is kept"
        near = 1e-12 if g.dtype == np.float64 else 1e-5
        wrong = abs(got - want) > near * (1 + abs(want))
        assert not wrong.any(), "the slope, times what arrives"
        assert [a.tobytes() for a in arrays] == kept, "nothing that is passed in is changed"
        shared = [a for a in arrays if a is not g and np.shares_memory(got, a)]
        assert not shared, "what was saved is never handed out itself"

    assert (abs(np.ones(2) - 1.01) > 1e-5).all(), "this cell's comparison sees a wrong number"
    rng = np.random.default_rng(502)
    operations = {
        "__mul__": (lambda x, y: x * y, lambda g, x, y: (g * y, g * x)),
        "__truediv__": (lambda x, y: x / y, lambda g, x, y: (g / y, -g * x / (y * y))),
    }
    shapes = [((), ()), ((3,), (3,)), ((2, 3), (2, 3)), ((2, 2), (2, 2)), ((2, 1, 2), (3, 1))]
    shapes += [((), (2,)), ((2,), ()), ((0,), (0,)), ((3, 4), (4,))]
    for name, (f, slopes) in operations.items():
        for dtype in ("float64", "float32"):
            for left, right in shapes:
                for values in ((-2, -1, 1, 2, 3), (1,), (-3, -1), (0, 1, 2)):
                    x = np.asarray(rng.choice(values, size=left)).astype(dtype)
                    y = np.asarray(rng.choice(values, size=right)).astype(dtype)
                    if name == "__truediv__":
                        y = np.asarray(np.where(y == 0, 1, y), dtype)
                    out = np.asarray(f(x, y))
                    for g in (np.ones_like(out), np.asarray(rng.normal(size=out.shape))):
                        g = g.astype(dtype)
                        for rule, want in zip(VJP[name], slopes(g, x, y), strict=True):
                            examine(rule, want, g, out, x, y)
            x, g = np.array([1.0, -2.0], dtype), np.array([3.0, 0.5], dtype)
            for number in (4.0, 4, -1, 1.0):
                got = slopes(g, x, number)[0]
                examine(VJP[name][0], got, g, f(x, number), x, number)
                got = slopes(g, np.full(2, float(number)), x)[1].astype(dtype)
                examine(VJP[name][1], got, g, f(number, x), number, x)
            # Slopes that happen to be what was saved: -g · x / y² is x here.
            x, y, g = np.array([4.0, 9.0], dtype), np.array([1.0, 1.0], dtype), -np.ones(2, dtype)
            if name == "__truediv__":
                examine(VJP[name][1], x.astype(float), g, x / y, x, y)


hidden_rules_mul_truediv()
### END HIDDEN TESTS


# %% [markdown]
"""
### Powers

x ** y has two very different slopes. As a function of x it is a power, with slope y · x^(y-1); as
a function of y it is an exponential, with slope x^y · ln x. Both have a place where the formula
on paper is fine and the formula in numpy is not:

| case | the slope is | but numpy computes | |
|---|---|---|---|
| x ** 0, for x, at x = 0 | 0: x ** 0 is 1 everywhere | 0 · 0⁻¹ = 0 · inf | nan, and a warning |
| 0 ** y, for y, where y > 0 | 0: 0 ** y is 0 everywhere | 0 · ln 0 = 0 · -inf | nan, and a warning |

Both happen in real networks, and a single nan in a gradient spreads to every weight in two steps.
Make sure that neither formula is ever evaluated there. Note that x and y may be arrays in which
only *some* of the numbers are zero, so an `if` will not do.
"""


# %% nbgrader={"grade_id": "autograd_pow", "role": "solution"}
#| export
def _pow_x(g, out, x, y):
    """x ** y: the gradient for x, in the shape of g. Where y is 0 it is 0."""
    # TODO: where y is 0, take any exponent that is harmless: the factor y makes it 0 anyway.
    # HINT: y != 0 is True or False, number by number, and numpy counts with them as 1 and 0.
    ### BEGIN SOLUTION
    return g * y * x ** (y - (y != 0))
    ### END SOLUTION


def _pow_y(g, out, x, y):
    """x ** y: the gradient for y, in the shape of g. Where x is 0 it is 0."""
    # TODO: where x is 0, take the logarithm of something harmless.
    # HINT: np.where(condition, a, b) picks from a or b, number by number.
    # HINT: x can be a plain number, as in 2 ** y, and np.log(2) is a float64. Give the logarithm
    #   something in the dtype of g, or float32 is lost.
    ### BEGIN SOLUTION
    base = np.where(np.equal(x, 0), 1, x).astype(g.dtype)
    return g * out * np.log(base)
    ### END SOLUTION


VJP["__pow__"] = (_pow_x, _pow_y)


# %% nbgrader={"grade_id": "test_rule_pow", "role": "test", "points": 1}
def test_rule_pow():
    """A square, random powers before the judge, and the two dangerous places."""
    g, out, x = np.array(1.0), np.array(64.0), np.array(8.0)
    assert _pow_x(g, out, x, 2) == 16.0, "the slope of b² at 8"
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0.5, 2, size=(2, 3)), rng.normal(size=(2, 3))
    assert check_rule("__pow__", lambda x, y: x**y, x, y) < 1e-7
    zeros = np.array([0.0, 0.0])
    assert _pow_x(np.ones(2), np.ones(2), zeros, 0.0).tolist() == [0.0, 0.0], "0 ** 0, for x"
    powers = np.array([1.0, 2.0])
    assert _pow_y(np.ones(2), np.zeros(2), zeros, powers).tolist() == [0.0, 0.0], "0 ** y, for y"
    print("✅ rules for **")


test_rule_pow()


# %% nbgrader={"grade_id": "hidden_rule_pow", "role": "test", "points": 2}
# After you submit, this cell looks at both rules: powers that are integers, fractions, negative
# numbers, arrays; negative x where that is possible; arrays in which only some numbers are zero, on
# either side and on both; float64 and float32, which are kept. No warning may be given and no nan
# may come out, nothing passed in may be changed, and x, y and out are never returned themselves.
### BEGIN HIDDEN TESTS
def hidden_rule_pow():
    def examine(rule, want, g, out, *inputs):
        arrays = [a for a in (g, out, *inputs) if isinstance(a, np.ndarray)]
        kept = [a.tobytes() for a in arrays]
        got = rule(g, out, *inputs)
        assert np.shape(got) == np.shape(g), "one number for each of g"
        assert got.dtype == g.dtype, "the dtype of g is kept"
        near = 1e-12 if g.dtype == np.float64 else 1e-5
        wrong = abs(got - want) > near * (1 + abs(want))
        assert not wrong.any(), "the slope, times what arrives"
        assert [a.tobytes() for a in arrays] == kept, "nothing that is passed in is changed"
        shared = [a for a in arrays if a is not g and np.shares_memory(got, a)]
        assert not shared, "what was saved is never handed out itself"

    assert (abs(np.ones(2) - 1.01) > 1e-5).all(), "this cell's comparison sees a wrong number"
    rng = np.random.default_rng(503)
    first, second = VJP["__pow__"]

    def want_x(g, x, y):
        with np.errstate(all="ignore"):
            return np.where(y == 0, 0.0, g * y * np.power(x, np.where(y == 0, 1.0, y - 1.0)))

    def want_y(g, x, y):
        return g * x**y * np.log(np.where(x == 0, 1.0, x))

    with np.errstate(all="raise"):
        for dtype in ("float64", "float32"):
            for shape in ((), (3,), (2, 3), (0,), (2, 1, 3)):
                x = np.asarray(rng.uniform(0.5, 2, size=shape)).astype(dtype)
                g = np.asarray(rng.normal(size=shape)).astype(dtype)
                wide, narrow = x.astype(float), g.astype(float)
                for y in (2, 3, 1, 0, -1, 0.5, -1.5, 2.0, 0.0):
                    examine(first, want_x(narrow, wide, y), g, np.asarray(x**y), x, y)
                y = np.asarray(rng.normal(size=shape)).astype(dtype)
                examine(first, want_x(narrow, wide, y.astype(float)), g, np.asarray(x**y), x, y)
                for base in (2.0, 3, 0.5, 1):
                    want = want_y(narrow, float(base), y.astype(float))
                    examine(second, want, g, np.asarray(base**y), base, y)
                examine(second, want_y(narrow, wide, y.astype(float)), g, np.asarray(x**y), x, y)
            # Squares of any sign, zeros in some places, on either side.
            x, g = np.array([-2.0, 0.0, 3.0], dtype), np.array([1.0, -2.0, 0.5], dtype)
            examine(first, 2.0 * g * x, g, x**2, x, 2)
            examine(first, 3.0 * g * x * x, g, x**3, x, 3.0)
            examine(first, 0.0 * g, g, x**0, x, 0)
            x, y = np.array([0.0, 0.0, 2.0], dtype), np.array([0.0, 1.0, 0.0], dtype)
            examine(first, np.array([0.0, -2.0, 0.0]), g, x**y, x, y)
            x, y = np.array([0.0, 2.0, 0.0], dtype), np.array([1.5, 2.0, 0.0], dtype)
            examine(second, np.array([0.0, -8.0 * np.log(2.0), 0.0]), g, x**y, x, y)
            zero, two = np.asarray(0.0, dtype), np.asarray(2.0, dtype)
            examine(second, np.asarray(0.0), two, np.asarray(zero**two), zero, two)
            examine(first, np.asarray(0.0), two, np.asarray(zero**0), zero, 0)
            # Slopes that happen to be what was saved.
            x, one = np.array([np.e, np.e], dtype), np.ones(2, dtype)
            examine(second, x.astype(float), one, x.copy(), x, one)
            examine(first, x.astype(float), 0.5 * one, x**2, x, 2)
            examine(first, 2.0 * one, one, one.copy(), one.copy(), 2.0 * one)
            examine(first, x.astype(float), x.copy(), x.copy(), x, 1)
            examine(second, 0.0 * one, one, one.copy(), one.copy(), 0.0 * one)
            # One number meets several.
            x, y = np.asarray(2.0, dtype), np.array([1.0, 3.0], dtype)
            examine(first, np.array([1.0, 12.0]), one, x**y, x, y)
            examine(second, np.log(2.0) * np.array([2.0, 8.0]), one, x**y, x, y)
            examine(first, np.array([2.0, 6.0]), one, y**x, y, x)
            examine(second, np.array([0.0, 9.0 * np.log(3.0)]), one, y**x, y, x)
        x = np.array([1.0, 2.0])
        examine(first, 3.0 * x * x, np.ones(2), x**3, x, np.array([3, 3]))


hidden_rule_pow()
### END HIDDEN TESTS


# %% [markdown]
"""
When a number stands on the left, as in `2 - x`, Python calls the reflected method `x.__rsub__(2)`.
That is the same operation with its inputs exchanged, so it needs no calculus of its own: exchange
the inputs of the rules.
"""


# %% nbgrader={"grade_id": "autograd_reflected", "role": "given"}
#| export
def _reflected(name):
    """The rules of an operation whose method is called on its second input."""
    first, second = VJP[name]
    return (
        lambda g, out, x, y: second(g, out, y, x),
        lambda g, out, x, y: first(g, out, y, x),
    )


VJP["__rsub__"] = _reflected("__sub__")
VJP["__rtruediv__"] = _reflected("__truediv__")
VJP["__rpow__"] = _reflected("__pow__")

# %% [markdown]
"""
### exp, log, tanh

One input each, so one rule each. Two of the three can be had almost for free from `out`. Look at
the derivatives before you write: the slope of exp is exp itself, and that of tanh is 1 - tanh².
"""


# %% nbgrader={"grade_id": "autograd_exp_log_tanh", "role": "solution"}
#| export
def _exp_x(g, out, x):
    """exp(x): the gradient for x, in the shape of g."""
    # TODO: do not compute another exponential.
    ### BEGIN SOLUTION
    return g * out
    ### END SOLUTION


def _log_x(g, out, x):
    """log(x): the gradient for x, in the shape of g."""
    # TODO
    ### BEGIN SOLUTION
    return g / x
    ### END SOLUTION


def _tanh_x(g, out, x):
    """tanh(x): the gradient for x, in the shape of g."""
    # TODO: `out` is tanh(x) already.
    ### BEGIN SOLUTION
    return g * (1 - out * out)
    ### END SOLUTION


VJP["exp"] = (_exp_x,)
VJP["log"] = (_log_x,)
VJP["tanh"] = (_tanh_x,)


# %% nbgrader={"grade_id": "test_rules_math", "role": "test", "points": 1}
def test_rules_math():
    """Random numbers before the judge."""
    x = np.random.default_rng(4).uniform(0.5, 2, size=(2, 3))
    assert check_rule("exp", np.exp, x) < 1e-8
    assert check_rule("log", np.log, x) < 1e-8
    assert check_rule("tanh", np.tanh, x) < 1e-8
    print("✅ rules for exp, log and tanh")


test_rules_math()


# %% nbgrader={"grade_id": "hidden_rules_math", "role": "test", "points": 2}
# After you submit, this cell looks at the three rules on 0 to 3 axes, in float64 and float32 (which
# are kept), with numbers as large as 700 in exp and tanh, without a warning. Nothing that is passed
# in may be changed, and x and out are never returned themselves.
### BEGIN HIDDEN TESTS
def hidden_rules_math():
    def examine(rule, want, g, out, *inputs):
        arrays = [a for a in (g, out, *inputs) if isinstance(a, np.ndarray)]
        kept = [a.tobytes() for a in arrays]
        got = rule(g, out, *inputs)
        assert np.shape(got) == np.shape(g), "one number for each of g"
        assert got.dtype == g.dtype, "the dtype of g is kept"
        near = 1e-12 if g.dtype == np.float64 else 1e-5
        wrong = abs(got - want) > near * (1 + abs(want))
        assert not wrong.any(), "the slope, times what arrives"
        assert [a.tobytes() for a in arrays] == kept, "nothing that is passed in is changed"
        shared = [a for a in arrays if a is not g and np.shares_memory(got, a)]
        assert not shared, "what was saved is never handed out itself"

    assert (abs(np.ones(2) - 1.01) > 1e-5).all(), "this cell's comparison sees a wrong number"
    rng = np.random.default_rng(504)
    slopes = {
        "exp": (np.exp, lambda x: np.exp(x)),
        "log": (np.log, lambda x: 1 / x),
        "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
    }
    with np.errstate(all="raise"):
        for name, (f, slope) in slopes.items():
            (rule,) = VJP[name]
            for dtype in ("float64", "float32"):
                for shape in ((), (3,), (2, 3), (2, 1, 2), (0,), (3, 3)):
                    x = np.asarray(rng.uniform(0.3, 2, size=shape))
                    if name != "log":
                        x = x * np.asarray(rng.choice([-1, 1], size=shape))
                    x = np.asarray(x, dtype)
                    g = np.asarray(rng.normal(size=shape)).astype(dtype)
                    examine(rule, g * slope(x.astype(float)), g, np.asarray(f(x)), x)
                # Slopes that happen to be what was saved.
                x = np.array([1.0, 1.0] if name == "log" else [0.0, 0.0], dtype)
                for g in (np.ones(2, dtype), np.zeros(2, dtype)):
                    examine(rule, g.astype(float), g, f(x), x)
        x = np.array([700.0, -3.0])
        examine(VJP["exp"][0], np.exp(x), np.ones(2), np.exp(x), x)
        examine(VJP["tanh"][0], np.zeros(1), np.ones(1), np.ones(1), x[:1])


hidden_rules_math()
### END HIDDEN TESTS


# %% [markdown]
"""
### maximum: the larger one gets it all

`x.maximum(y)` copies, number by number, whichever is larger. So the gradient goes to the larger
one, whole, and the smaller one gets nothing: moving it would change nothing.

```
     x            1    5    2              g            10   20   30
     y            4    3    2
     ────────────────────────              ─────────────────────────
     maximum      4    5    2              leaves for x   0   20    0
                            ▲              leaves for y  10    0   30
                            └── a tie
```

At a tie there is no slope: the function has a corner there. We still have to answer something,
and what we answer must not count g twice. We decide: **a tie goes to y**. Then the ReLU of module
02, `x.maximum(0)`, has slope 0 at exactly 0, as it has in PyTorch.
"""


# %% nbgrader={"grade_id": "autograd_maximum", "role": "solution"}
#| export
def _maximum_x(g, out, x, other):
    """x.maximum(other): the gradient for x, in the shape of g: g where x is the larger one."""
    # TODO: a comparison gives True and False; numpy multiplies with them as 1 and 0.
    ### BEGIN SOLUTION
    return g * (x > other)
    ### END SOLUTION


def _maximum_other(g, out, x, other):
    """x.maximum(other): the gradient for `other`, in the shape of g: g everywhere else."""
    # TODO
    ### BEGIN SOLUTION
    return g * (x <= other)
    ### END SOLUTION


VJP["maximum"] = (_maximum_x, _maximum_other)


# %% nbgrader={"grade_id": "test_rule_maximum", "role": "test", "points": 1}
def test_rule_maximum():
    """The numbers of the picture."""
    x, y, g = np.array([1.0, 5.0, 2.0]), np.array([4.0, 3.0, 2.0]), np.array([10.0, 20.0, 30.0])
    out = np.maximum(x, y)
    assert _maximum_x(g, out, x, y).tolist() == [0.0, 20.0, 0.0]
    assert _maximum_other(g, out, x, y).tolist() == [10.0, 0.0, 30.0], "a tie goes to y"
    print("✅ rules for maximum")


test_rule_maximum()


# %% nbgrader={"grade_id": "hidden_rule_maximum", "role": "test", "points": 1}
# After you submit, this cell looks at random numbers with many ties, at shapes that broadcast, at a
# plain number as `other`, in float64 and float32, which are kept. Nothing that is passed in may be
# changed, and x, other and out are never returned themselves.
### BEGIN HIDDEN TESTS
def hidden_rule_maximum():
    def examine(rule, want, g, out, *inputs):
        arrays = [a for a in (g, out, *inputs) if isinstance(a, np.ndarray)]
        kept = [a.tobytes() for a in arrays]
        got = rule(g, out, *inputs)
        assert np.shape(got) == np.shape(g), "one number for each of g"
        assert got.dtype == g.dtype, "the dtype of g is kept"
        near = 1e-12 if g.dtype == np.float64 else 1e-5
        wrong = abs(got - want) > near * (1 + abs(want))
        assert not wrong.any(), "the slope, times what arrives"
        assert [a.tobytes() for a in arrays] == kept, "nothing that is passed in is changed"
        shared = [a for a in arrays if a is not g and np.shares_memory(got, a)]
        assert not shared, "what was saved is never handed out itself"

    assert (abs(np.ones(2) - 1.01) > 1e-5).all(), "this cell's comparison sees a wrong number"
    rng = np.random.default_rng(505)
    first, second = VJP["maximum"]
    shapes = [((), ()), ((40,), (40,)), ((6, 5), (5,)), ((4, 1), (3, 1, 5)), ((0,), (0,))]
    for dtype in ("float64", "float32"):
        for left, right in shapes:
            for values in ((-1, 0, 1), (2,), (-2, -1)):
                x = np.asarray(rng.choice(values, size=left)).astype(dtype)
                y = np.asarray(rng.choice(values, size=right)).astype(dtype)
                out = np.asarray(np.maximum(x, y))
                for g in (np.ones_like(out), np.asarray(rng.normal(size=out.shape)), 0 * out, out):
                    g = np.array(g, dtype)
                    larger = x > y
                    examine(first, np.where(larger, g, 0.0), g, out, x, y)
                    examine(second, np.where(larger, 0.0, g), g, out, x, y)
        x, g = np.array([-1.0, 0.0, 2.0], dtype), np.array([3.0, 4.0, 5.0], dtype)
        for number in (0, 0.0):
            examine(first, np.array([0.0, 0.0, 5.0]), g, np.maximum(x, number), x, number)
        zeros, one = np.zeros(3, dtype), np.asarray(1.0, dtype)
        examine(first, zeros.astype(float), g, zeros.copy(), zeros - 1, zeros)
        examine(first, np.array([0.0, 0.0, 5.0]), g, np.maximum(x, one), x, one)
        examine(first, np.array([3.0, 4.0, 0.0]), g, np.maximum(one, x), one, x)
        examine(second, np.array([3.0, 4.0, 0.0]), g, np.maximum(x, one), x, one)
        examine(second, np.array([0.0, 0.0, 5.0]), g, np.maximum(one, x), one, x)
        x = np.array([3.0, 4.0, 5.0], dtype)
        examine(first, x.astype(float), g, x.copy(), x, np.zeros(3, dtype))
        examine(second, x.astype(float), g, x.copy(), np.zeros(3, dtype), x)


hidden_rule_maximum()
### END HIDDEN TESTS


# %% [markdown]
"""
### The matrix product

This is the rule that does nearly all of the work in training. Its shapes tell you what it must
be. Take x of shape (n, k) and y of shape (k, m):

```
        x              y              out            g: the shape of out
     ┌───────┐      ┌───────┐      ┌───────┐      ┌───────┐
     │(n, k) │  @   │(k, m) │  =   │(n, m) │      │(n, m) │
     └───────┘      └───────┘      └───────┘      └───────┘

     the gradient for x must have the shape (n, k):    from g (n, m) and y (k, m)
     the gradient for y must have the shape (k, m):    from g (n, m) and x (n, k)
```

There is only one way to multiply g with y, or with its transpose, and get (n, k). Why it is the
right one: entry x[i, p] is multiplied with y[p, j] and added to out[i, j], for every j. So its
slope is the sum over j of g[i, j] · y[p, j], and a sum over a shared index is a matrix product.

Your Tensor multiplies more than matrices. A *vector* on the left is a matrix with one row, one on
the right is a matrix with one column, and the axis that was added has vanished from the result.
The helper below puts those axes back, so that your rules see matrices only.

And there are *batches*: axes in front, each position of which is a product of its own. Only the
last two axes are transposed then, never all of them. (Where one side has no batch axes, its
gradient comes out once for each position of the batch. You need not care: adding them up is the
same job as for every broadcast, and it gets one place of its own in the next part.)
"""


# %% nbgrader={"grade_id": "autograd_matrices", "role": "given"}
#| export
def _matrices(g, x, y):
    """g, x and y with at least two axes: a vector x as one row, a vector y as one column."""
    if y.ndim == 1:  # x (..., n, k) @ y (k,) -> (..., n)
        y, g = y[:, None], g[..., None]
    if x.ndim == 1:  # x (k,) @ y (..., k, m) -> (..., m)
        x, g = x[None, :], g[..., None, :]
    return g, x, y


# %% nbgrader={"grade_id": "autograd_matmul", "role": "solution"}
#| export
def _matmul_x(g, out, x, y):
    """x @ y: the gradient for x, (..., n, k) from g (..., n, m) and y (..., k, m).

    A vector x counts as (1, k), and its gradient may have that shape.
    """
    g, x, y = _matrices(g, x, y)
    # TODO: one product. Which of the two sides is transposed?
    # HINT: array.swapaxes(-1, -2) exchanges the last two axes and leaves a batch alone.
    ### BEGIN SOLUTION
    return g @ y.swapaxes(-1, -2)
    ### END SOLUTION


def _matmul_y(g, out, x, y):
    """x @ y: the gradient for y, (..., k, m) from x (..., n, k) and g (..., n, m).

    For a vector y it has the shape (..., k): the column is a vector again.
    """
    is_vector = y.ndim == 1
    g, x, y = _matrices(g, x, y)
    # TODO: one product; then, if y was a vector, take the only column out of the result.
    # HINT: when y has no batch axes, its gradient is a sum over the whole batch. One large
    #   product is many times faster than many small ones and a sum: lay all the rows of x
    #   one under another, (rows, k), and those of g as well. (math.prod(x.shape[:-1]) rows.)
    ### BEGIN SOLUTION
    if y.ndim == 2:
        rows = math.prod(x.shape[:-1])
        gradient = x.reshape(rows, x.shape[-1]).T @ g.reshape(rows, g.shape[-1])
    else:
        gradient = x.swapaxes(-1, -2) @ g
    return gradient[..., 0] if is_vector else gradient
    ### END SOLUTION


VJP["__matmul__"] = (_matmul_x, _matmul_y)


# %% nbgrader={"grade_id": "test_rule_matmul", "role": "test", "points": 1}
def test_rule_matmul():
    """Matrices, batches of them, and a vector on the right."""
    rng = np.random.default_rng(5)
    shapes = [((2, 3), (3, 4)), ((3, 3), (3, 3)), ((5, 2, 3), (5, 3, 4)), ((2, 3), (3,))]
    for left, right in shapes:
        x, y = rng.normal(size=left), rng.normal(size=right)
        worst = check_rule("__matmul__", lambda x, y: x @ y, x, y)
        assert worst < 1e-7, f"{left} @ {right}: wrong by {worst}"
    print("✅ rules for @")


test_rule_matmul()


# %% nbgrader={"grade_id": "hidden_rule_matmul", "role": "test", "points": 4}
# After you submit, this cell compares both rules with slopes found by trying: matrices, square
# and not; vectors on either side and on both; batches on both sides, on one side, and batches
# that broadcast; nothing passed in may be changed, float32 stays float32.
### BEGIN HIDDEN TESTS
def hidden_rule_matmul():
    def slope(f, a, g, h=1e-6):
        result = np.zeros_like(a)
        for i in np.ndindex(a.shape):
            up, down = a.copy(), a.copy()
            up[i], down[i] = a[i] + h, a[i] - h
            result[i] = (g * (f(up) - f(down))).sum() / (2 * h)
        return result

    def to_shape(g, shape):
        g = g.sum(axis=tuple(range(g.ndim - len(shape))))
        thin = tuple(i for i, n in enumerate(shape) if n == 1)
        return g.sum(axis=thin, keepdims=True).reshape(shape)

    assert abs(np.ones(2) - 1.01).max() > 1e-6, "this cell's comparison sees a wrong number"
    rng = np.random.default_rng(506)
    first, second = VJP["__matmul__"]
    kinds = {
        "two matrices": [((2, 3), (3, 4)), ((3, 3), (3, 3)), ((1, 3), (3, 1))],
        "a vector on the right": [((2, 3), (3,)), ((3, 3), (3,)), ((2, 4, 3), (3,))],
        "a vector on the left": [((3,), (3, 4)), ((3,), (3, 3)), ((3,), (2, 3, 4))],
        "two vectors": [((3,), (3,)), ((1,), (1,))],
        "batches on both sides": [((5, 2, 3), (5, 3, 4)), ((2, 2, 2), (2, 2, 2))],
        "a batch on the left": [((5, 2, 3), (3, 4)), ((2, 3, 2, 3), (3, 2)), ((3, 3, 3), (3, 3))],
        "a batch on the right": [((2, 3), (5, 3, 4)), ((3, 3), (3, 3, 3))],
        "batches that broadcast": [((5, 1, 2, 3), (4, 3, 2)), ((1, 2, 3), (4, 3, 2))],
    }
    for kind, shapes in kinds.items():
        for left, right in shapes:
            x, y = rng.integers(-3, 4, size=left) / 2, rng.integers(-3, 4, size=right) / 2
            out = np.asarray(x @ y)
            g = np.asarray(rng.integers(-3, 4, size=out.shape) / 2)
            kept = [a.tobytes() for a in (g, out, x, y)]
            single = [a.astype(np.float32) for a in (g, out, x, y)]
            for rule, a, f in ((first, x, lambda a: a @ y), (second, y, lambda a: x @ a)):  # noqa: B023
                side = "x" if a is x else "y"
                want = slope(f, a, g)
                for dtype, inputs in (("float64", (g, out, x, y)), ("float32", single)):
                    got = rule(*inputs)
                    assert got.dtype == dtype, "float32 and float64 are kept"
                    assert abs(to_shape(np.asarray(got), a.shape) - want).max() < 1e-6, (
                        "the gradient that trying gives, for " + f"{side}: {kind}"
                    )
            assert [a.tobytes() for a in (g, out, x, y)] == kept, "nothing passed in is changed"


hidden_rule_matmul()
### END HIDDEN TESTS


# %% [markdown]
"""
### sum: everybody gets the same

Every number of x enters the sum once, with slope 1. So each of them receives the gradient of the
sum that it is part of: g has to be **spread** back over the axes that were summed away.

```
    x (2, 3)                   out = x.sum(axis=1)   (2,)

    ┌───┬───┬───┐              ┌───┐
    │ 1 │ 2 │ 3 │  ──── sum ──►│ 6 │                         g  (2,)
    ├───┼───┼───┤              ├───┤
    │ 4 │ 5 │ 6 │  ──── sum ──►│15 │
    └───┴───┴───┘              └───┘

    gradient for x (2, 3)      g with its axis back (2, 1)

    ┌───┬───┬───┐              ┌───┐
    │ 7 │ 7 │ 7 │  ◄── spread ─│ 7 │
    ├───┼───┼───┤              ├───┤
    │ 8 │ 8 │ 8 │  ◄── spread ─│ 8 │
    └───┴───┴───┘              └───┘
```

The middle step is the one that goes wrong. g of shape (2,) must become (2, 1) before it is
stretched to (2, 3). Leave that out, and (2,) cannot be stretched to (2, 3): an error, so you are
lucky. But with x of shape (3, 3), a g of shape (3,) *can* be stretched, along the wrong axis, and
you get a transposed gradient without a word. Test code with shapes that are not square.

From here on the rules take the same extra arguments as the method: `axis` and `keepdims`. With
keepdims the axis is still there, and with axis=None there is only one sum, that any shape can be
filled with.
"""


# %% nbgrader={"grade_id": "autograd_sum", "role": "solution"}
#| export
def _sum_x(g, out, x, axis=None, keepdims=False):
    """x.sum(axis, keepdims): the gradient for x, in the shape of x."""
    # TODO: put the axes back where they are missing, then fill the shape of x.
    # HINT: np.expand_dims(g, axis) puts axes back: one or a tuple of them, negative ones too.
    # HINT: np.full(shape, values) makes an array full of values, which are broadcast.
    ### BEGIN SOLUTION
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return np.full(x.shape, g)
    ### END SOLUTION


VJP["sum"] = (_sum_x,)


# %% nbgrader={"grade_id": "test_rule_sum", "role": "test", "points": 1}
def test_rule_sum():
    """The numbers of the picture, everything at once, and the axis kept."""
    x = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    g = np.array([7.0, 8.0])
    spread = [[7.0, 7.0, 7.0], [8.0, 8.0, 8.0]]
    assert _sum_x(g, x.sum(axis=1), x, axis=1).tolist() == spread
    kept = x.sum(axis=1, keepdims=True)
    assert _sum_x(g.reshape(2, 1), kept, x, axis=1, keepdims=True).tolist() == spread
    assert _sum_x(np.array(5.0), x.sum(), x).tolist() == [[5.0] * 3] * 2, "axis=None"
    print("✅ rule for sum")


test_rule_sum()


# %% [markdown]
"""
### max: a spread with a choice

`max` over an axis is like `maximum` among many: the gradient goes to the largest. And again there
may be several of them. Giving g to *all* would count it twice or more. PyTorch's `amax` shares it
equally among them, and so do we:

```
    x          3   8   8   1        max = 8        g = 6

    gradient   0   3   3   0
```

You need to know where the largest numbers are, how many there are in each group, and to spread g
over the axis. The last job is already done: it is what the rule for sum does.
"""


# %% nbgrader={"grade_id": "autograd_max", "role": "solution"}
#| export
def _max_x(g, out, x, axis=None, keepdims=False):
    """x.max(axis, keepdims): the gradient for x, in the shape of x. Ties share equally."""
    # TODO: spread `out` over the shape of x and compare; count the ties; share g among them.
    # HINT: the sum of True and False along an axis is a count; with keepdims=True it broadcasts.
    # HINT: a count has dtype int64, and float32 / int64 is float64. sum takes a dtype.
    ### BEGIN SOLUTION
    largest = x == _sum_x(out, out, x, axis, keepdims)
    ties = largest.sum(axis=axis, keepdims=True, dtype=x.dtype)
    return _sum_x(g, out, x, axis, keepdims) * largest / ties
    ### END SOLUTION


VJP["max"] = (_max_x,)


# %% nbgrader={"grade_id": "test_rule_max", "role": "test", "points": 1}
def test_rule_max():
    """The numbers of the picture, and a maximum for each row."""
    x = np.array([3.0, 8.0, 8.0, 1.0])
    assert _max_x(np.array(6.0), x.max(), x).tolist() == [0.0, 3.0, 3.0, 0.0]
    x = np.array([[1.0, 5.0, 3.0], [4.0, 2.0, 6.0]])
    got = _max_x(np.array([10.0, 20.0]), x.max(axis=1), x, axis=1)
    assert got.tolist() == [[0.0, 10.0, 0.0], [0.0, 0.0, 20.0]]
    print("✅ rule for max")


test_rule_max()


# %% nbgrader={"grade_id": "hidden_rules_sum_max", "role": "test", "points": 3}
# After you submit, this cell looks at both rules on 0 to 4 axes, square shapes among them: every
# axis, negative ones, several at once, none, with and without keepdims; max with and without
# ties; float32 stays float32; nothing that is passed in may be changed.
### BEGIN HIDDEN TESTS
def hidden_rules_sum_max():
    assert abs(np.ones(2) - 1.01).max() > 1e-12, "this cell's comparison sees a wrong number"
    rng = np.random.default_rng(507)

    def examine(name, x, axis, keepdims, g, want):
        out = getattr(x, name)(axis=axis, keepdims=keepdims)  # a number of numpy without axes
        near = 1e-12 if x.dtype == np.float64 else 1e-5
        kept = [np.asarray(a).tobytes() for a in (g, out, x)]
        for result, arriving in ((out, g), (np.asarray(out), np.asarray(g))):
            got = VJP[name][0](arriving, result, x, axis=axis, keepdims=keepdims)
            assert np.shape(got) == x.shape, "the gradient has the shape of x"
            assert not (abs(got - want) > near).any(), {
                "sum": "sum: every number gets the g of its own sum",
                "max": "max: the largest get it, and ties share equally",
            }[name]
            assert got.dtype == x.dtype, "float32 and float64 are kept"
            assert [np.asarray(a).tobytes() for a in (g, out, x)] == kept, "nothing is changed"
            assert not np.shares_memory(got, x), "x is never returned itself"
            assert not np.shares_memory(got, result), "out is never returned itself"
        got = VJP[name][0](np.asarray(g), np.asarray(out), x, axis, keepdims)
        assert not (abs(got - want) > near).any(), "axis and keepdims, by position"

    kinds = (("float64", -2, 3), ("float32", -2, 3), ("float64", 1, 2), ("float32", 1, 2))
    for shape in ((), (4,), (2, 3), (3, 3), (2, 3, 4), (2, 1, 3, 2)):
        axes = [None, *range(-len(shape), len(shape))]
        axes += [(0, -1), (1, 0)] if len(shape) > 1 else []
        axes += [(1, 2), (0, 1, 2)] if len(shape) > 2 else []
        for axis, keepdims, (dtype, low, high) in itertools.product(axes, (False, True), kinds):
            x = np.asarray(rng.integers(low, high, size=shape)).astype(dtype)
            whole = x.max(axis=axis, keepdims=True)
            g = np.asarray(rng.normal(size=whole.shape) if low < 0 else whole * 1.0, dtype)
            spread = g.astype(float) * np.ones(shape)
            where = x == whole
            shared = spread * where / where.sum(axis=axis, keepdims=True)
            g = g if keepdims else np.squeeze(g, axis)
            examine("sum", x, axis, keepdims, g[()], spread)
            examine("max", x, axis, keepdims, g[()], shared)
    for dtype in ("float64", "float32"):
        got = VJP["sum"][0](
            np.zeros(0, dtype), np.zeros(0, dtype), np.zeros((2, 0), dtype), axis=0
        )
        assert got.shape == (2, 0), "sums of nothing"
        assert got.dtype == dtype, "float32 and float64 are kept"


hidden_rules_sum_max()
### END HIDDEN TESTS


# %% [markdown]
"""
### reshape and transpose: move it back

These two only moved the frame, so their rules move it back. For `reshape` that is one line, and
given. For `transpose(2, 0, 1)` think about what "back" means: the old axis 2 has become axis 0, so
now axis 0 must become axis 2.

```
                      axis 0    axis 1    axis 2
                    ┌─────────┬─────────┬─────────┐
    x               │    A    │    B    │    C    │
                    ├─────────┼─────────┼─────────┤
    out             │    C    │    A    │    B    │     x.transpose(2, 0, 1)
                    ├─────────┼─────────┼─────────┤
    back            │    A    │    B    │    C    │     out.transpose(1, 2, 0)
                    └─────────┴─────────┴─────────┘
```

Which order undoes an order? `np.argsort(order)`: it says for every old axis at which place of
`order` it stands.
"""


# %% nbgrader={"grade_id": "autograd_transpose", "role": "solution"}
#| export
def _reshape_x(g, out, x, *shape):
    """x.reshape(*shape): the gradient for x, in the shape of x."""
    return g.reshape(x.shape)


def _transpose_x(g, out, x, *axes):
    """x.transpose(*axes): the gradient for x, in the shape of x.

    axes  as the method got them: none, or one for each axis of x, or one tuple of them;
          they may be negative
    """
    # TODO: without axes the order was reversed; reversing it again leads back.
    # TODO: with axes, bring them into one form, and transpose g back.
    # HINT: np.reshape(axes, -1) is the same for (2, 0, 1) and ((2, 0, 1),): a flat array.
    # HINT: % x.ndim turns -1 into the last axis.
    ### BEGIN SOLUTION
    if not axes:
        return g.transpose()
    order = np.reshape(axes, -1) % x.ndim
    return g.transpose(np.argsort(order))
    ### END SOLUTION


VJP["reshape"] = (_reshape_x,)
VJP["transpose"] = (_transpose_x,)


# %% nbgrader={"grade_id": "test_rule_transpose", "role": "test", "points": 1}
def test_rule_transpose():
    """There and back again."""
    x = np.arange(24.0).reshape(2, 3, 4)
    for axes in ((), (2, 0, 1), (1, 2, 0), (0, 2, 1)):
        out = x.transpose(*axes)
        back = _transpose_x(out, out, x, *axes)
        assert back.shape == (2, 3, 4), f"transpose{axes}: shape {back.shape}"
        assert back.tolist() == x.tolist(), f"transpose{axes}: the numbers are in other places"
    print("✅ rules for reshape and transpose")


test_rule_transpose()


# %% [markdown]
"""
### Indexing: back into the right places

`x[index]` picks some of the numbers. Those that were picked get their gradient, all others get
zero. So make zeros in the shape of x and put g where it belongs. With one trap: an index made of
arrays can pick the same number *twice*. In module 11 that is the rule, not the exception: every
"e" in a text picks the same row of a table. Its gradients must be **added**.

```
    x[[0, 2, 0]]            g      ┌────┬────┬────┐
                                   │ 10 │ 20 │ 30 │
                                   └─┬──┴─┬──┴─┬──┘
                                     │    │    │
              result[index] = g      │    │    │        np.add.at(result, index, g)
              the last one wins      ▼    ▼    ▼        everybody is heard
              ┌────┬────┬────┐     to 0  to 2  to 0     ┌────┬────┬────┐
              │ 30 │  0 │ 20 │                          │ 40 │  0 │ 20 │
              └────┴────┴────┘                          └────┴────┴────┘
```

`result[index] += g` is no better: numpy reads all the old numbers first, and writes afterwards.

`np.add.at` is right for every index, but slow. Integers and slices cannot pick anything twice, and
convolutions will slice a great deal; there, a plain assignment is safe and many times faster. You
decide how much you care: only correctness is tested.
"""


# %% nbgrader={"grade_id": "autograd_getitem", "role": "solution"}
#| export
def _getitem_x(g, out, x, index):
    """x[index]: the gradient for x, in the shape of x. What was picked twice gets both.

    index  whatever numpy takes: an integer, a slice, an array, ... or a tuple of these
    """
    # TODO: zeros in the shape of x (and its dtype), then add g at the places of the index.
    ### BEGIN SOLUTION
    gradient = np.zeros_like(x)
    parts = index if isinstance(index, tuple) else (index,)
    if any(isinstance(part, np.ndarray) for part in parts):
        np.add.at(gradient, index, g)
    else:
        gradient[index] = g
    return gradient
    ### END SOLUTION


VJP["__getitem__"] = (_getitem_x,)


# %% nbgrader={"grade_id": "test_rule_getitem", "role": "test", "points": 1}
def test_rule_getitem():
    """A slice, and an index that picks one place twice."""
    x = np.zeros(4)
    got = _getitem_x(np.array([5.0, 6.0]), None, x, slice(1, 3))
    assert got.tolist() == [0.0, 5.0, 6.0, 0.0], "the places of a slice"
    got = _getitem_x(np.array([10.0, 20.0, 30.0]), None, np.zeros(3), np.array([0, 2, 0]))
    assert got.tolist() == [40.0, 0.0, 20.0], "what was picked twice gets both"
    print("✅ rule for indexing")


test_rule_getitem()


# %% nbgrader={"grade_id": "hidden_rules_shape_index", "role": "test", "points": 2}
# After you submit, this cell checks transpose in every order of 0 to 4 axes, square shapes among
# them, with negative axes and with a tuple; and indexing with integers, slices, ..., None, masks,
# arrays with repeated places, alone and in tuples; float32 stays float32.
### BEGIN HIDDEN TESTS
def hidden_rules_shape_index():
    assert np.ones(2).tolist() != np.zeros(2).tolist(), "this cell's comparison sees a number"
    rng = np.random.default_rng(508)
    rule = VJP["transpose"][0]
    for dtype in ("float64", "float32"):
        for shape in ((), (4,), (2, 3), (3, 3), (2, 3, 4), (3, 3, 3), (2, 1, 3, 2)):
            x = np.asarray(rng.normal(size=shape)).astype(dtype)
            back = np.asarray(rng.normal(size=shape)).astype(dtype)
            for order in itertools.permutations(range(len(shape))):
                negative = tuple(axis - len(shape) for axis in order)
                mixed = tuple(axis - len(shape) if i % 2 else axis for i, axis in enumerate(order))
                mixed_too = tuple(a if i % 2 else a - len(shape) for i, a in enumerate(order))
                for axes in (order, negative, mixed, mixed_too, (order,), (mixed,), ()):
                    if shape == () and axes != ():
                        continue
                    # What arrives is `back`, transposed; with x itself, the numbers are equal.
                    for target in (back, x):
                        g, out = target.transpose(*axes).copy(), x.transpose(*axes)
                        got = rule(g, out, x, *axes)
                        assert got.shape == shape, "transpose: the shape of x"
                        assert got.tolist() == target.tolist(), "transpose: back in its place"
                        assert got.dtype == dtype, "float32 and float64 are kept"
                        assert not np.shares_memory(got, x), "x is never returned itself"

    rule = VJP["__getitem__"][0]
    mask = rng.normal(size=(3, 4)) > 0
    basic = [0, -1, slice(1, 3), slice(None, None, -2), (1, 2), (0, slice(None), 3)]
    basic += [(..., 0), (slice(None), None, 1), ..., None, (1, 2, 3)]
    twice = [np.array([0, 2, 2]), np.array([[1, 1], [0, 1]]), (np.array([0, 1, 0]), 2), mask]
    twice += [
        (np.array([2, 2]), slice(None), np.array([4, 4])),
        (slice(1, 3), np.array([3, 3, 0])),
        np.array(1),
        (1, 2, np.array(3)),
    ]
    for dtype in ("float64", "float32"):
        x = rng.normal(size=(3, 4, 5)).astype(dtype)
        number = np.array(3.0, dtype)
        got = rule(np.array(2.0, dtype), number[()], number, ())
        assert got.dtype == dtype and got.shape == () and got == 2.0, "a Tensor without axes"
        places = np.arange(x.size).reshape(x.shape)
        for index in (*basic, *twice):
            picked = np.asarray(places[index])
            g = np.asarray(rng.normal(size=picked.shape)).astype(dtype)
            parts = index if isinstance(index, tuple) else (index,)
            arrays = [g, x, *(part for part in parts if isinstance(part, np.ndarray))]
            kept = [a.tobytes() for a in arrays]
            weights = g.reshape(-1)
            want = np.bincount(picked.reshape(-1), weights, minlength=x.size).reshape(x.shape)
            for arriving, out in ((g, np.asarray(x[index])), (g[()], x[index])):
                got = rule(arriving, out, x, index)
                assert got.shape == x.shape, "indexing: the shape of x"
                assert abs(got - want).max() < 1e-5, (
                    "indexing: each place gets all it was picked for"
                )
                assert got.dtype == dtype, "float32 and float64 are kept"
                assert [a.tobytes() for a in arrays] == kept, "nothing passed in is changed"
                assert not np.shares_memory(got, x), "x is never returned itself"


hidden_rules_shape_index()
### END HIDDEN TESTS


# %% [markdown]
"""
## Broadcasting undone: one place for all shapes

Your rules for `+`, `*` and their like return gradients in the shape of the *result*. When an input
was stretched to get there, that is the wrong shape. The most common case of all is a bias:

```
     x @ weights      bias              out                      g
     ┌─────────┐                    ┌─────────┐             ┌───┬───┬───┐
     │         │    ┌───────┐       │         │             │ 1 │ 2 │ 3 │
     │ (4, 3)  │ +  │ (3,)  │   =   │ (4, 3)  │             │ 1 │ 2 │ 3 │
     │         │    └───────┘       │         │             │ 1 │ 2 │ 3 │
     └─────────┘   read 4 times     └─────────┘             │ 1 │ 2 │ 3 │
                                                            └─┬─┴─┬─┴─┬─┘
                                                              ▼   ▼   ▼
                                        gradient of bias      4   8  12      (3,)
```

Each number of the bias was used four times, once for each row. Moving it moves all four results,
so its slope is the *sum* of the four. **What the way forward copies, the way back adds up.**

Broadcasting copies in two ways, and both leave a trace in the shapes. Compare from the right, as
in module 01:

```
     shape of the input           3   1         an axis that was missing    →  sum, and it is gone
     shape of g           5   2   3   4         an axis of length 1         →  sum, and it stays, as 1
                          └─┬─┘       │
                         missing   stretched
```

It would be possible to take care of this in every rule, and then to forget it in one of them. We
do it once, for all rules, in one function between the rules and whoever collects their results.
"""


# %% nbgrader={"grade_id": "autograd_unbroadcast", "role": "solution"}
#| export
def unbroadcast(gradient, shape):
    """`gradient` summed down to `shape`, over the axes that broadcasting added or stretched.

    gradient  an array whose shape `shape` can be broadcast to
    shape     a tuple: the shape of the input

    Returns `gradient` itself when it has that shape already.

    >>> unbroadcast(np.ones((4, 3)), (3,))
    array([4., 4., 4.])
    """
    # TODO: find the axes to sum over, sum, and see that the result has exactly `shape`.
    # HINT: how many axes were missing in front? Those of length 1 stand that much further right.
    # HINT: sum takes a tuple of axes. What has the right size can be reshaped.
    ### BEGIN SOLUTION
    if gradient.shape == shape:
        return gradient
    missing = gradient.ndim - len(shape)
    stretched = [missing + i for i, length in enumerate(shape) if length == 1]
    axes = (*range(missing), *stretched)
    return gradient.sum(axis=axes).reshape(shape)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_unbroadcast", "role": "test", "points": 2}
def test_unbroadcast():
    """The bias of the picture, a column, and both at once."""
    g = np.array([[1.0, 2.0, 3.0]] * 4)
    assert unbroadcast(g, (3,)).tolist() == [4.0, 8.0, 12.0], "the missing axis is summed"
    assert unbroadcast(g, (4, 1)).tolist() == [[6.0]] * 4, (
        "the stretched axis is summed, and stays"
    )
    assert unbroadcast(g, ()).tolist() == 24.0, "one number, used twelve times"
    assert unbroadcast(np.ones((5, 2, 3, 4)), (3, 1)).tolist() == [[40.0]] * 3, "both at once"
    assert unbroadcast(g, (4, 3)) is g, "nothing to do"
    print("✅ unbroadcast")


test_unbroadcast()


# %% nbgrader={"grade_id": "hidden_unbroadcast", "role": "test", "points": 8}
# After you submit, this cell takes hundreds of pairs of shapes of 0 to 4 axes that broadcast, some
# with axes of length 1 on both sides and of length 0, and compares every number of the result with
# a sum over all places that it was copied to. dtype is kept, the gradient passed in is unchanged,
# and where there is nothing to sum it is returned as it is.
### BEGIN HIDDEN TESTS
def hidden_unbroadcast():
    assert abs(np.ones(2) - 1.01).max() > 1e-9, "this cell's comparison sees a wrong number"
    rng = np.random.default_rng(509)
    kinds = {"same": 0, "missing": 0, "stretched": 0, "both": 0}
    for _ in range(600):
        big = tuple(int(n) for n in rng.choice([1, 2, 3, 4, 0], rng.integers(0, 5), p=[0.2] * 5))
        small = tuple(1 if rng.random() < 0.4 else n for n in big)[int(rng.integers(0, 3)) :]
        g = np.asarray(rng.normal(size=big))
        kept = g.tobytes()
        # Each place of the small shape has a number; a sum for each number is what we want.
        size = int(np.prod(small, dtype=int))
        owner = np.broadcast_to(np.arange(size).reshape(small), big)
        want = np.bincount(owner.reshape(-1), g.reshape(-1), minlength=size).reshape(small)
        got = unbroadcast(g, small)
        missing = len(small) < len(big)
        stretched = any(m != n for m, n in zip(small[::-1], big[::-1], strict=False))
        kind = ("both" if stretched else "missing") if missing else None
        kind = kind or ("stretched" if stretched else "same")
        kinds[kind] += 1
        assert np.shape(got) == small, "the result has exactly the shape that was asked for"
        if size:
            assert abs(got - want).max() < 1e-9, "a sum over all copies: axes are " + f"{kind}"
        if kind == "same":
            assert got is g, "where there is nothing to sum, the gradient itself is returned"
        assert g.tobytes() == kept, "the gradient passed in is unchanged"
    assert min(kinds.values()) > 20, "this cell tries every kind"
    for dtype in ("float32", "float64"):
        for shape in ((3,), (1, 3), (), (2, 1), (2, 3)):
            got = unbroadcast(np.ones((2, 3), dtype), shape)
            assert got.dtype == dtype, "the dtype is kept"
            assert got.shape == shape, "the shape, for any dtype"
            assert abs(got - 6 / got.size).max() == 0, "the sums, for any dtype"
        for gradient in (np.ones((), dtype), np.ones((), dtype)[()]):
            got = unbroadcast(gradient, ())
            assert got.dtype == dtype and got == 1.0, "one number without axes stays as it is"
            got = unbroadcast(np.ones((1, 1), dtype), ())
            assert got.dtype == dtype and got.shape == () and got == 1.0, "axes of length 1 go"
    assert unbroadcast(np.ones((0, 3)), (1, 3)).tolist() == [[0.0, 0.0, 0.0]], (
        "a 1 that was stretched to nothing has slope 0"
    )


hidden_unbroadcast()
### END HIDDEN TESTS


# %% [markdown]
"""
## A Tensor with a memory

The rules are there. What is missing is a Tensor that knows which rule made it, from what. Look at
what one result has to remember so that the way back can begin at it:

```
    a = x * y
                 ┌─ a ────────────────────────────────────────────────────┐
                 │ data           6.0                                     │
                 │ requires_grad  True     someone behind me is learning  │
    x ◄──────────┤ _parents       [x, y]   who gets what I pass on        │
    y ◄──────────┤ _rules         [_mul_x, _mul_y]   one for each parent  │
                 │ _saved         [6.0, 2.0, 3.0]    out, x, y: arrays    │
                 │ _options       {}       axis, keepdims, ...            │
                 │ _number        17       I am the 17th result made      │
                 │ grad           None     only leaves keep a gradient    │
                 └────────────────────────────────────────────────────────┘
```

Parents, and the parents' parents: together they form the **computation graph**. It is never built
as a thing of its own. It is just Tensors that remember Tensors, and it points in one direction
only, from results to inputs. A Tensor that you make yourself has no parents; it is a **leaf**.
Weights are leaves. They are where gradients arrive and stay, in `.grad`.

### Defaults belong to the class

Where do these attributes come from? The natural place seems to be `__init__`: `self.grad = None`,
and so on. But think of `old_tensor` and of the weights in `old_network`. Their `__init__` ran long
ago, and it will not run again. The first `old_tensor.requires_grad` would be an AttributeError.
(And results are made by `_wrap`, which never calls `__init__` at all.)

Python looks for an attribute on the object first and **then on its class**. So a default that is
stored on the *class* is there for every object at once, whenever it was made:

```
    old_tensor.requires_grad
         │
         ├──►  old_tensor      { data }                      not here
         │
         └──►  Tensor          { requires_grad: False,       found
                                 grad: None, _parents: (), ...  }
```

An object that has something to remember stores it on itself, and hides the default. All others
keep paying nothing: no memory, no time.
"""


# %% nbgrader={"grade_id": "autograd_memory", "role": "solution"}
#| export
def add_memory(cls):
    """Give every object of `cls`, also those that exist already, an empty memory.

    requires_grad is False, grad is None, _number is 0; _parents, _rules and _saved are () and
    _options is {}: nothing to remember.
    """
    # TODO: store the seven defaults where all objects find them.
    ### BEGIN SOLUTION
    cls.requires_grad = False
    cls.grad = None
    cls._number = 0
    cls._parents = ()
    cls._rules = ()
    cls._saved = ()
    cls._options = {}
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_add_memory", "role": "test", "points": 1}
def test_add_memory():
    """An object that was made before has a memory afterwards."""

    class Crate:
        pass

    early = Crate()
    add_memory(Crate)
    for crate in (early, Crate()):
        assert crate.requires_grad is False and crate.grad is None, "nothing to learn"
        assert tuple(crate._parents) == () and crate._number == 0, "a leaf"
    assert vars(early) == {}, "the object itself stays as it was: the defaults are the class's"
    print("✅ a memory for everyone")


test_add_memory()


# %% nbgrader={"grade_id": "hidden_add_memory", "role": "test", "points": 1}
# After you submit, this cell checks all seven defaults, on objects made before and after, that one
# object's memory is not another's, and that calling it again forgets nothing.
### BEGIN HIDDEN TESTS
def hidden_add_memory():
    class Crate:
        def __init__(self):
            self.data = 1

    class Bystander:
        pass

    early = Crate()
    add_memory(Crate)
    late = Crate()
    for crate in (early, late):
        assert crate.requires_grad is False, "requires_grad is False"
        assert crate.grad is None, "grad is None"
        assert crate._number == 0, "the number of a leaf is 0"
        assert [*crate._parents, *crate._rules, *crate._saved] == [], "nobody to pass on to"
        assert dict(crate._options) == {}, "no options"
        assert vars(crate) == {"data": 1}, "nothing is stored on the object"
    early.requires_grad, early._parents, early._number = True, [late], 7
    assert (late.requires_grad, list(late._parents), late._number) == (False, [], 0), (
        "what one object remembers is not what another remembers"
    )
    add_memory(Crate)
    assert (early.requires_grad, early._parents, early._number) == (True, [late], 7), (
        "again: nothing is forgotten"
    )
    assert [n for n in vars(Bystander) if not n.startswith("__")] == [], "only this class changes"


hidden_add_memory()
### END HIDDEN TESTS

# %% [markdown]
"""
From the next cell on, Tensors have a memory; it is empty. Your Tensor was changed while it is in
use, and `old_tensor` is among those that it happened to.
"""

# %% nbgrader={"grade_id": "autograd_memory_added", "role": "given"}
add_memory(Tensor)
print(old_tensor, "requires_grad:", old_tensor.requires_grad)

# %% [markdown]
"""
### Who learns? `require_grad`

Somebody has to say what should learn. Optimizers will do it for all parameters of a model (module
06), so there is a function for it. Only floats can learn: moving an integer "a little" means
nothing. Weights made by `Tensor([1, 2, 3])` are integers, which is easily overlooked, so we refuse
them at once.
"""


# %% nbgrader={"grade_id": "autograd_require_grad", "role": "solution"}
#| export
def require_grad(params):
    """Let each Tensor in `params` (a list or another iterable) receive gradients.

    Raises TypeError when one of them does not hold floats; then none of them has changed.
    """
    # TODO: look at all of them first, then switch all of them on.
    # HINT: a generator can be gone through only once. tensor.dtype.kind is "f" for floats.
    ### BEGIN SOLUTION
    params = list(params)
    for param in params:
        if param.dtype.kind != "f":
            raise TypeError(f"only floats can have a gradient, not {param.dtype}: use 1.0 for 1")
    for param in params:
        param.requires_grad = True
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_require_grad", "role": "test", "points": 1}
def test_require_grad():
    """Floats learn, integers are refused."""
    weight, bias = Tensor([[1.0, 2.0]]), Tensor(np.zeros(2, np.float32))
    require_grad([weight, bias])
    assert weight.requires_grad and bias.requires_grad, "these should learn now"
    assert Tensor([1.0]).requires_grad is False, "and no others"
    try:
        require_grad([Tensor([1, 2, 3])])
    except TypeError:
        pass
    else:
        raise AssertionError("integers cannot learn: TypeError expected")
    print("✅ require_grad")


test_require_grad()


# %% nbgrader={"grade_id": "hidden_require_grad", "role": "test", "points": 1}
# After you submit, this cell passes lists, tuples and generators, floats of every width, integers
# and booleans, alone and after a float that must not have changed then.
### BEGIN HIDDEN TESTS
def hidden_require_grad():
    for kind in (list, tuple, iter):
        tensors = [Tensor(np.ones(2, dtype)) for dtype in ("float64", "float32", "float16")]
        require_grad(kind(tensors))
        assert [t.requires_grad for t in tensors] == [True] * 3, "every float of the iterable"
    for dtype in ("int64", "int8", "uint8", "bool"):
        for kind in (list, iter):
            good, bad = Tensor([1.0]), Tensor(np.ones(2, dtype))
            try:
                require_grad(kind([good, bad]))
            except TypeError:
                assert good.requires_grad is False, "when one is refused, none has changed"
                assert bad.requires_grad is False, "what is refused does not learn"
                continue
            raise AssertionError("whole numbers and booleans are refused with TypeError")
    for tensor in tensors:
        assert tensor.requires_grad is True, "True, and nothing that is only like it"
    require_grad([])
    assert Tensor([1.0]).requires_grad is False, "the class keeps its default"


hidden_require_grad()
### END HIDDEN TESTS


# %% [markdown]
"""
### Recording one operation

Now the moment at which a memory is written. An operation has just been computed, by your own
method of module 01. We know its name, its operands, and its result `out`. What has to be written
down?

Only what somebody will need. An operand that is not a Tensor, or that does not require a gradient,
gets no gradient, so it does not become a parent, and its rule is not noted. If no operand is left,
nothing is written at all: the data of a batch, the labels, everything in a network that does not
learn, all of this costs nothing.

```
    images @ weights           parents   [weights]            rules   [_matmul_y]
    (no)     (learns)

    hidden * hidden            parents   [hidden, hidden]     rules   [_mul_x, _mul_y]
    (depends on weights)

    images - 0.5               nothing
```

What is saved for the rules are **arrays, not Tensors**. A Tensor's `.data` can be replaced at any
time; the array that was used is the one whose slope we want. That is what the helper `_as_saved`
is for, which is given: it takes the array out of a Tensor, makes a number of numpy a plain one,
and copies arrays that came from outside, since whoever owns them may write into them. (Arrays of
Tensors are not copied. A copy of everything would double the memory of training.)

And each result gets a number, one more than the result before it. A result is always younger than
its parents; remember that for the next part.
"""


# %% nbgrader={"grade_id": "autograd_as_saved", "role": "given"}
#| export
# How many results have been recorded. (Run again, this line keeps counting.)
_numbers = globals().get("_numbers", itertools.count(1))


def _as_saved(value):
    """What a rule will be given for an operand or argument of an operation."""
    if isinstance(value, Tensor):
        return value.data
    if isinstance(value, np.generic):  # numpy's numbers, such as np.float64(0.5)
        return value.item()
    if isinstance(value, np.ndarray) or (isinstance(value, list) and value):
        return np.array(value)
    if isinstance(value, tuple):
        return tuple([_as_saved(part) for part in value])
    return value


# %% nbgrader={"grade_id": "autograd_record", "role": "solution"}
#| export
def record(out, name, operands, options):
    """Let the Tensor `out` remember how it was made, if one of its operands requires a gradient.

    out       what the method `name` of Tensor has returned
    operands  a tuple: the Tensor that the method was called on, then its positional arguments
    options   a dict of its keyword arguments
    """
    rules = VJP[name]
    parents, needed = [], []
    # An operand may have been passed by its name, as in x.maximum(other=y).
    for i, operand in enumerate((*operands, *options.values()) if options else operands):
        # TODO: if the operand is a Tensor that requires a gradient, it becomes a parent, and
        #   its rule is needed.
        ### BEGIN SOLUTION
        if isinstance(operand, Tensor) and operand.requires_grad:
            parents.append(operand)
            needed.append(rules[i])
        ### END SOLUTION
    # TODO: if there are parents, fill the memory of `out`: six attributes, as in the picture.
    # HINT: _saved begins with the array of `out`. next(_numbers) is the next number.
    # HINT: _options takes the options with their values made ready by _as_saved, too.
    ### BEGIN SOLUTION
    if parents:
        out.requires_grad = True
        out._number = next(_numbers)
        out._parents = parents
        out._rules = needed
        out._saved = [out.data, *map(_as_saved, operands)]
        if options:
            out._options = {key: _as_saved(value) for key, value in options.items()}
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_record", "role": "test", "points": 1}
def test_record():
    """The picture's `a`, and an operation in which nobody learns."""
    x, y = Tensor(2.0), Tensor(3.0)
    out = Tensor(6.0)
    record(out, "__mul__", (x, y), {})
    assert not out.requires_grad and not out._parents, "nobody learns: nothing to remember"

    require_grad([x, y])
    record(out, "__mul__", (x, y), {})
    assert out.requires_grad, "the result depends on something that learns"
    assert list(out._parents) == [x, y] and list(out._rules) == list(VJP["__mul__"])
    assert [np.asarray(a).tolist() for a in out._saved] == [6.0, 2.0, 3.0], "out, x, y"
    assert not any(isinstance(a, Tensor) for a in out._saved), "arrays, not Tensors"

    half = Tensor(1.0)
    record(half, "__mul__", (x, 0.5), {})
    assert list(half._parents) == [x] and list(half._rules) == [VJP["__mul__"][0]]
    assert half._number > out._number, "a later result has a higher number"
    print("✅ a result remembers")


test_record()


# %% nbgrader={"grade_id": "hidden_record", "role": "test", "points": 3}
# After you submit, this cell checks who becomes a parent: the first operand, the second, both, the
# same one twice, none; one that was passed by name; that the rules belong to the parents; what is
# saved, also when the Tensor's data is replaced or an array from outside is written into later;
# options; numbers; and that leaves, and results of which nobody learns, stay as they were.
### BEGIN HIDDEN TESTS
def hidden_record():
    assert [1.0] != [2.0], "this cell's comparison sees a wrong number"
    for cls_default, value in (("requires_grad", False), ("_parents", ()), ("_options", {})):
        assert getattr(Tensor, cls_default) == value, "the class keeps its defaults"
    first, second = VJP["__sub__"]
    numbers = [0]
    for x_learns, y_learns in ((True, False), (False, True), (True, True), (False, False)):
        x, y, out = Tensor([5.0]), Tensor([3.0]), Tensor([2.0])
        x.requires_grad, y.requires_grad = x_learns, y_learns
        before = dict(vars(x)), dict(vars(y))
        record(out, "__sub__", (x, y), {})
        if not (x_learns or y_learns):
            assert list(vars(out)) == ["data"], "nobody learns: nothing is stored on the result"
            continue
        assert out.requires_grad is True, "a result of something that learns requires a gradient"
        parents = [t for t, learns in ((x, x_learns), (y, y_learns)) if learns]
        rules = [r for r, learns in ((first, x_learns), (second, y_learns)) if learns]
        assert len(out._parents) == len(parents), "parents are those operands that learn"
        assert all(a is b for a, b in zip(out._parents, parents, strict=True)), (
            "parents are the operands themselves, in their order"
        )
        assert list(out._rules) == rules, "the rule of each parent, in the same order"
        assert [a.tolist() for a in out._saved] == [[2.0], [5.0], [3.0]], "out, x, y are saved"
        assert [type(a) for a in out._saved] == [np.ndarray] * 3, "arrays are saved"
        assert out._saved[1] is x.data and out._saved[2] is y.data, "without a copy"
        assert dict(out._options) == {}, "no options"
        assert out._number > numbers[-1], "the numbers rise"
        numbers.append(out._number)
        assert out.grad is None, "a result has no gradient yet"
        assert (dict(vars(x)), dict(vars(y))) == before, "the operands stay as they are"

    x, out = Tensor([3.0]), Tensor([9.0])
    x.requires_grad = True
    record(out, "__mul__", (x, x), {})
    assert len(out._parents) == 2 and out._parents[0] is x and out._parents[1] is x, (
        "the same Tensor on both sides is a parent twice"
    )
    assert list(out._rules) == list(VJP["__mul__"]), "with both rules"
    x.data = np.array([100.0])
    assert [a.tolist() for a in out._saved] == [[9.0], [3.0], [3.0]], (
        "what is saved are the arrays of the way forward"
    )
    for shape in ((), (3, 3), (2, 3, 4), (40, 50), (0,)):
        big, out = Tensor(np.full(shape, -1e7)), Tensor(np.full(shape, 1e7))
        big.requires_grad = True
        assert record(out, "__neg__", (big,), {}) is None, "record returns nothing"
        assert len(out._parents) == 1 and out._parents[0] is big, "whatever the shape"
        assert out._saved[0] is out.data and out._saved[1] is big.data, "the arrays themselves"
    outside, out = np.array([4.0]), Tensor([12.0])
    record(out, "__mul__", (x, outside), {})
    outside[0] = 99.0
    assert out._saved[2].tolist() == [4.0], "an array from outside is copied"

    x, y, out = Tensor([1.0]), Tensor([2.0]), Tensor([2.0])
    y.requires_grad = True
    record(out, "maximum", (x,), {"other": y})
    assert len(out._parents) == 1 and out._parents[0] is y, "an operand that was passed by name"
    assert list(out._rules) == [VJP["maximum"][1]], "an operand by name has the second rule"
    assert out._options["other"] is y.data, "its array is among the options"
    x, out = Tensor([[1.0, 2.0]]), Tensor([[3.0]])
    x.requires_grad = True
    record(out, "sum", (x,), {"axis": np.int64(1), "keepdims": True})
    assert dict(out._options) == {"axis": 1, "keepdims": True}, "options are kept"
    assert len(out._saved) == 2, "options are not among the operands"
    record(out, "sum", (x, 1, True), {})
    assert list(out._saved[2:]) == [1, True], "arguments by position are saved in their order"


hidden_record()
### END HIDDEN TESTS


# %% [markdown]
"""
### A switch for recording

When a network is only *used*, nobody will ask for gradients. Recording would still keep every
intermediate result alive. So there is a switch, and the comfortable form of a switch in Python is
a `with` block:

```python
with no_grad():
    scores = network(images)       # nothing is remembered
```

`contextlib.contextmanager` makes one from a function with a single `yield`: what stands before
it happens on entering the block, what stands after it on leaving. Two things are easily overlooked. A
block can be left by an *exception*, and then recording must not stay off for the rest of the day.
And blocks can be *nested*: leaving the inner one must restore what was there before it, which is
not always "on".
"""


# %% nbgrader={"grade_id": "autograd_no_grad", "role": "solution"}
#| export
_recording = True


@contextlib.contextmanager
def no_grad():
    """A block in which operations are not recorded: with no_grad(): ..."""
    global _recording
    # TODO: keep the present state, switch off, yield, restore: even after an exception.
    ### BEGIN SOLUTION
    before, _recording = _recording, False
    try:
        yield
    finally:
        _recording = before
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_no_grad", "role": "test", "points": 1}
def test_no_grad():
    """Off inside, on again outside."""
    assert _recording is True
    with no_grad():
        assert _recording is False, "off inside the block"
    assert _recording is True, "on again after the block"
    print("✅ no_grad")


test_no_grad()


# %% nbgrader={"grade_id": "hidden_no_grad", "role": "test", "points": 1}
# After you submit, this cell leaves the block by an exception, which has to come out; nests blocks;
# and uses one as a decorator.
### BEGIN HIDDEN TESTS
def hidden_no_grad():
    global _recording
    try:
        try:
            with no_grad():
                raise KeyError("from inside")
        except KeyError:
            pass
        else:
            raise AssertionError("an exception inside the block comes out of it")
        assert _recording is True, "on again after an exception"
        with no_grad():
            with no_grad():
                assert _recording is False, "off in an inner block"
            assert _recording is False, "still off when only the inner block has ended"
        assert _recording is True, "on again after both blocks"

        @no_grad()
        def use():
            return _recording

        assert use() is False and use() is False, "as a decorator: off in the function"
        assert _recording is True, "as a decorator: on again afterwards"
    finally:
        _recording = True


hidden_no_grad()
### END HIDDEN TESTS


# %% [markdown]
"""
### The decorator

Everything is ready to teach `Tensor` to remember. We do not open module 01 and edit each of its
methods. We put a **wrapper** around each of them:

```
    before                                 after add_autograd(Tensor)

    Tensor.__mul__                         Tensor.__mul__
         │                                      │
         ▼                                      ▼
    ┌─────────────────┐                    ┌─ recorded ──────────────────┐
    │ your method of  │                    │   ┌─────────────────┐       │
    │ module 01       │                    │   │ your method of  │       │
    └─────────────────┘                    │   │ module 01       │ ─► out│
                                           │   └─────────────────┘       │
                                           │   record(out, ...)          │
                                           └─────────────────────────────┘
```

Your method still does the computing, to the last bit; it has a second life now, not a substitute.
Only the *primitives* are wrapped, the operations with an entry in `VJP`. `mean` is made of `sum`
and `/`; a softmax of `max`, `-`, `exp`, `sum` and `/`. Their parts are recorded, so they
differentiate by themselves, and so does every layer and every loss that you have written with
Tensor's methods. That is what the rule "compute with Tensor methods only" was for.

Because a class is changed in place, the change is seen by everyone who uses it: modules 02 to 04
imported `Tensor` long ago, and it is the same class.

Two details:

* `functools.wraps(pure)` gives the wrapper the name and docstring of the method inside, and
  stores that method as `wrapper.__wrapped__`. So it can be found again, by `inspect.unwrap`, which
  goes down to the innermost function.
* You *will* run the cell below more than once. Without care, the second run wraps the wrappers,
  each operation is recorded twice, then three times. So always unwrap first.

The constructor gets a wrapper, too: it takes `requires_grad=` now. That one is given.
"""


# %% nbgrader={"grade_id": "autograd_constructor", "role": "given"}
#| export
def _with_requires_grad(pure):
    """The constructor `pure`, with one more argument."""

    @functools.wraps(pure)
    def __init__(self, data, dtype=None, requires_grad=False):
        pure(self, data, dtype)
        if requires_grad:
            require_grad([self])

    return __init__


# %% nbgrader={"grade_id": "autograd_decorator", "role": "solution"}
#| export
def recorded(name, pure):
    """The method `pure`, which is called `name`, with a memory: what it returns is recorded.

    It is not recorded inside no_grad().
    """

    @functools.wraps(pure)
    def method(self, *args, **options):
        """What `pure` returns, recorded."""
        # TODO: let `pure` compute, record its result unless that is switched off, return it.
        ### BEGIN SOLUTION
        out = pure(self, *args, **options)
        if _recording:
            record(out, name, (self, *args), options)
        return out
        ### END SOLUTION

    return method


def add_autograd(cls):
    """Teach the class Tensor to remember: a decorator that changes `cls` and returns it.

    All methods in VJP are recorded from now on, the constructor takes requires_grad, and every
    object has a memory, also those that exist already. Doing it again changes nothing.
    """
    # TODO: add the memory. Then, for each name in VJP: take the method from the class, down to
    #   the pure one, and put it back recorded. The same for __init__, with _with_requires_grad.
    # HINT: getattr(cls, name) and setattr(cls, name, value); inspect.unwrap(method).
    ### BEGIN SOLUTION
    add_memory(cls)
    for name in VJP:
        setattr(cls, name, recorded(name, inspect.unwrap(getattr(cls, name))))
    cls.__init__ = _with_requires_grad(inspect.unwrap(cls.__init__))
    return cls
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_add_autograd", "role": "test", "points": 2}
def test_add_autograd():
    """The picture of the introduction is recorded; the old network works, and nothing is doubled."""
    assert add_autograd(Tensor) is Tensor, "the same class is returned"
    x, y = Tensor(2.0, requires_grad=True), Tensor(3.0, requires_grad=True)
    a = x * y
    b = a + x
    loss = b**2
    assert loss.item() == 64.0, "the values are those of before"
    assert list(loss._parents) == [b] and list(b._parents) == [a, x] and list(a._parents) == [x, y]
    assert not (Tensor(2.0) * 3.0)._parents, "nobody learns: nothing is recorded"
    with no_grad():
        assert not (x * y).requires_grad, "nothing is recorded inside no_grad"
    assert old_network(old_batch).data.tobytes() == old_scores.tobytes(), "the same bits as before"

    add_autograd(Tensor)
    inside = Tensor.__mul__.__wrapped__
    assert inspect.unwrap(inside) is inside, "a wrapper in a wrapper: unwrap before you wrap"
    print("✅ Tensor remembers")


test_add_autograd()


# %% nbgrader={"grade_id": "hidden_add_autograd", "role": "test", "points": 3}
# After you submit, this cell looks at every name in VJP: values and dtypes are those of the pure
# methods, to the bit; names and docstrings are kept; decorated several times each is recorded
# once. Tensors from before have a memory, and become parents; integers are refused by the
# constructor; an exception inside no_grad leaves recording on; reflected operators and operands
# passed by name are recorded; a rule that you replace in VJP is used from then on.
### BEGIN HIDDEN TESTS
def hidden_add_autograd():
    calls = {
        "__neg__": lambda x, y: -x,
        "__add__": lambda x, y: x + y,
        "__sub__": lambda x, y: x - y,
        "__rsub__": lambda x, y: 2.5 - x,
        "__mul__": lambda x, y: x * y,
        "__truediv__": lambda x, y: x / y,
        "__rtruediv__": lambda x, y: 2 / x,
        "__pow__": lambda x, y: x**y,
        "__rpow__": lambda x, y: 2**x,
        "__matmul__": lambda x, y: x @ y.T,
        "exp": lambda x, y: x.exp(),
        "log": lambda x, y: x.log(),
        "tanh": lambda x, y: x.tanh(),
        "maximum": lambda x, y: x.maximum(other=y),
        "sum": lambda x, y: x.sum(axis=1),
        "max": lambda x, y: x.max(0, keepdims=True),
        "reshape": lambda x, y: x.reshape(3, 2),
        "transpose": lambda x, y: x.transpose(1, 0),
        "__getitem__": lambda x, y: x[1, Tensor([0, 2])],
    }
    assert set(calls) <= set(VJP), "every primitive has its rules"
    assert add_autograd(Tensor) is Tensor, "the same class is returned"
    global record
    notes, students = [], record

    def spy(out, name, operands, options):
        notes.append(name)
        return students(out, name, operands, options)

    rng = np.random.default_rng(510)
    arrays = [rng.uniform(0.5, 2, size=(2, 3)) for _ in range(2)]
    record = spy
    try:
        for name, call in calls.items():
            method = getattr(Tensor, name)
            pure = inspect.unwrap(method)
            assert pure is not method, "every name in VJP is wrapped"
            assert method.__wrapped__ is pure, "decorated again: one wrapper, not several"
            assert method.__name__ == pure.__name__, "the name of the method is kept"
            assert method.__doc__ == pure.__doc__, "the docstring of the method is kept"
            for dtype in ("float64", "float32"):
                x, y = (Tensor(a, dtype=dtype) for a in arrays)
                before = call(x, y)
                assert not before.requires_grad and list(vars(before)) == ["data"], (
                    "nothing is recorded where nobody learns"
                )
                setattr(Tensor, name, pure)
                want = call(x, y).data
                setattr(Tensor, name, method)
                require_grad([x, y])
                notes.clear()
                got = call(x, y)
                assert notes.count(name) == 1, "each operation is recorded once"
                assert got.data.tobytes() == want.tobytes(), "the bits of the pure method"
                assert got.data.dtype == want.dtype, "the dtype of the pure method"
                assert got.requires_grad and len(got._parents) >= 1, "the result is recorded"
                notes.clear()
                with no_grad():
                    assert not call(x, y).requires_grad, "nothing is recorded inside no_grad"
                assert name not in notes, "inside no_grad record is not called"
    finally:
        record = students

    try:
        with no_grad():
            raise KeyError
    except KeyError:
        pass
    for array in (
        np.array(-2.0),
        np.ones((3, 3)),
        -rng.uniform(1, 2, size=(2, 3, 4)),
        rng.normal(size=(40, 50)),
        rng.normal(size=(4, 6))[::2, ::3],
        np.full((2, 2), 300.0) * 1e4,
        np.zeros((0, 2)),
    ):
        x = Tensor(0.0)
        x.data, x.requires_grad = array, True
        order = range(array.ndim)
        for name, call in {
            "__neg__": lambda x: -x,
            "__mul__": lambda x: x * 1.0,
            "tanh": lambda x: x.tanh(),
            "sum": lambda x: x.sum(),
            "transpose": lambda x: x.transpose(*order),  # noqa: B023
            "reshape": lambda x: x.reshape(x.shape),
            "__getitem__": lambda x: x[...],
        }.items():
            method, got = getattr(Tensor, name), call(x)
            setattr(Tensor, name, inspect.unwrap(method))
            want = call(x).data
            setattr(Tensor, name, method)
            assert type(got) is Tensor and got is not x, "a new Tensor comes out"
            assert got.data.shape == want.shape, "the shape of the pure method"
            assert got.data.tobytes() == want.tobytes(), "the bits of the pure method"
            assert np.shares_memory(got.data, x.data) == np.shares_memory(want, x.data), (
                "a view stays a view"
            )
            assert x.data is array, "the operand keeps its array"
            assert len(got._parents) == 1 and got._parents[0] is x, "the operand is the parent"
    x = Tensor([1.0], requires_grad=True)
    assert (x + 1).requires_grad, "recording is on after an exception in no_grad"
    assert x.requires_grad and not Tensor([1.0]).requires_grad, "requires_grad= of the constructor"
    assert Tensor([1, 2], np.float32, True).requires_grad, "requires_grad is the third argument"
    assert Tensor([1.5], dtype=np.float32, requires_grad=True).dtype == np.float32, "dtype= works"
    for bad in ([1, 2, 3], [True], np.arange(3)):
        try:
            Tensor(bad, requires_grad=True)
        except TypeError:
            continue
        raise AssertionError("integers and booleans cannot require a gradient: TypeError")

    assert old_tensor.requires_grad is False and old_tensor.grad is None, "old Tensors: a memory"
    out = old_tensor * x
    assert list(out._parents) == [x], "a Tensor from before is an operand like any other"
    for name in ("requires_grad", "grad", "_parents", "_rules", "_saved", "_options", "_number"):
        assert name in vars(Tensor), "the defaults belong to the class"
    kept = Tensor._parents
    try:
        del Tensor._parents
        add_autograd(Tensor)
        assert "_parents" in vars(Tensor), "add_autograd itself adds the memory"
    finally:
        Tensor._parents = kept
    kept = VJP["exp"]
    try:
        VJP["exp"] = ("another rule",)
        assert list(x.exp()._rules) == ["another rule"], "the table is read at every operation"
    finally:
        VJP["exp"] = kept


hidden_add_autograd()
### END HIDDEN TESTS


# %% [markdown]
"""
The tests have decorated `Tensor` already. In the package one line does it, the next one, which runs
as soon as somebody imports `tinytorch.autograd`; until then, `Tensor` is the plain class. (If the
class were defined here, we would write `@add_autograd` above it.)
"""

# %% nbgrader={"grade_id": "autograd_decorated", "role": "given"}
#| export
Tensor = add_autograd(Tensor)

# %% [markdown]
"""
Have a look at what is remembered. The next cell prints a result and, indented, what it was made
from. Follow it with the picture of the introduction beside it. x appears twice, since it was used
twice.
"""


# %%
def show(tensor, names, depth=0):
    """A result, its parents, their parents, ..."""
    made_by = ", ".join(rule.__name__ for rule in tensor._rules) or "a leaf"
    print("   " * depth + f"{names.get(tensor, '?')} = {tensor.item()}    {made_by}")
    for parent in tensor._parents:
        show(parent, names, depth + 1)


def show_introduction():
    x, y = Tensor(2.0, requires_grad=True), Tensor(3.0, requires_grad=True)
    a = x * y
    b = a + x
    loss = b**2
    show(loss, {x: "x", y: "y", a: "a", b: "b", loss: "L"})


show_introduction()

# %% [markdown]
"""
## The way back: in which order?

Standing at the loss, we know its own gradient: 1. From there we pass gradients on to parents, and
they to theirs. It is tempting to do that the way `show` prints, by recursion: whoever receives a
gradient passes it on at once. That is right, and useless. Here is why:

```
    v₀ ──┬──► v₁ = v₀ + v₀ ──┬──► v₂ = v₁ + v₁ ──┬──► v₃ = v₂ + v₂ ──► ...
         └──►                └──►                └──►

    visits by recursion      v₃: 1     v₂: 2     v₁: 4     v₀: 8
```

v₂ receives a gradient twice, and passes each of the two on, twice again. After n steps there are
2ⁿ visits. Every residual connection in a transformer is such a place. Let us count.
"""


# %%
def measure_recursion(depths=(5, 8, 11, 14)):
    """Visits and time of a walk that passes every gradient on at once."""

    def visit(tensor):
        return 1 + sum(visit(parent) for parent in tensor._parents)

    print("steps   Tensors    visits by recursion    milliseconds")
    for depth in depths:
        v = Tensor(1.0, requires_grad=True)
        for _ in range(depth):
            v = v + v
        start = time.perf_counter()
        visits = visit(v)
        milliseconds = (time.perf_counter() - start) * 1e3
        bar = "█" * round(math.log2(visits))
        print(f"{depth:5d} {depth + 1:9d} {visits:22,d} {milliseconds:15.2f}  {bar}")


measure_recursion()

# %% [markdown]
"""
The bar shows the *logarithm* of the visits, and still it grows. Three more steps make it eight times
slower; 60 steps would take thousands of years. (And a chain of a thousand operations is enough for
Python to give up: its stack of function calls is limited.)

The cure is patience. A Tensor passes its gradient on **once, when it is complete**: when everybody
who used the Tensor has reported. So we need an order in which every result comes before its
parents. And there we are lucky: a result is always younger than its parents, and results carry
numbers. Sort by age, the newest first, and everyone who used a Tensor stands before it.

```
    recorded                                the way back

    number  1     a = x * y                 loss (3) ── b (2) ── a (1) ── x, y (leaves: 0)
    number  2     b = a + x
    number  3     loss = b ** 2             x is used by b and by a, and stands after both
```

What remains is to *find* everything that took part, without recursion, and each Tensor once:

```
     stack    [loss]          take one off, look at its parents;
              [b]             a parent that has not been found yet: remember that, put it on top
              [a, x]          ...
              [a]             until the stack is empty
              [y]
              []
```

`set` and `dict` are quick at "have I seen this one?", and Tensors can be put into them: they are
told apart by identity, not by their numbers.
"""


# %% nbgrader={"grade_id": "autograd_topological_order", "role": "solution"}
#| export
def topological_order(root):
    """Every Tensor that gradients pass through on their way from `root`, as a list.

    Each stands in it once, `root` first, then by _number, newest first; leaves come last. So each
    comes after all that were made from it. Works for graphs of any depth, whatever their shape.
    """
    # TODO: find all of them with a stack, then sort.
    # HINT: sorted takes key=lambda tensor: ..., and reverse=True.
    ### BEGIN SOLUTION
    found, stack = {root}, [root]
    while stack:
        for parent in stack.pop()._parents:
            if parent not in found:
                found.add(parent)
                stack.append(parent)
    return sorted(found, key=lambda tensor: tensor._number, reverse=True)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_topological_order", "role": "test", "points": 3}
def test_topological_order():
    """The introduction, a Tensor alone, and sixty steps that recursion would never finish."""
    x, y = Tensor(2.0, requires_grad=True), Tensor(3.0, requires_grad=True)
    a = x * y
    b = a + x
    loss = b**2
    order = topological_order(loss)
    assert len(order) == 5, "five Tensors, each of them once"
    assert order[:3] == [loss, b, a], "the newest first"
    assert set(order[3:]) == {x, y}, "then the leaves"
    assert topological_order(a)[0] is a and len(topological_order(a)) == 3, "from a: a, x and y"
    assert topological_order(x) == [x], "a leaf alone"

    v = x
    for _ in range(60):
        v = v + v
    assert len(topological_order(v)) == 61, "each Tensor is found once"
    print("✅ newest first")


test_topological_order()


# %% nbgrader={"grade_id": "hidden_topological_order", "role": "test", "points": 8}
# After you submit, this cell looks at many random graphs: each Tensor once, none too many, none
# missing, results by falling numbers, leaves last, everyone after all that were made from it; also
# where short and long roads lead to the same Tensor, and where a parent is named twice. The
# memory of the Tensors must be as it was, and a second call must say the same.
### BEGIN HIDDEN TESTS
def hidden_topological_order():
    assert [1, 2] != [2, 1], "this cell's comparison sees a wrong order"

    def made(number, parents):
        tensor = Tensor(0.0)
        tensor.requires_grad, tensor._number, tensor._parents = True, number, list(parents)
        return tensor

    rng = np.random.default_rng(511)
    for trial in range(60):
        leaves = [made(0, []) for _ in range(3)]
        everyone = list(leaves)
        number = int(rng.integers(0, 1000))
        for _ in range(int(rng.integers(1, 25))):
            number += int(rng.integers(1, 4))
            # Sometimes from the newest results (deep), sometimes from anywhere (wide).
            near = everyone[-3:] if trial % 2 else everyone
            picks = rng.integers(0, len(near), size=int(rng.integers(1, 4)))
            everyone.append(made(number, [near[i] for i in picks]))
        root = everyone[int(rng.integers(len(everyone) // 2, len(everyone)))]
        reachable = {root}
        for tensor in reversed(everyone):
            if tensor in reachable:
                reachable.update(tensor._parents)
        memory = {t: (t._number, list(t._parents)) for t in everyone}
        order = topological_order(root)
        assert type(order) is list, "a list comes out"
        assert len(order) == len(set(order)), "each Tensor stands in it once"
        assert set(order) <= reachable, "nobody who did not take part"
        assert set(order) == reachable, "everybody who took part, leaves as well"
        assert order[0] is root, "the root comes first"
        place = {tensor: i for i, tensor in enumerate(order)}
        for tensor in order:
            assert all(place[tensor] < place[p] for p in tensor._parents), (
                "everyone comes after all that were made from it"
            )
        numbers = [t._number for t in order]
        assert numbers == sorted(numbers, reverse=True), "by number, newest first, leaves last"
        assert memory == {t: (t._number, list(t._parents)) for t in everyone}, (
            "the Tensors are as they were"
        )
        again = topological_order(root)
        assert [t._number for t in again] == numbers and set(again) == set(order), "twice the same"

    x = made(0, [])
    a = made(5, [x, x])
    b = made(6, [a])
    c = made(7, [b])
    d = made(8, [x, a, c, a])
    got = topological_order(d)
    assert got == [d, c, b, a, x], "a short road to a Tensor does not put it before the long one"
    lonely = made(9, [])
    assert topological_order(lonely) == [lonely], "a Tensor without parents, alone"


hidden_topological_order()
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "hidden_topological_order_deep", "role": "test", "points": 4}
# After you submit, this cell tries a chain of 20,000 operations, which recursion cannot follow,
# and graphs in which the number of roads doubles with every step, while it counts how often the
# parents of each Tensor are asked for.
### BEGIN HIDDEN TESTS
def hidden_topological_order_deep():
    class Counted(list):
        asked = 0

        def __iter__(self):
            Counted.asked += 1
            assert Counted.asked <= Counted.most, "each Tensor is visited once, not once a road"
            return super().__iter__()

        def __getitem__(self, index):
            Counted.asked += 1
            assert Counted.asked <= Counted.most, "each Tensor is visited once, not once a road"
            return super().__getitem__(index)

    def made(number, parents):
        tensor = Tensor(0.0)
        tensor.requires_grad, tensor._number, tensor._parents = True, number, Counted(parents)
        return tensor

    v = made(0, [])
    chain = [v]
    for i in range(20_000):
        v = made(i + 1, [v])
        chain.append(v)
    Counted.asked, Counted.most = 0, 10 * len(chain)
    try:
        order = topological_order(v)
    except RecursionError:
        order = None
    assert order is not None, "a chain of 20,000 is no place for recursion"
    assert len(order) == len(chain), "a deep chain: everybody once"
    assert all(a is b for a, b in zip(order, reversed(chain), strict=True)), "newest first"

    v = x = made(0, [])
    for i in range(60):
        v = made(i + 1, [v, v] if i % 2 else [v, x])
        v = made(i + 1.5, [v, v])
    Counted.asked, Counted.most = 0, 10 * 121
    order = topological_order(v)
    assert len(order) == 121, "each Tensor once, however many roads lead to it"


hidden_topological_order_deep()
### END HIDDEN TESTS


# %% [markdown]
"""
## Backward: the walk

Everything comes together. Go through the Tensors in order, and keep a note of the gradients that
are **pending**: how much has arrived so far at each Tensor that has not had its turn.

```
    turn of    takes        passes on                            pending afterwards

    L          1            16 to b                              b: 16
    b          16           16 to a, 16 to x                     a: 16   x: 16
    a          16           16 · 3 = 48 to x, 16 · 2 = 32 to y   x: 16 + 48 = 64   y: 32
    x          64           a leaf: into x.grad                  y: 32
    y          32           a leaf: into y.grad                  (nothing)
```

Look at the third turn. x has 16 pending, another 48 arrive, and they are **added**: that is the
rule for a value which is used twice. When it is the turn of x, everyone who used it has reported.

**Leaves add up, too.** If a leaf has a `.grad` from an earlier call of `backward`, the new one is
added to it. That is how large batches are put together from small ones. It is also why training
loops begin every step with `grad = None` (or `zero_grad()`, from the next module on).

**The dtype of a gradient** is that of its Tensor. When a float32 weight meets float64 data, the
result is float64, and so is what comes back. Convert it: a weight and its gradient belong together.

**Where does the walk begin?** With one number, such as a loss, the first gradient is 1, and need
not be given. With many numbers there is no single slope; the caller has to pass a `gradient`, one
weight for each of them, in exactly the shape of the Tensor.

**Who owns the arrays?** For x + y, the rule returns g itself, twice. If x and y are leaves and both
keep that array as their `.grad`, they *share* it: whoever scales x.grad in place (clipping does)
changes y.grad as well.

```
    shared                                  owned

    x.grad ──┐                              x.grad ──► ┌───┬───┐
             ├──► ┌───┬───┐                            │ 1 │ 1 │
    y.grad ──┘    │ 1 │ 1 │                            └───┴───┘
                  └───┴───┘                 y.grad ──► ┌───┬───┐
                                                       │ 1 │ 1 │
                                                       └───┴───┘
```

Copying every gradient would be safe, and slow: that of a large matrix is fresh from a product, and
nobody else knows it. Copy only what is not fresh. Rules return either a new array, or g, or a view
of it, and a view knows whose numbers it shows: its `.base` is not None. The helper `_own` makes
use of that. The gradient which the *caller* passes in is not ours either; take a copy at the door.
"""


# %% nbgrader={"grade_id": "autograd_own", "role": "given"}
#| export
def _own(gradient, g):
    """`gradient`, as a rule has made it from g; a copy of it if others can see its numbers."""
    return gradient.copy() if gradient is g or gradient.base is not None else gradient


# %% [markdown]
"""
One method, attached to the class as in module 01, with `extend`. Take your time, and the table
above: each line of your loop is one of its columns.
"""


# %% nbgrader={"grade_id": "autograd_backward", "role": "solution"}
#| export
@extend(Tensor)
def backward(self, gradient=None):
    """Add to the .grad of every leaf how much this Tensor changes with it.

    gradient  how much each number of this Tensor counts: an array, a Tensor or lists, in exactly
              its shape. May be left out when there is one number only; then it is 1.

    The .grad of a leaf is an array in the shape and dtype of the leaf, shared with nobody. Other
    Tensors get no .grad.

    Raises RuntimeError when nothing was recorded, and ValueError when a gradient is missing or
    has another shape.
    """
    if not self.requires_grad:
        raise RuntimeError(
            "this Tensor does not depend on anything that requires a gradient: "
            "is there a require_grad(...) too few, or a no_grad() too many?"
        )
    # TODO: settle the first gradient: check it, and make it an array of our own, of our dtype.
    # HINT: np.array copies. _as_saved takes the array out of a Tensor.
    # TODO: then walk. In each turn: take the pending gradient g of the tensor. A leaf keeps it
    #   (np.asarray makes an array of a number without axes). Otherwise, for each parent and
    #   its rule: what leaves is rule(g, *tensor._saved, **tensor._options), brought to the
    #   parent's shape and dtype, and added to what is pending there.
    # HINT: a dict can have Tensors as keys. zip(..., strict=True) goes through two lists at once.
    # HINT: _own matters only for the first gradient that arrives at a leaf: a sum is fresh.
    ### BEGIN SOLUTION
    if gradient is None:
        if self.data.size != 1:
            raise ValueError(f"backward needs a gradient: there are {self.data.size} numbers here")
        gradient = np.ones_like(self.data)
    gradient = np.array(_as_saved(gradient), dtype=self.data.dtype)
    if gradient.shape != self.data.shape:
        raise ValueError(f"a gradient of shape {gradient.shape} for a Tensor of {self.data.shape}")

    pending = {self: gradient}
    for tensor in topological_order(self):
        g = pending.pop(tensor)
        if not tensor._parents:
            tensor.grad = np.asarray(g if tensor.grad is None else tensor.grad + g)
            continue
        saved, options = tensor._saved, tensor._options
        for parent, rule in zip(tensor._parents, tensor._rules, strict=True):
            passed = unbroadcast(rule(g, *saved, **options), parent.data.shape)
            if passed.dtype != parent.data.dtype:
                passed = passed.astype(parent.data.dtype)
            if parent in pending:
                passed = pending[parent] + passed
            elif not parent._parents:
                passed = _own(passed, g)
            pending[parent] = passed
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_backward", "role": "test", "points": 2}
def test_backward():
    """The introduction; x + x; a layer with a bias; what must be refused."""
    x, y = Tensor(2.0, requires_grad=True), Tensor(3.0, requires_grad=True)
    a = x * y
    b = a + x
    loss = b**2
    loss.backward()
    assert isinstance(x.grad, np.ndarray) and x.grad.tolist() == 64.0, "16 + 48"
    assert y.grad.tolist() == 32.0, "16 · 2"
    assert a.grad is None and b.grad is None, "only leaves keep a gradient"

    x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    (x + x).backward([1.0, 1.0, 1.0])
    assert x.grad.tolist() == [2.0, 2.0, 2.0], "used twice: both gradients count"

    weight = Tensor(np.ones((3, 2)), requires_grad=True)
    bias = Tensor(np.zeros(2), requires_grad=True)
    batch = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    (batch @ weight + bias).sum().backward()
    assert weight.grad.tolist() == [[5.0, 5.0], [7.0, 7.0], [9.0, 9.0]], "summed over the batch"
    assert bias.grad.tolist() == [2.0, 2.0], "the bias was used for both rows"

    for wrong, error in ((Tensor([1.0]), RuntimeError), (x * 2, ValueError)):
        try:
            wrong.backward()
        except error:
            continue
        raise AssertionError(f"{error.__name__} expected")
    print("✅ backward")


test_backward()

# %% [markdown]
"""
It deserves a moment: three numbers in a list, and the machine does the calculus. The next test is
about several calls. The first two use two graphs, the third one goes through the second graph
once more.
"""


# %% nbgrader={"grade_id": "test_backward_adds_up", "role": "test", "points": 1}
def test_backward_adds_up():
    """Leaves add up what several calls bring, until somebody empties them."""
    w = Tensor([1.0, -2.0], requires_grad=True)
    (w * w).sum().backward()
    assert w.grad.tolist() == [2.0, -4.0]
    loss = (w * 3.0).sum()
    loss.backward()
    assert w.grad.tolist() == [5.0, -1.0], "the second gradient is added to the first"
    loss.backward()
    assert w.grad.tolist() == [8.0, 2.0], "the graph is still there: once more"
    w.grad = None
    loss.backward()
    assert w.grad.tolist() == [3.0, 3.0], "emptied, it begins anew"
    print("✅ gradients add up")


test_backward_adds_up()


# %% nbgrader={"grade_id": "hidden_backward", "role": "test", "points": 5}
# After you submit, this cell looks at your walk alone, on graphs made by hand with rules of its
# own: every rule is called once, with the arrays and options that were saved; what arrives twice
# is added; shapes and dtypes are those of the leaves; no .grad is shared with another leaf, with
# the gradient you pass in, or with what was saved; a chain of 5,000; the first gradient as a
# list, an array, a Tensor, in a wrong shape; one number in a shape such as (1, 1).
### BEGIN HIDDEN TESTS
def hidden_backward():
    global topological_order, unbroadcast
    students = topological_order, unbroadcast

    def sound_order(root):
        found, stack = {root}, [root]
        while stack:
            for parent in stack.pop()._parents:
                if parent not in found:
                    found.add(parent)
                    stack.append(parent)
        return sorted(found, key=lambda t: t._number, reverse=True)

    def sound_unbroadcast(gradient, shape):
        if gradient.shape == shape:
            return gradient
        gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
        thin = tuple(i for i, n in enumerate(shape) if n == 1)
        return gradient.sum(axis=thin, keepdims=True).reshape(shape)

    def leaf(data):
        tensor = Tensor(data)
        tensor.requires_grad = True
        return tensor

    made = itertools.count(10**9)
    calls = []

    def result(data, parents, rules, saved=(), **options):
        tensor = leaf(data)
        tensor._number, tensor._parents, tensor._rules = next(made), list(parents), list(rules)
        tensor._saved, tensor._options = [tensor.data, *saved], options
        return tensor

    def through(g, out, *saved, **options):
        calls.append((saved, options))
        assert len(calls) <= 30_000, "each rule is called once, not once for every road"
        return g

    def twice(g, out, *saved, **options):
        return 2.0 * through(g, out, *saved, **options)

    def walk(tensor, *gradient):
        kept = tensor.data.tobytes()
        seed = [np.asarray(g).tobytes() for g in gradient if not isinstance(g, Tensor)]
        assert tensor.backward(*gradient) is None, "backward returns nothing"
        assert tensor.data.tobytes() == kept, "backward changes no data"
        assert seed == [np.asarray(g).tobytes() for g in gradient if not isinstance(g, Tensor)], (
            "the gradient passed in is unchanged"
        )

    assert abs(np.ones(2) - 1.01).max() > 1e-12, "this cell's comparison sees a wrong number"
    topological_order, unbroadcast = sound_order, sound_unbroadcast
    try:
        # Reuse: x goes to a and to c, by a short road and a long one.
        x, y = leaf([1.0, 2.0]), leaf([3.0, 4.0])
        a = result([0.0, 0.0], [x, y], [twice, through], [7, 8], axis=1)
        b = result([0.0, 0.0], [a], [twice])
        c = result([0.0, 0.0], [x, b, b], [through, twice, through])
        seed = np.array([1.0, 10.0])
        walk(c, seed)
        assert abs(x.grad - 13 * seed).max() == 0, "what arrives by several roads is added"
        assert abs(y.grad - 6 * seed).max() == 0, "each rule gets the complete gradient"
        assert len(calls) == 6, "each rule is called once"
        assert ((7, 8), {"axis": 1}) in calls, "rules get what was saved, and the options"
        assert a.grad is None and b.grad is None and c.grad is None, "only leaves keep gradients"
        assert seed.tolist() == [1.0, 10.0], "the gradient passed in is unchanged"
        assert not np.shares_memory(x.grad, y.grad), "no two leaves share a gradient"
        before = x.grad
        walk(c, seed)
        assert abs(x.grad - 26 * seed).max() == 0, "a second call adds to the first"
        assert abs(before - 13 * seed).max() == 0, "an array that somebody may hold is not changed"

        # Ownership.
        seed, saved = np.ones(3), np.ones(3)
        x, y = leaf(np.zeros(3)), leaf(np.zeros(3))
        z = result(np.zeros(3), [x, y], [through, through])
        walk(z, seed)
        assert not np.shares_memory(x.grad, y.grad), "x + y: the two gradients are not one array"
        assert not np.shares_memory(x.grad, seed), "a leaf does not keep the caller's array"
        assert not np.shares_memory(y.grad, seed), "a leaf does not keep the caller's array"
        x, flat = leaf(np.zeros((2, 3))), leaf(np.zeros((2, 3)))
        inner = result(np.zeros((2, 3)), [x, flat], [through, lambda g, out: g.T.reshape(3, 2).T])
        walk(inner, np.ones((2, 3)))
        assert not np.shares_memory(x.grad, flat.grad), "a view of g is not fresh"
        x = leaf(np.zeros(3))
        walk(x, saved)
        assert x.grad.tolist() == [1.0, 1.0, 1.0], "backward of a leaf: its own gradient"
        assert not np.shares_memory(x.grad, saved), "a leaf does not keep the caller's array"

        # Shape and dtype.
        x = Tensor(np.zeros((1, 3)), dtype=np.float32)
        x.requires_grad = True
        z = result(np.zeros((4, 2, 3)), [x], [through])
        walk(z, np.ones((4, 2, 3)))
        assert x.grad.shape == (1, 3), "the gradient has the shape of the leaf"
        assert abs(x.grad - 8).max() == 0, "what was stretched is summed"
        assert x.grad.dtype == np.float32, "the gradient has the dtype of the leaf"
        number = leaf(2.0)
        walk(result(5.0, [number], [lambda g, out: g * np.float64(3.0)]))
        assert type(number.grad) is np.ndarray and number.grad.shape == (), (
            "grad is an array, also of one number"
        )
        for shape in ((), (1,), (1, 1)):
            x = leaf(np.zeros(shape))
            walk(result(np.zeros(shape), [x], [twice]))
            assert x.grad.shape == shape and x.grad.item() == 2.0, "one number needs no gradient"

        # The first gradient.
        for first in (
            [1.0, 2.0],
            [1, 2],
            np.array([1.0, 2.0]),
            np.array([1, 2]),
            Tensor([1.0, 2.0]),
        ):
            x = leaf([0.0, 0.0])
            walk(result([0.0, 0.0], [x], [through]), first)
            assert x.grad.tolist() == [1.0, 2.0], "a gradient may be a list, an array or a Tensor"
            assert x.grad.dtype == np.float64, "integers in the gradient become floats"
        first = Tensor([1.0, 2.0])
        x = leaf([0.0, 0.0])
        walk(x, first)
        assert not np.shares_memory(x.grad, first.data), "a leaf does not keep the caller's array"
        for dtype in ("float64", "float32", "float16"):
            arrived = []
            for shape in ((), (3,), (2, 2), (2, 3, 4), (30, 40)):
                for data in (np.zeros(shape), np.ones(shape), np.full(shape, -1e3)):
                    x = Tensor(data, dtype=dtype)
                    x.requires_grad = True
                    out = result(0.0, [x], [lambda g, out: arrived.append(g.dtype) or 2 * g])  # noqa: B023
                    out.data = np.array(data.T, dtype, order="C").T  # rows are columns in memory
                    first = [
                        -np.ones(shape),
                        np.ones(shape, int),
                        Tensor(data),
                        (3 * data).tolist(),
                    ]
                    first += [np.ones(shape, np.float32), np.zeros((2, *shape))[0]]
                    for gradient in first:
                        x.grad = None
                        walk(out, gradient)
                        sent = gradient.data if isinstance(gradient, Tensor) else gradient
                        assert x.grad.dtype == dtype, "gradients have the dtype of their Tensor"
                        assert x.grad.shape == shape, "gradients have the shape of their Tensor"
                        assert abs(x.grad - 2.0 * np.asarray(sent)).max() == 0, (
                            "what was passed in"
                        )
            assert set(arrived) == {np.dtype(dtype)}, "rules get a gradient in the dtype of out"
        for first in (None, np.ones(3), np.ones((1, 2)), np.ones(()), 1.0, [[1.0], [1.0]]):
            x = leaf([0.0, 0.0])
            try:
                walk(result([0.0, 0.0], [x], [through]), first)
            except ValueError:
                assert x.grad is None, "what is refused leaves no trace"
                continue
            raise AssertionError("a missing gradient, or one of another shape, is a ValueError")
        try:
            Tensor([1.0]).backward()
        except RuntimeError:
            pass
        else:
            raise AssertionError("where nothing was recorded, backward is a RuntimeError")

        # Depth, and roads that double.
        x = v = leaf(1.0)
        for _ in range(5_000):
            v = result(1.0, [v], [through])
        with contextlib.suppress(RecursionError):
            walk(v)
        assert x.grad is not None and x.grad == 1.0, "a chain of 5,000 operations"
        x = v = leaf(1.0)
        for _ in range(40):
            v = result(1.0, [v, v], [through, through])
        calls.clear()
        walk(v)
        assert x.grad == 2.0**40 and len(calls) == 80, "forty forks: 2 to the 40, in 80 calls"
    finally:
        topological_order, unbroadcast = students


hidden_backward()
### END HIDDEN TESTS


# %% [markdown]
"""
### The judge returns

You began with a judge for rules. Now it can judge the whole machine: run a function of Tensors,
let `backward` say the slopes, try them out, compare. This `gradient_check` is the test that you
will use for everything new in this course, and it is what engineers run on every new operation in
PyTorch.

How large may the difference be? An absolute number means little: 0.001 is a lot for slopes of 0.01
and nothing for slopes of 1000. So we compare it with the largest slope. And a check makes sense in
**float64** only: with the seven digits of float32, the difference of two nearly equal results is
mostly rounding, and a wrong gradient can hide in it.
"""


# %% nbgrader={"grade_id": "autograd_relative_error", "role": "given"}
#| export
def _relative_error(exact, tried):
    """The largest difference, compared with the largest number on either side."""
    size = max(abs(exact).max(initial=0.0), abs(tried).max(initial=0.0), 1e-3)
    return float(abs(exact - tried).max(initial=0.0) / size)


# %% nbgrader={"grade_id": "autograd_gradient_check", "role": "solution"}
#| export
def gradient_check(function, *inputs, seed=0):
    """How wrong gradients are: the largest relative error over all `inputs`, a float.

    function  takes the inputs and returns a Tensor of any shape
    inputs    leaves with float64 numbers, such as layer.parameters(); their data is as before
              when it is done, and their .grad is None

    Below 1e-7 a gradient is right; a wrong one is off by 1e-3 or far more.
    Raises TypeError for inputs that are not float64.

    >>> gradient_check(lambda x: x * x, Tensor([1.0, 2.0])) < 1e-7
    True
    """
    for tensor in inputs:
        if tensor.dtype != np.float64:
            raise TypeError(f"a gradient check needs float64 numbers, not {tensor.dtype}")
    require_grad(inputs)
    # TODO: forget old gradients; compute the result; walk back from it with random weights g.
    # HINT: np.random.default_rng(seed).normal(size=...) makes them.
    # TODO: for each input, without recording: numerical_gradient of function(*inputs).data as
    #   tensor.data is moved, and its _relative_error. An input that got no gradient has zeros.
    # HINT: numerical_gradient changes tensor.data in place. So the function you pass to it can
    #   ignore its argument, and simply compute function(*inputs) again.
    ### BEGIN SOLUTION
    for tensor in inputs:
        tensor.grad = None
    out = function(*inputs)
    g = np.random.default_rng(seed).normal(size=out.shape)
    out.backward(g)
    worst = 0.0
    for tensor in inputs:
        exact = np.zeros(tensor.shape) if tensor.grad is None else tensor.grad
        tensor.grad = None
        with no_grad():
            tried = numerical_gradient(lambda _: function(*inputs).data, tensor.data, g)
        worst = max(worst, _relative_error(exact, tried))
    return worst
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_gradient_check", "role": "test", "points": 1}
def test_gradient_check():
    """Right gradients pass; a graph that was cut does not."""
    rng = np.random.default_rng(6)
    x, w = Tensor(rng.normal(size=(4, 3))), Tensor(rng.normal(size=(3, 2)))
    assert gradient_check(lambda x, w: (x @ w).tanh().mean(axis=0), x, w) < 1e-7
    assert gradient_check(lambda x: x * Tensor(x.data), x) > 0.1, "half of the gradient is missing"
    try:
        gradient_check(lambda x: x * x, Tensor([1.0], dtype=np.float32))
    except TypeError:
        pass
    else:
        raise AssertionError("float32 is too coarse: TypeError expected")
    print("✅ gradient_check")


test_gradient_check()


# %% nbgrader={"grade_id": "hidden_gradient_check", "role": "test", "points": 2}
# After you submit, this cell breaks rules on purpose, one at a time and in several ways (a factor,
# a sign, one number among many, an input that gets nothing), and looks if the check notices; and
# that right ones pass, inputs are as before, old gradients do not count, and seed is used.
### BEGIN HIDDEN TESTS
def hidden_gradient_check():
    rng = np.random.default_rng(512)
    x, y = Tensor(rng.normal(size=(3, 4))), Tensor(rng.normal(size=(4,)))
    kept = x.data.tobytes(), y.data.tobytes()

    def check(seed=0):
        return gradient_check(lambda x, y: x * y, x, y, seed=seed)

    x.grad = np.full((3, 4), 5.0)
    got = check()
    assert isinstance(got, float), "the error is one float"
    assert got < 1e-7, "right rules pass, and an old gradient does not count"
    assert (x.data.tobytes(), y.data.tobytes()) == kept, "the inputs are put back to the last bit"
    assert x.grad is None and y.grad is None, "no gradient is left behind"
    assert x.requires_grad and y.requires_grad, "the inputs require a gradient now"
    right = VJP["__mul__"]

    def one_wrong(g, out, x, y):
        result = g * y
        result[1, 2] += 0.01
        return result

    wrong = {
        "a factor": (right[0], lambda g, out, x, y: 1.01 * g * x),
        "a sign": (lambda g, out, x, y: -g * y, right[1]),
        "one number among many": (one_wrong, right[1]),
        "g forgotten": (lambda g, out, x, y: y + 0 * g, right[1]),
        "nothing for y": (right[0], lambda g, out, x, y: 0 * g),
    }
    try:
        for kind, rules in wrong.items():
            VJP["__mul__"] = rules
            assert check() > 1e-4, "a wrong rule is noticed: " + f"{kind}"
            assert (x.data.tobytes(), y.data.tobytes()) == kept, "inputs are put back after that"
    finally:
        VJP["__mul__"] = right
    assert gradient_check(lambda x, y: x * 2.0, x, y) < 1e-7, "an input that is not used"
    cut = gradient_check(lambda x, y: x + Tensor(y.data), x, y)
    assert cut > 0.9, "an input that gets no gradient but matters"
    assert gradient_check(lambda x, y: (x * y).sum(), x, y) < 1e-7, "a result of one number"
    weight = Tensor(rng.normal(size=(4, 2)))
    assert gradient_check(lambda _: (x @ weight).tanh(), weight) < 1e-7, "arguments may be ignored"
    values = []

    def spy(x):
        out = x * 1.0
        values.append(out.requires_grad)
        return out

    gradient_check(spy, x)
    assert values[0] and not any(values[1:]), "recorded once; trying is not recorded"
    errors = {check(seed) for seed in range(4)}
    assert len(errors) > 1 and max(errors) < 1e-7, "seed decides about the random weights"
    for dtype in (np.float32, np.float16):
        try:
            gradient_check(lambda x: x * x, Tensor([1.0], dtype=dtype))
        except TypeError:
            continue
        raise AssertionError("only float64 is fine enough for a check: TypeError")


hidden_gradient_check()
### END HIDDEN TESTS


# %% [markdown]
"""
### Everything at once

Here is the promise from the beginning of the module, put to the test. Layers, activations and
losses, written in modules 02 to 04 by someone who knew nothing of gradients. The network has 50
parameters; each of their slopes is tried out.
"""


# %%
def judge_the_stack():
    """Relative errors of gradients through the modules that came before."""
    rng = np.random.default_rng(7)
    x = Tensor(rng.normal(size=(5, 3)))
    labels = Tensor([0, 1, 1, 0, 1])
    targets = Tensor(rng.normal(size=(5, 2)))
    losses = {
        "cross-entropy": lambda scores: CrossEntropyLoss()(scores, labels),
        "mean squared error": lambda scores: MSELoss()(scores, targets),
        "softmax, entropy": lambda scores: (Softmax()(scores) * log_softmax(scores)).sum(),
    }
    for name, loss in losses.items():
        error = gradient_check(lambda *_: loss(old_network(x)), *old_network.parameters())  # noqa: B023
        print(f"old_network, {name:20} relative error {error:.1e}")


judge_the_stack()

# %% [markdown]
"""
And it learns. The loop below is all of training: forward, backward, one small step against the
slope. The next two modules make a craft of it. For XOR you found weights by thinking in module 01;
now the machine finds them.
"""


# %%
def learn_xor(steps=500, lr=0.5):
    """Four examples, 17 parameters, and the loop that all training consists of."""
    rng = np.random.default_rng(4)
    x = Tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = Tensor([[0.0], [1.0], [1.0], [0.0]])
    network = Sequential(Linear(2, 4, rng=rng), Tanh(), Linear(4, 1, rng=rng))
    params = network.parameters()
    require_grad(params)
    for step in range(steps + 1):
        loss = BCEWithLogitsLoss()(network(x), y)
        for param in params:
            param.grad = None
        loss.backward()
        for param in params:
            param.data -= lr * param.grad
        if step % (steps // 5) == 0:
            print(f"step {step:4d}   loss {loss.item():.4f}  {'█' * round(loss.item() * 40)}")
    print("answers", (network(x).data > 0).astype(int).reshape(-1).tolist())


learn_xor()


# %% nbgrader={"grade_id": "hidden_autograd_exact", "role": "test", "points": 4}
# After you submit, this cell judges your whole machine: every operation, every way to broadcast,
# every kind of product, axis and index, values used again, chains and forks, and the layers,
# activations and losses of modules 02 to 04: relative error below 1e-7, with random weights. All
# parameters of every layer get a gradient. float32 stays float32. What was made before autograd
# gives the same bits. Data replaced after the way forward does not matter. A graph is freed as
# soon as its result is gone.
### BEGIN HIDDEN TESTS
def hidden_autograd_exact():
    def error(function, *inputs, seed=0):
        for t in inputs:
            t.requires_grad, t.grad = True, None
        out = function(*inputs)
        g = np.random.default_rng(seed).normal(size=out.data.shape)
        out.backward(g)
        worst = 0.0
        for t in inputs:
            assert t.grad is not None, "every input that matters gets a gradient"
            assert t.grad.shape == t.data.shape, "a gradient has the shape of its Tensor"
            said, tried = t.grad, np.zeros_like(t.data)
            t.requires_grad = False
            for i in np.ndindex(t.data.shape):
                old = t.data[i]
                t.data[i] = old + 1e-5
                up = function(*inputs).data
                t.data[i] = old - 1e-5
                down = function(*inputs).data
                t.data[i] = old
                tried[i] = (g * (up - down)).sum() / 2e-5
            t.requires_grad, t.grad = True, None
            size = max(abs(said).max(), abs(tried).max(), 1e-3)
            worst = max(worst, abs(said - tried).max() / size)
        return worst

    rng = np.random.default_rng(513)

    def normal(*shape):
        return Tensor(np.asarray(rng.normal(size=shape)))

    def positive(*shape):
        return Tensor(np.asarray(rng.uniform(0.5, 2, size=shape)))

    assert error(lambda x: x + Tensor(0.5 * x.data), normal(3)) > 0.1, "this cell sees a wrong one"
    ways = [((), ()), ((3,), ()), ((), (3,)), ((2, 3), (3,)), ((3,), (2, 3)), ((3, 1), (1, 4))]
    ways += [((2, 1, 3), (4, 1)), ((2, 3), (2, 1)), ((1,), (3,)), ((3, 3), (3,)), ((3, 3), (3, 1))]
    ways += [((2, 3, 4), (3, 4)), ((1, 1), (2, 3)), ((2, 3), (2, 3))]
    for left, right in ways:
        for name, f in (
            ("+", lambda x, y: x + y),
            ("-", lambda x, y: x - y),
            ("*", lambda x, y: x * y),
            ("/", lambda x, y: x / y),
            ("**", lambda x, y: x**y),
            ("maximum", lambda x, y: x.maximum(y)),
        ):
            assert error(f, positive(*left), positive(*right)) < 1e-7, (
                "broadcasting with two Tensors: " + f"{left} {name} {right}"
            )
    array = rng.uniform(0.5, 2, size=(2, 3))
    for name, f in (
        ("numbers on the left", lambda x: 2 - x + 3 / x + 1.5**x + 0.5 * x + (1 + x)),
        ("numbers on the right", lambda x: (x - 2) * 3 / 4 + x**3 + x**-0.5 + x.maximum(1.0)),
        (
            "arrays on the left",
            lambda x: array - x + array / x + array**x + array * x + (array + x),
        ),
        ("arrays on the right", lambda x: (x - array) * array / array + x**array),
        ("a number of numpy", lambda x: np.float64(2) * x + np.float32(0.5) - x / np.int64(3)),
        ("-x, exp, log, tanh", lambda x: -x * x.exp() + x.log() * x.tanh()),
        ("y * y + y", lambda x: x * x + x),
        ("sums", lambda x: x * x.sum(axis=0) + x.sum(axis=1, keepdims=True) * x.sum()),
        ("means", lambda x: x * x.mean(axis=-1, keepdims=True) - x.mean(axis=(0, 1)) * x.mean(0)),
        ("max", lambda x: x * x.max(axis=0) + x.max(axis=-1, keepdims=True) - x.max()),
        ("reshape, T", lambda x: (x.reshape(3, 2) @ x.reshape(-1, 3)) @ x.T),
        (
            "transpose",
            lambda x: x.reshape(1, 2, 3).transpose(2, 0, 1) * x.transpose((1, 0))[:, :1],
        ),
        ("slices", lambda x: x[:, 1:] * x[0, ::2] + x[1, 0]),
        ("repeated places", lambda x: x[Tensor([0, 1, 0, 0]), np.array([2, 2, 2, 0])] ** 2),
        ("softmax", lambda x: (x - x.max(axis=1, keepdims=True)).exp() / x.exp().sum(1, True)),
    ):
        assert error(f, positive(2, 3)) < 1e-7, "exact: " + name
        assert error(f, Tensor(rng.uniform(0.5, 2, size=(2, 3)))) < 1e-7, "exact: " + name
    for left, right in (
        ((2, 3), (3, 4)),
        ((3, 3), (3, 3)),
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((3,), (3, 2)),
        ((5, 2, 3), (5, 3, 2)),
        ((5, 2, 3), (3, 2)),
        ((2, 3), (5, 3, 2)),
        ((5, 2, 3), (3,)),
        ((3,), (5, 3, 2)),
        ((2, 1, 2, 3), (3, 3, 2)),
        ((3, 3, 3), (3, 3)),
    ):
        assert error(lambda x, y: x @ y, normal(*left), normal(*right)) < 1e-7, (
            "products: " + f"{left} @ {right}"
        )
    assert error(lambda x: x @ x.T @ x, normal(3, 3)) < 1e-7, "a product with itself"
    assert error(lambda x: np.ones((2, 3)) @ x, normal(3, 2)) < 1e-7, "an array on the left of @"

    # Chains and forks.
    x = Tensor(1.0, requires_grad=True)
    v = x
    for _ in range(5_000):
        v = v + x
    v.backward()
    assert x.grad == 5_001.0, "a chain of 5,000 operations"
    x.grad, v = None, x
    for _ in range(40):
        v = v + v
    v.backward()
    assert x.grad == 2.0**40, "forty forks"

    # Modules 02 to 04.
    assert old_network(old_batch).data.tobytes() == old_scores.tobytes(), "the same bits as before"
    batch = Tensor(rng.normal(size=(5, 3)))
    labels, hits = Tensor([0, 1, 1, 0, 1]), Tensor(rng.integers(0, 2, size=(5, 2)))
    wishes = Tensor(rng.normal(size=(5, 2)))
    for name, activation in (
        ("ReLU", ReLU()),
        ("Sigmoid", Sigmoid()),
        ("Tanh", Tanh()),
        ("GELU", GELU()),
        ("Softmax", Softmax()),
        ("log_softmax", log_softmax),
    ):
        layers = Linear(3, 4, rng=rng), activation, Linear(4, 2, rng=rng)
        network = Sequential(*layers)
        for loss, wanted in (
            (CrossEntropyLoss(), labels),
            (MSELoss(), wishes),
            (BCEWithLogitsLoss(), hits),
        ):
            worst = error(lambda *_: loss(network(batch), wanted), *network.parameters())  # noqa: B023
            assert worst < 1e-7, "exact through a network with " + f"{name}"
        network(batch).sum().backward()
        assert all(p.grad is not None for p in network.parameters()), (
            "all parameters get a gradient"
        )
    dropout = Sequential(Linear(3, 4, rng=rng), Dropout(0.5, rng=rng), Linear(4, 2, rng=rng))
    require_grad(dropout.parameters())
    dropout(batch).sum().backward()
    assert all(p.grad is not None for p in dropout.parameters()), "all parameters get a gradient"

    # Precision, replaced data, freed graphs.
    w = Tensor(rng.normal(size=(3, 2)), dtype=np.float32, requires_grad=True)
    single = Tensor(batch, dtype=np.float32)
    loss = ((single @ w * 0.5 - np.float64(2)) ** 2).mean() + w.max() + (1 / (w * w + 1)).sum()
    loss.backward()
    assert loss.dtype == np.float32 and w.grad.dtype == np.float32, "float32 stays float32"
    x = Tensor(3.0, requires_grad=True)
    y = x * x
    x.data = np.array(100.0)
    y.backward()
    assert x.grad == 6.0, "the slope at the place where the result was computed"
    gc_was_on = gc.isenabled()
    gc.disable()
    try:
        x = Tensor(np.ones(3), requires_grad=True)
        inner = (x * 2.0).exp()
        out = (inner + inner.max()).sum()
        watch = [weakref.ref(inner), weakref.ref(out)]
        out.backward()
        del out, inner
        assert [ref() for ref in watch] == [None, None], "a graph is freed with its result"
    finally:
        if gc_was_on:
            gc.enable()


hidden_autograd_exact()
### END HIDDEN TESTS


# %% [markdown]
"""
## Computational complexity: all slopes for the price of a few

What does `backward` cost? Follow one operation. On the way back, each of its rules does about as
much arithmetic as the operation itself. A matrix product has two rules, each of them a product of
the same size:

| operation | forward | what leaves for x | what leaves for y |
|---|---|---|---|
| `x + y`, n numbers | n | 0, passed on | 0, or n to sum |
| `x * y`, n numbers | n | n | n |
| `x @ y`, (n, k) @ (k, m) | 2nkm | 2nkm | 2nkm |
| finding the order, N operations | | O(N log N) | |

So a backward pass costs at most about two forward passes, **whatever the number of parameters is**.
(For the first layer it is one: nobody asks for the gradient of the data.) Finding slopes by trying
costs two forward passes *for each parameter*:

```
   parameters P      by trying: 2 P passes               by backward: about 2 passes

        1            █ █                                 █ █
        4            █ █ █ █ █ █ █ █                     █ █
        8            █ █ █ █ █ █ █ █ █ █ █ █ █ █ █ █     █ █
     235,146         a bar of 470,292                    █ █
```

With every layer of width w, a pass is O(w²) and there are O(w²) parameters: O(w⁴) for trying, O(w²)
for backward. Whether the machine agrees, for a network of three layers:
"""


# %%
def best_time(function, repeats=7):
    """Seconds of the fastest of several calls."""
    function()  # warm up
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def measure_backward(widths=(16, 32, 64, 128, 256), batch=64):
    """Time of forward and backward as networks grow, and what trying would take."""
    rng = np.random.default_rng(0)
    print("width   parameters   forward ms   backward ms   ratio   by trying (estimated)")
    for width in widths:
        network = Sequential(
            Linear(width, width, rng=rng), ReLU(), Linear(width, width, rng=rng), ReLU(),
            Linear(width, width, rng=rng),
        )  # fmt: skip
        params = network.parameters()
        require_grad(params)
        x = Tensor(rng.normal(size=(batch, width)))
        forward = best_time(lambda: network(x).sum())  # noqa: B023
        loss = network(x).sum()
        backward = best_time(loss.backward)
        count = sum(param.size for param in params)
        print(f"{width:5d} {count:12,d} {forward * 1e3:12.2f} {backward * 1e3:13.2f}", end=" ")
        print(f"{backward / forward:7.1f} {2 * count * forward:16.1f} s")


measure_backward()

# %% [markdown]
"""
The ratio stays near 2, or a little above for small networks, where Python's part shows: the walk
itself, some microseconds for each operation, whether it handles one number or a million. Look at
the last column, and at how it grows.

Where is the catch? Going *from the result to the inputs* is cheap because there is **one** result.
With m results you would need m walks. There is another way round, from inputs to results, which
costs one pass for each *input*. Networks have millions of inputs (their weights) and one result
(the loss), so training goes backward. One of the questions at the end is about the other cases.
"""

# %% [markdown]
"""
## Memory profiling: what a graph keeps alive

A backward pass is cheap in time. It is paid for in memory. Every rule needs arrays of the way
forward, so all of them have to stay until the way back has passed. Without recording each result
is free as soon as the next one has been computed.

```
     in use                                               no_grad
     │                                                    │
     │               ██  ◄ graph complete                 │
     │            █████  ██                               │
     │         ████████  █████                            │
     │      ███████████  ████████                         │
     │   ██████████████  ███████████                      │ ██ ██ ██ ██ ██
     └───forward──────────backward────► time              └───forward────────► time
```

(The right flank needs somebody to let go of each result once it has been passed. PyTorch's
`backward` does that. Ours keeps the graph until you drop the loss, so that you can look at it.)

The next cell counts bytes for networks of growing depth, and for growing batches.
"""


# %%
def held_bytes(function):
    """The bytes that the result of `function` keeps alive."""
    function()  # warm up
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        result = function()  # noqa: F841 - kept alive until the measurement is over
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


def measure_graph(width=256):
    """What one result keeps alive, with and without recording."""
    rng = np.random.default_rng(0)

    def used_only(network, x):
        with no_grad():
            return network(x).sum()

    print("layers   batch     recorded MB     no_grad MB     activations of one layer MB")
    for depth, batch in ((2, 64), (4, 64), (8, 64), (16, 64), (4, 128), (4, 256)):
        layers = []
        for _ in range(depth):
            layers += [Linear(width, width, rng=rng), ReLU()]
        network = Sequential(*layers)
        require_grad(network.parameters())
        x = Tensor(rng.normal(size=(batch, width)), dtype=np.float32)
        recorded = held_bytes(lambda: network(x).sum()) / 1e6  # noqa: B023
        plain = held_bytes(lambda: used_only(network, x)) / 1e6  # noqa: B023
        one = batch * width * network(x).dtype.itemsize / 1e6
        print(f"{depth:6d} {batch:7d} {recorded:13.2f}   {plain:12.4f}   {one:10.3f}", end="   ")
        print("█" * round(recorded * 2))


measure_graph()

# %% [markdown]
"""
Twice as many layers, twice the memory; twice the batch, twice the memory. For each layer three
results are kept: that of the product, of the bias, of the ReLU. Does every rule need them? The one
for `+` does not look at any array. Our graph keeps them all the same, because a parent is a whole
Tensor. PyTorch is stingier there.

And when is it free again? Results point at their parents, parents never at their children, so there
are no circles. Python counts references: when you let go of the loss, nobody points at the last
result, which lets go of its parents, and so on, at once, with no garbage collector. The next
cell watches a graph disappear, with the collector switched off.
"""


# %%
def watch_it_go():
    """A weak reference sees an object without keeping it alive."""
    gc.disable()
    try:
        x = Tensor(np.ones(1000), requires_grad=True)
        hidden = x * 2.0
        loss = hidden.exp().sum()
        watch = weakref.ref(hidden)
        del hidden
        print("our name for `hidden` is gone, still there:", watch() is not None)
        loss.backward()
        print("after backward, still there:               ", watch() is not None)
        del loss
        print("after `del loss`, still there:             ", watch() is not None)
    finally:
        gc.enable()


watch_it_go()

# %% [markdown]
"""
## In production systems

The same four parts are inside PyTorch, in C++:

```
    TinyTorch                                   PyTorch

    ┌──────────────────────────┐                ┌───────────────────────────────┐
    │ Tensor                   │                │ Tensor                        │
    │   data, grad             │                │   storage, grad               │
    │   _rules, _saved         │                │   grad_fn ────────┐           │
    │   _parents ──► Tensors   │                └───────────────────┼───────────┘
    └──────────────────────────┘                ┌───────────────────▼───────────┐
                                                │ Node: MulBackward0            │
    VJP, a dict in Python                       │   saved tensors + versions    │
                                                │   next_functions ──► Nodes    │
    wrappers around methods                     └───────────────────────────────┘
                                                rules: derivatives.yaml, compiled
    sorted by number, a loop                    recording: a layer of the dispatcher
                                                a queue, sorted by number, threads
```

**Recording.** PyTorch does not wrap methods of a Python class; that is our teaching device. Each
operation goes through a dispatcher, and autograd is one of the layers that it passes on its way to
the kernel. `torch.no_grad()` switches that layer off. The effect is that of your wrapper: one
place, through which everything passes.

**Nodes.** The graph there consists of nodes apart from Tensors. A node keeps only what its rule has
asked for, so the result of a product can be freed when nothing but a `+` follows it. With us a
parent is a Tensor, with all that it holds.

**Order.** Nodes get a sequence number when they are made, and the engine takes the one with the
highest number that is ready: newest first, as you do. In addition each node counts how many
gradients it still has to wait for, since several threads and devices work on one graph.

**The graph is used up.** After `loss.backward()` PyTorch has freed what was saved, and a second call
is an error unless you said `retain_graph=True`. We keep everything until you let go of the loss.

**Changing data in place.** We save arrays, so *replacing* `x.data` does no harm. Writing *into*
the array, as in `x.data[0] = 5.0`, between forward and backward gives a wrong gradient, silently.
In PyTorch each Tensor counts its versions; backward compares, and raises an error. Optimizers do
write in place: they do it after backward, when nobody needs the old numbers.

**Gradients of gradients.** Our rules compute with numpy, so gradients are plain arrays and have no
memory of their own. In PyTorch (with `create_graph=True`) and in JAX rules are made of recorded
operations, so that they can be differentiated again. JAX goes about it in another way altogether:
`jax.grad` takes a *function* and returns a function; there is no `.grad` and no tape to see.

**Less memory for more time.** `torch.utils.checkpoint` forgets what lies inside a block and computes
it again on the way back. One of the questions below is about what that costs.
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
    test_numerical_gradient()
    test_rule_mul()
    test_rule_truediv()
    test_rule_pow()
    test_rules_math()
    test_rule_maximum()
    test_rule_matmul()
    test_rule_sum()
    test_rule_max()
    test_rule_transpose()
    test_rule_getitem()
    test_unbroadcast()
    test_add_memory()
    test_require_grad()
    test_record()
    test_no_grad()
    test_add_autograd()
    test_topological_order()
    test_backward()
    test_backward_adds_up()
    test_gradient_check()
    print("\n🎉 your Tensor can learn: on to module 06")


if __name__ == "__main__":
    run_all_tests()

# %% [markdown]
"""
## 🤔 ML Systems Thinking

Three questions, five points each, read by a person. Three to six sentences are enough; a number
that you computed is worth more than an adjective. Add cells to try things out.

### 1. The average that ate the memory

A network 784-256-128-10 (three Linear layers, a ReLU after each of the first two) is trained with
batches of 64, everything in float32. To report an average loss, its author writes

```python
total = 0.0
for x, y in batches:                       # 1000 of them
    loss = criterion(network(x), y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    total = total + loss                   # <--
print(total.item() / 1000)
```

```
    total ──► + ──► + ──► + ──► ... ──► 0.0
              │     │     │
              ▼     ▼     ▼
            loss  loss  loss      each with ...
```

Memory grows with every batch. Complete the picture: what is kept alive, by whom, and why does
`backward` not end it? Estimate the bytes of one batch (count the batch itself and the results of
every product, bias and ReLU; leave out the loss) and of 1000. Which large arrays are *not* kept
1000 times? Mend it with one word.
"""

# %% [markdown] nbgrader={"grade_id": "think_total", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
`total + loss` is an operation on a Tensor that requires a gradient, so it is recorded: total has
loss as a parent, and through the old total, the parent on the other side, all losses before. Each
loss keeps its graph: parents and saved arrays. `backward` only reads the graph; what keeps it alive
is the reference from total, which is never dropped.
One batch, 4 bytes a number: the batch 64 · 784 · 4 = 200,704; first layer three results of
64 · 256 · 4 = 65,536, so 196,608; second layer three results of 64 · 128 · 4 = 32,768, so 98,304;
last layer two results of 64 · 10 · 4 = 2,560, so 5,120. Together 500,736 bytes; 1000 batches keep
about 0.5 GB. The weights (235,146 · 4 = 940,584 bytes) are saved in every graph, too, but as
references to the same arrays, which the optimizer changes in place; the same holds for the data, if
it is in memory as a whole anyway. Cure: `total = total + loss.item()`, a plain number (or no_grad).

Mark scheme: 2 points for the chain of references (1 for "total is recorded with loss as its
parent", 1 for "so each loss's graph with its saved arrays stays, backward does not drop it"); 1 for
the bytes of one batch with the way there (0.3 to 0.55 MB, depending on what is counted, with the
products for it); 1 for the weights being shared, not copied; 1 for `.item()` or no_grad.
### END SOLUTION
"""

# %% [markdown]
"""
### 2. Forward, backward, or by trying

Slopes can be found in three ways. *Backward*, as here, takes one walk for each **output**.
*Forward mode* carries along, next to each value, its slope with respect to one chosen input, and
takes one pass for each **input**. *Trying* takes two passes for each input.

```
    inputs                              outputs
      ●────┐                      ┌──────►●        forward mode:   fix one input, get its
      ●────┤    ┌────────────┐    │                                slopes of all outputs
      ●────┼───►│  function  │────┼──────►●        backward:       fix one output, get its
      ●────┤    └────────────┘    │                                slopes for all inputs
      ●────┘                      └──────►●
```

For each case say how many passes each way needs for *all* slopes, and which you would choose:
(a) the loss of a network with 235,146 parameters; (b) a robot arm: 6 angles in, the positions of
500 points on it out, three numbers each; (c) 100 numbers in, 100 out, computed by a chain of a
million operations on a machine with little memory. What does backward need to keep that forward
mode does not? And if trying is that slow, what is it still good for?
"""

# %% [markdown] nbgrader={"grade_id": "think_modes", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
(a) one output, 235,146 inputs: backward 1 walk (costing about two passes), forward mode 235,146
passes, trying 470,292. Backward. (b) 6 inputs, 1500 outputs: forward mode 6 passes, backward 1500
walks, trying 12 passes. Forward mode (trying is nearly as quick, but not exact). (c) 100 each:
forward mode 100, backward 100, trying 200. In time a draw, so memory decides: forward mode, since
backward has to keep the intermediate results of all million operations (or compute them again).
Backward keeps whatever the rules need until the way back has passed, memory that grows with the
length of the computation; forward mode needs only the present values and their slopes and can
forget what lies behind. Trying needs no rule at all, only the function. So it cannot share a
mistake with the rules, which makes it the judge for them: with small shapes, in float64.

Mark scheme: 2 points for the numbers of passes in (a), (b) and (c) (1 if one case is wrong; a factor
of 2 does not matter); 1 for the choices backward, forward mode, forward mode, with reasons; 1 for
the memory that backward needs and why; 1 for trying as an independent check.
### END SOLUTION
"""

# %% [markdown]
"""
### 3. Keep it, or compute it again

A network has 64 equal layers. The results of one layer that are kept for the way back take 8 MB,
and a layer takes 1 ms forward, 2 ms backward. *Checkpointing* keeps only what enters every k-th
layer (also 8 MB each). On the way back, the layers of one block are computed again from there, then
their backward is done, and the block is forgotten before the one before it has its turn.

```
    keep all         ■─■─■─■─■─■─■─■─■─■─■─■─■─■─■─■ ...     64 kept

    k = 8            ■─□─□─□─□─□─□─□─■─□─□─□─□─□─□─□ ...      8 kept, and
                                     └──────┬──────┘
                                     8 computed again, for one block at a time
```

How much memory is needed at the most, with everything kept, with k = 8, and with k = 2 and k = 32?
Write it as a formula of k, and say which k is best. How long does one step take, with and without
checkpointing, and does that depend on k? When is this a good bargain: what can you do with the
memory that you have won? (Compare with the cell that measured graphs.)
"""

# %% [markdown] nbgrader={"grade_id": "think_checkpoints", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
Everything kept: 64 · 8 = 512 MB. With blocks of k layers there are 64 / k checkpoints, and k layers
of one block at a time: (64 / k + k) · 8 MB. k = 8: (8 + 8) · 8 = 128 MB; k = 2: (32 + 2) · 8 =
272 MB; k = 32: (2 + 32) · 8 = 272 MB. The best is k = √64 = 8: where both parts are equal, a small
sum; with n layers memory then grows like √n.
Time without: 64 · (1 + 2) = 192 ms. With checkpoints each layer is computed forward once more:
64 · (1 + 2 + 1) = 256 ms, a third longer, whatever k is (blocks differ, the sum does not; the last
block could even be spared).
It is a good bargain when memory is the limit: a quarter of the memory lets a network four times
as deep, or a batch four times as large, fit at all. In my table memory grew in
proportion to depth and to batch. If everything fits anyway, it is a third of the time wasted.

Mark scheme: 2 points for the memory (1 for 512 and 128 MB, 1 for the formula or both other values; allow
one layer more or less); 1 for the best k with a reason; 1 for the time, a third more, independent
of k; 1 for when it pays, with deeper network or larger batch.
### END SOLUTION
"""

# %% [markdown]
"""
## 🎯 Module Summary

Your Tensor differentiates whatever is computed with it:

```
   ┌─ autograd ───────────────────────────────────────────────────────────────┐
   │  rules    VJP: a pair of functions for each operation; unbroadcast       │
   │  memory   add_memory, record, no_grad, require_grad, add_autograd        │
   │  order    topological_order: newest first, each once                     │
   │  walk     Tensor.backward: leaves collect in .grad                       │
   │  judge    numerical_gradient, gradient_check                             │
   └──────────────────────────────────────────────────────────────────────────┘
```

What stays true far beyond this course:

- **What the way forward copies, the way back adds up.** Values used twice, biases, broadcasts,
  repeated indices: it is one rule.
- **Pass on once, when complete.** Order turns 2ⁿ visits into n.
- **All slopes of one number cost about two passes**, however many parameters there are; the price
  is memory for what happened in between.
- **A gradient that was not checked is wrong.** Nothing crashes; try it out, in float64, with shapes
  that are not square.
- **A graph lives as long as somebody holds its result.** Keep numbers, not Tensors.

From now on, a notebook that trains begins with `import tinytorch.autograd`. In **module 06** you
build the optimizers, which turn slopes into steps: SGD with momentum, Adam, AdamW.
"""
