# %% [markdown]
"""
# Module 02: Activations

**Learning Objectives:**
- Build the functions that bend a network: ReLU, sigmoid, tanh, GELU and softmax
- Show why layers without a bend are worth no more than one layer, and what a bend buys
- Turn a formula that is right on paper into a program that is right for every number
- Work with logarithms of probabilities where the probabilities themselves would vanish
- Measure what an activation costs in memory and time, and explain what *fusing* saves

Plan 3 to 5 hours. The module has 100 points:

| part | you build | points |
|---|---|---|
| Bends | `ReLU`, and any curve out of ReLUs | 16 |
| Squeezing | `Sigmoid`, `Tanh` | 21 |
| A soft threshold | `GELU` | 12 |
| Probabilities | `Softmax`, then `logsumexp` by hand and for Tensors, `log_softmax` | 36 |
| Thinking | three questions about what you built, in your own words | 15 |
"""

# %% [markdown]
"""
## What we are building, and why

A layer of a network multiplies by a matrix and adds an offset: `x @ A + a`. So what do we get if
we put two of them in a row? Multiply it out:

```
     (x @ A + a) @ B + b    =    x @ (A @ B)  +  (a @ B + b)
                                     ───┬───     ─────┬─────
                                   one matrix     one offset
```

One matrix and one offset: a single layer. It goes on like that. A hundred layers in a row would
cost a hundred times as much and could do nothing that one layer cannot. In particular none
of them can compute XOR, the small problem from the end of module 01.

The way out is to do something *between* the layers that is not a multiplication and not an
addition. It need not be much. The rule "replace what is negative by zero" is enough:

```
                 ┌────────┐     ┌────────────┐     ┌────────┐     ┌────────────┐
       x   ───►  │ layer  │ ──► │ activation │ ──► │ layer  │ ──► │ activation │ ──►  ...
                 └────────┘     └────────────┘     └────────┘     └────────────┘
                  mixes the      bends each         mixes the      bends each
                  numbers        number             numbers        number
```

Such a function is called an **activation**. You build the five that nearly every network uses:

```
       x            -3.00     -1.00      0.00      1.00      3.00
       ──────────────────────────────────────────────────────────
       ReLU          0.00      0.00      0.00      1.00      3.00     cuts off
       GELU         -0.00     -0.16      0.00      0.84      3.00     cuts off softly
       sigmoid       0.05      0.27      0.50      0.73      0.95     squeezes into 0 .. 1
       tanh         -1.00     -0.76      0.00      0.76      1.00     squeezes into -1 .. 1
       softmax       0.00      0.02      0.04      0.11      0.83     shares out 1.00 among all
```

The first four look at one number at a time. Softmax looks at a whole row: it turns scores into
probabilities, and stands at the end of a network, or in the middle of an attention layer.

As formulas they fill five lines. As programs, three of the five go wrong if you type the formula:
they answer `nan` or a warning for numbers that a network produces on any bad day. So this module
is about two things. One is what bends do. The other is the difference between a formula and a
program, and it is the one that will come back in every module from here on.

**How this notebook works.** As before: read from top to bottom, write your code in place of
`raise NotImplementedError()`, run the test after it. A comment that begins "After you submit"
lists what a larger, hidden test looks at; it is part of the specification. A test cell that
prints a warning counts as failed, and here that is meant: numpy warns when a number becomes
infinite, and yours should not.
"""

# %% nbgrader={"grade_id": "activations_imports", "role": "given"}
#| export
import math

from tinytorch.tensor import Tensor

# %% nbgrader={"grade_id": "activations_tools", "role": "given"}
# For tests, pictures and measurements in this notebook; the library itself needs none of them.
import time
import tracemalloc

import numpy as np

# %% [markdown]
"""
### The rule of the house: only methods of Tensor

Your activations take a Tensor and give a Tensor. In between you could take the array out, use
any function of numpy, and wrap the result again. It would give the right numbers, and be wrong:

```
      by the methods     x ──► maximum ──────────────────────────────► y

      around them        x ──► x.data ──► np.maximum ──► Tensor( ) ──► y
                                └─────── nobody sees this ───────┘
```

In module 05 each *method* of the Tensor will learn to leave a record of what it did. Whatever
goes around the methods is missing from that record, without any error, and a network with such a
hole in it does not learn. So the rule for modules 02 to 04 is: **compute with the methods that you
wrote in module 01**, which are `+ - * / ** @`, `exp`, `log`, `tanh`, `maximum`, `sum`, `mean`,
`max`, `reshape`, `transpose` and indexing.

You need not take our word for whether you followed it. The next cell defines a detective. It
wiggles `x` a little and watches every method of Tensor: each notes by how much its result moved.
If these notes cannot explain how the final result moved, something went around. (You need
not understand how it is done. Come back to it after module 05; it is closely related.)
"""


# %% nbgrader={"grade_id": "goes_around", "role": "given"}
WATCHED = ["__neg__", "__add__", "__mul__", "__sub__", "__rsub__", "__truediv__", "__rtruediv__"]
WATCHED += ["__pow__", "__rpow__", "__matmul__", "exp", "log", "tanh", "maximum", "sum", "max"]
WATCHED += ["reshape", "transpose", "__getitem__"]


def goes_around(function, x, step=1e-6):
    """Whether function(x) computes with the numbers of x past the methods of Tensor.

    function  takes a Tensor of the shape of x, gives a Tensor
    x         a Tensor of float64, of any shape
    """
    moves = {id(x): (x, np.random.default_rng(0).normal(size=x.shape))}  # a Tensor, its speed

    def watch(method):
        def watched(*operands, **options):
            def result(distance):
                moved = [
                    Tensor(o.data + distance * moves[id(o)][1]) if id(o) in moves else o
                    for o in operands
                ]
                return method(*moved, **options).data

            out = method(*operands, **options)
            if any(id(o) in moves for o in operands):
                moves[id(out)] = out, (result(step) - result(-step)) / (2 * step)
            return out

        return watched

    originals = {name: getattr(Tensor, name) for name in WATCHED}
    try:
        for name, method in originals.items():
            setattr(Tensor, name, watch(method))
        out = function(x)
    finally:
        for name, method in originals.items():
            setattr(Tensor, name, method)
    if not isinstance(out, Tensor):
        return True
    explained = moves.get(id(out), (out, 0.0))[1]
    later, earlier = (Tensor(x.data + side * moves[id(x)][1]) for side in (step, -step))
    actual = (function(later).data - function(earlier).data) / (2 * step)
    return bool(((explained - actual).__abs__() > 1e-5 * (1 + actual.__abs__())).any())


# %%
def by_the_methods(x):
    """The square of every number."""
    return x * x


def around_them(x):
    """The same numbers, another way."""
    return Tensor(x.data * x.data)


for square in (by_the_methods, around_them):
    print(f"{square.__name__:15} goes around: {goes_around(square, Tensor([1.0, -2.0]))}")

# %% [markdown]
"""
And one more helper, because you should *see* what you build. It draws functions with characters,
for x from -4 to 4.
"""


# %% nbgrader={"grade_id": "sketch", "role": "given"}
def sketch(low, high, *functions, width=65, height=11):
    """Draw functions of a Tensor for x from -4 to 4 and y from low to high: * for the first, + o."""
    x = np.linspace(-4, 4, width)
    rows = [[" "] * width for _ in range(height)]
    for name, function in reversed(list(zip("*+o", functions, strict=False))):
        y = function(Tensor(x)).data
        places = np.rint((high - y) / (high - low) * (height - 1)).astype(int)
        for column, row in enumerate(places):
            if 0 <= row < height:
                rows[row][column] = name
    for number, row in enumerate(rows):
        y = high - number * (high - low) / (height - 1)
        print(f"{y:6.2f} │{''.join(row)}")
    print("       └" + "─" * width)
    print("        -4" + "0".center(width - 4) + "4")


sketch(-1.0, 1.0, lambda x: x * x * x / 64, lambda x: x / 4)

# %% [markdown]
"""
## Bends: what one corner can do

The most used activation of all is also the simplest. **ReLU**, the *rectified linear unit*,
lets positive numbers pass and replaces the others by zero: max(x, 0).

```
       y
     2 ┤            ╱
       │           ╱       the slope is 1: what comes in goes out
     1 ┤          ╱
       │         ╱
     0 ┼────────╱───────►  x
      -4        0
      the slope is 0: nothing gets through
```

It became popular around 2010, when people found that deep networks with it learned several times
faster than with the smooth functions that were usual before. We come back to the reason.

Every activation in this module will be a small class whose instances can be called like a
function, for which Python looks up the method `__call__`:

```python
relu = ReLU()
y = relu(x)          # Python runs ReLU.__call__(relu, x)
```

Why a class, when a function would do? Because softmax needs to remember a setting, and because in
module 03 a network will be a list of *things that can be called*: layers, which own weights, and
activations, which own nothing.
"""


# %% nbgrader={"grade_id": "relu", "role": "solution"}
#| export
class ReLU:
    """The rectified linear unit: max(x, 0), number by number.

    >>> ReLU()(Tensor([-2.0, 0.5])).data.tolist()
    [0.0, 0.5]
    """

    def __call__(self, x):
        """x of any shape -> the same shape and dtype."""
        # TODO: one method of Tensor does it.
        ### BEGIN SOLUTION
        return x.maximum(0)
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_relu", "role": "test", "points": 2}
def test_relu():
    """Negative numbers become zero, the others stay, and nothing goes around the Tensor."""
    relu = ReLU()
    x = Tensor([[-2.0, -0.5, 0.0], [0.5, 2.0, -1e9]])
    assert relu(x).data.tolist() == [[0.0, 0.0, 0.0], [0.5, 2.0, 0.0]]
    assert x.data.tolist()[0] == [-2.0, -0.5, 0.0], "x itself must stay as it was"
    assert not goes_around(relu, Tensor([-1.5, 0.5, 2.0])), "compute with methods of Tensor"
    print("✅ ReLU")


test_relu()


# %% nbgrader={"grade_id": "hidden_relu", "role": "test", "points": 5}
# After you submit, this cell compares with numpy for 0 to 4 axes, for float64, float32, float16
# and integers (each must keep its dtype), for numbers tiny and huge. x is left alone, the result
# is a new Tensor with memory of its own, and only methods of Tensor were used.
### BEGIN HIDDEN TESTS
def hidden_relu():
    def equal(got, want):
        return got.shape == want.shape and got.dtype == want.dtype and bool((got == want).all())

    assert not equal(np.ones(2), np.zeros(2)), "this cell's comparison sees a wrong number"
    assert not equal(np.ones(2), np.ones(2, np.float32)), "this cell's comparison sees a dtype"
    assert goes_around(lambda x: Tensor(x.data * 2), Tensor([1.0])), "the detective is awake"
    rng = np.random.default_rng(201)
    relu = ReLU()
    for dtype in ("float64", "float32", "float16", "int64", "int8"):
        for shape in ((), (1,), (0,), (7,), (3, 4), (2, 3, 4), (2, 1, 3, 2)):
            x = Tensor(np.asarray(rng.normal(size=shape) * 5).astype(dtype))
            kept = x.data.copy()
            got = relu(x)
            assert type(got) is Tensor, "a Tensor comes out"
            assert got.data.dtype == kept.dtype, "the dtype is kept"
            assert got.data.shape == kept.shape, "the shape is kept"
            assert equal(got.data, kept * (kept > 0)), "the larger of x and 0"
            assert equal(x.data, kept), "x is left alone"
            assert got is not x, "the result is a new Tensor"
            assert not np.shares_memory(got.data, x.data), "the result has its own memory"
    edges = np.array([-1e300, -1e-300, 0.0, 1e-300, 0.999, 6.5, 1e300])
    assert equal(relu(Tensor(edges)).data, edges * (edges > 0)), "no upper limit, no lower one"
    for shape in ((9,), (2, 3, 2)):
        x = Tensor(rng.normal(size=shape) * 3 + 0.01)
        assert not goes_around(relu, x), "compute with methods of Tensor"
    assert vars(relu) == {}, "an activation keeps nothing of what it has seen"


hidden_relu()
### END HIDDEN TESTS


# %%
sketch(-1.0, 4.0, ReLU())

# %% [markdown]
"""
### Any curve, out of corners

That is a modest function. But we may shift it, scale it, and add several. `x - 1` moves the corner
to 1, a factor changes the slope behind it, and where two of them overlap their slopes add up:

```
     1 · relu(x + 1)         -2 · relu(x)            1 · relu(x - 1)          their sum

           ╱                                                                      1
          ╱               ────────┐                          ╱                   ╱ ╲
         ╱                         ╲                        ╱                   ╱   ╲
     ───╱─────────         ─────────╲──────         ───────╱──────       ──────╱─────╲──────
       -1                          0                       1                  -1  0  1

     slope behind -1: 1    behind 0: 1 - 2 = -1    behind 1: -1 + 1 = 0
```

Read the bottom line: at each corner the slope *changes* by the factor of the ReLU that starts
there. So if somebody gives you points, you can draw a line through them. Say the points are
(-1, 0), (0, 1), (1, 0), and the line is to stay level outside of them:

```
     corner at              -1         0         1
     slope before            0         1        -1
     slope behind            1        -1         0
     ──────────────────────────────────────────────
     factor (the change)     1        -2         1
```

Write a function that does this for any list of points. The level to begin with is the height of
the first point; then add one ReLU at every point. You have just proved that a network with one
layer of ReLUs can come as close as you like to any continuous curve: take more points. (What the
proof does not say is how many a difficult curve needs, nor how to find them by learning.)
"""


# %% nbgrader={"grade_id": "draw_curve", "role": "solution"}
def draw_curve(x, knots, heights):
    """A line through points, as a sum of ReLUs: x of any shape -> the same shape.

    Straight between the points (knots[i], heights[i]), level left of the first one and right of
    the last one.

    knots    a list of at least one number, in ascending order
    heights  a list of as many numbers

    >>> draw_curve(Tensor([-5.0, -0.5, 0.0]), [-1, 0, 1], [0, 1, 0]).data.tolist()
    [0.0, 0.5, 1.0]
    """
    relu = ReLU()
    # TODO: begin with the height of the first point; at each knot add factor * relu(x - knot).
    # HINT: keep the slope before the knot in a variable. The slope behind it is
    #   (next height - this height) / (next knot - this knot), and 0 behind the last one.
    ### BEGIN SOLUTION
    curve = heights[0]
    slope_before = 0.0
    for i, knot in enumerate(knots):
        slope_behind = 0.0
        if i + 1 < len(knots):
            slope_behind = (heights[i + 1] - heights[i]) / (knots[i + 1] - knot)
        curve = curve + (slope_behind - slope_before) * relu(x - knot)
        slope_before = slope_behind
    return curve
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_draw_curve", "role": "test", "points": 2}
def test_draw_curve():
    """The hat of the picture, and a stair that does not begin at zero."""
    x = Tensor([-9.0, -1.0, -0.5, 0.0, 0.25, 1.0, 9.0])
    hat = draw_curve(x, [-1, 0, 1], [0, 1, 0]).data
    assert (hat - np.array([0, 0, 0.5, 1, 0.75, 0, 0])).__abs__().max() < 1e-9, "the hat"
    stair = draw_curve(x, [-0.5, 0.5], [2.0, 4.0]).data
    assert (stair - np.array([2, 2, 2, 3, 3.5, 4, 4])).__abs__().max() < 1e-9, "the stair"
    print("✅ a curve out of ReLUs")


test_draw_curve()


# %% nbgrader={"grade_id": "hidden_draw_curve", "role": "test", "points": 7}
# After you submit, this cell draws through 1 to 12 random points, with knots at uneven distances
# and heights of either sign, and looks between them, at them, and far to the left and right;
# x has 0 to 2 axes and keeps its dtype; the lists are left alone; only methods of Tensor.
### BEGIN HIDDEN TESTS
def hidden_draw_curve():
    def off(got, want):
        return max(abs(a - b) for a, b in zip(got.reshape(-1).tolist(), want, strict=True))

    def line(t, knots, heights):
        if t <= knots[0]:
            return heights[0]
        for i in range(1, len(knots)):
            if t <= knots[i]:
                part = (t - knots[i - 1]) / (knots[i] - knots[i - 1])
                return heights[i - 1] + part * (heights[i] - heights[i - 1])
        return heights[-1]

    assert off(np.ones(2), [1.0, 1.1]) > 0.09, "this cell's comparison sees a wrong number"
    rng = np.random.default_rng(202)
    for count in (1, 2, 3, 5, 12):
        for shape in ((), (40,), (5, 8)):
            knots = (rng.normal() + np.cumsum(rng.uniform(0.2, 1.5, count))).tolist()
            heights = (rng.normal(size=count) * 3).tolist()
            kept = list(knots), list(heights)
            x = Tensor(np.asarray(rng.uniform(knots[0] - 3, knots[-1] + 3, shape)))
            got = draw_curve(x, knots, heights)
            assert type(got) is Tensor and got.data.shape == shape, "a Tensor of the shape of x"
            want = [line(t, knots, heights) for t in x.data.reshape(-1).tolist()]
            assert off(got.data, want) < 1e-9, "straight between the points, level outside"
            assert (knots, heights) == kept, "the lists are left alone"
            assert off(draw_curve(Tensor(knots), knots, heights).data, heights) < 1e-9, (
                "it goes through every point"
            )
            assert not goes_around(lambda x: draw_curve(x, knots, heights), x), (  # noqa: B023
                "compute with methods of Tensor"
            )
    got = draw_curve(Tensor([-700.0, 700.0]), [-2, 1, 3, 4], [5, -1, 2, -3]).data
    assert off(got, [5.0, -3.0]) < 1e-9, "level far to the left and to the right"
    single = draw_curve(Tensor([0.25, 2.0], dtype=np.float32), [0, 1], [0, 2])
    assert single.data.dtype == np.float32, "float32 stays float32"
    assert off(single.data, [0.5, 2.0]) < 1e-5, "also in float32"


hidden_draw_curve()
### END HIDDEN TESTS


# %% [markdown]
"""
Now let it imitate something that is not made of straight pieces at all: a wave. With 5 corners
(`+`) one sees them; with 17 (`*`) one hardly does. Each corner is one unit of a network.
"""


# %%
def wave_of_corners(units):
    """A sine wave, as the sum of `units` ReLUs."""
    knots = np.linspace(-4, 4, units).tolist()
    return lambda x: draw_curve(x, knots, [math.sin(2 * knot) for knot in knots])


def worst_error(units):
    """How far the imitation is from the wave, at its worst place."""
    x = np.linspace(-4, 4, 2001)
    return (wave_of_corners(units)(Tensor(x)).data - np.sin(2 * x)).__abs__().max()


sketch(-1.0, 1.0, wave_of_corners(17), wave_of_corners(5))
for units in (9, 17, 33, 65):
    print(f"{units:3d} ReLUs    worst error {worst_error(units):.4f}")

# %% [markdown]
"""
Watch the errors as the number of corners doubles. Once the pieces are short enough, half the
length leaves about a quarter of the error, since a smooth curve, looked at closely, is nearly
straight.

## Squeezing: sigmoid and tanh

Some outputs have to stay within limits. A probability lies between 0 and 1, a gate is somewhere
between shut and open. The **sigmoid** squeezes any number into that range:

```
                    1
     σ(x)  =  ─────────────             σ(-∞) = 0      σ(0) = 0.5      σ(∞) = 1
               1 + exp(-x)
```

It is what a neuron does if you believe the textbooks of 1990, and today it decides yes-or-no
questions. Typed as it stands, the formula gives this:
"""


# %%
def naive_sigmoid(x):
    """1 / (1 + e^-x), as it is written in books."""
    return 1 / (1 + (-x).exp())


for number in (0.0, 5.0, -5.0, -1000.0):
    with np.errstate(all="warn"):
        try:
            with np.errstate(over="raise"):
                print(f"sigmoid({number}) = {naive_sigmoid(Tensor(number)).item()}")
        except FloatingPointError as error:
            print(f"sigmoid({number}): {error}")

# %% [markdown]
"""
e¹⁰⁰⁰ has 435 digits in front of the point. The largest float64 has 309, so the result is `inf`
and numpy complains. How soon this happens depends on the dtype:
"""

# %%
print("dtype      largest number      exp(x) overflows above")
for dtype in (np.float64, np.float32, np.float16):
    largest = float(np.finfo(dtype).max)
    print(f"{dtype.__name__:9} {largest:15.3g} {math.log(largest):20.2f}")

# %% [markdown]
"""
In float16, in which large models are often run, a score of 12 is already too much. So this is no
exotic case.

The trouble is only with the *way*: the result, a number between 0 and 1, is harmless. On the way
there we meet e⁻ˣ, which is huge for negative x. Multiply numerator and denominator by eˣ, and it is
gone; but now there is an eˣ, which is huge for *positive* x:

```
                     1                     exp(x)
      σ(x)  =  ─────────────      =     ─────────────
                1 + exp(-x)              exp(x) + 1

               fine for x ≥ 0            fine for x ≤ 0
```

Each form is good on one side. We cannot write `if x >= 0`, because x is a whole Tensor with both
kinds of numbers in it. But there is a form that turns into the left one or the right one by
itself. Multiply both parts of the *right* fraction by exp(-m), with **m = max(x, 0)**:

```
                      exp(x - m)
      σ(x)  =  ─────────────────────────             m  =  max(x, 0), number by number
                exp(x - m)  +  exp(0 - m)


        x         m       x - m      0 - m       exp(x - m)      exp(0 - m)
     ────────────────────────────────────────────────────────────────────────
      1000      1000         0       -1000            1               0
         2         2         0          -2            1               0.14
        -2         0        -2           0            0.14            1
     -1000         0     -1000           0            0               1
```

No exponent is ever above zero, so nothing can overflow, and one of the two terms is exactly 1, so
we never divide by zero. Mathematically m has no say at all: it cancels. Numerically it does
everything. Remember the pattern: **subtract the largest exponent; it cancels anyway.** (There
are two exponents here, x and 0. In softmax there will be a whole row of them.)

There is a tempting shortcut, σ(x) = (1 + tanh(x/2)) / 2. It cannot overflow either. But for
x = -40 the tanh is -1 to all digits that a float64 has, and the result is 0 instead of
4.2 · 10⁻¹⁸. If somebody takes its logarithm, as a loss does, that is the difference between -40 and
minus infinity. We ask for the small numbers, too.
"""


# %% nbgrader={"grade_id": "sigmoid", "role": "solution"}
#| export
class Sigmoid:
    """1 / (1 + e^-x), number by number, between 0 and 1.

    Works for numbers of any size, and is accurate where the result is tiny.

    >>> Sigmoid()(Tensor([-1000.0, 0.0, 1000.0])).data.tolist()
    [0.0, 0.5, 1.0]
    """

    def __call__(self, x):
        """x of any shape -> the same shape."""
        # TODO: m, then the two exponentials of the picture, then the fraction.
        # HINT: m comes from a method that you have just used for something else.
        ### BEGIN SOLUTION
        m = x.maximum(0)
        power = (x - m).exp()
        return power / (power + (-m).exp())
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_sigmoid", "role": "test", "points": 3}
def test_sigmoid():
    """In the middle, far out, and in the tail."""
    sigmoid = Sigmoid()
    got = sigmoid(Tensor([-2.0, 0.0, 2.0])).data
    want = np.array([0.11920292202211755, 0.5, 0.8807970779778823])
    assert (got - want).__abs__().max() < 1e-12
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert sigmoid(Tensor([-1000.0, 1000.0])).data.tolist() == [0.0, 1.0], "far out"
    tail = sigmoid(Tensor(-40.0)).item()
    assert (tail / 4.248354255291589e-18 - 1).__abs__() < 1e-9, f"sigmoid(-40) is not {tail}"
    assert not goes_around(sigmoid, Tensor([-1.5, 0.5])), "compute with methods of Tensor"
    print("✅ sigmoid")


test_sigmoid()


# %% nbgrader={"grade_id": "hidden_sigmoid", "role": "test", "points": 7}
# After you submit, this cell compares with the definition on a fine grid, for 0 to 3 axes, float64
# float32, float16 and integers; dtypes of floats are kept; σ(x) + σ(-x) is 1; x is left alone,
# nothing is kept, and only methods of Tensor were used.
### BEGIN HIDDEN TESTS
def hidden_sigmoid():
    def off(got, want):
        pairs = zip(got.reshape(-1).tolist(), want, strict=True)
        return max((abs(a - b) if a == a else 1.0 for a, b in pairs), default=0.0)

    assert off(np.ones(2), [1.0, 1.0 + 1e-9]) > 1e-10, "this cell's comparison sees a difference"
    assert goes_around(lambda x: Tensor(x.data * 2), Tensor([1.0])), "the detective is awake"

    def definition(t):
        return 1 / (1 + 2.718281828459045**-t)

    rng = np.random.default_rng(203)
    sigmoid = Sigmoid()
    limits = {"float64": 1e-14, "float32": 3e-7, "float16": 2e-3, "int64": 1e-14}
    for dtype, limit in limits.items():
        for shape in ((), (1,), (0,), (60,), (3, 4), (4, 4), (2, 3, 4)):
            x = Tensor(np.asarray(rng.normal(size=shape) * 4).astype(dtype))
            kept = x.data.copy()
            got = sigmoid(x)
            assert type(got) is Tensor and got is not x, "a new Tensor comes out"
            assert got.data.shape == shape, "the shape is kept"
            floats = np.dtype("float64") if dtype == "int64" else kept.dtype
            assert got.data.dtype == floats, "the dtype of floats is kept, integers give floats"
            want = [definition(t) for t in kept.astype(float).reshape(-1).tolist()]
            assert off(got.data, want) < limit, "1 / (1 + exp(-x)), number by number"
            assert bool((x.data == kept).all()) and x.data.dtype == kept.dtype, "x is left alone"
    grid = np.linspace(-30, 30, 1201)
    got = sigmoid(Tensor(grid)).data
    assert off(got, [definition(t) for t in grid.tolist()]) < 1e-14, "a fine grid"
    assert off(got + sigmoid(Tensor(-grid)).data, [1.0] * 1201) < 1e-14, "σ(x) + σ(-x) is 1"
    for shape in ((8,), (2, 3, 2)):
        x = Tensor(rng.normal(size=shape) * 3)
        assert not goes_around(sigmoid, x), "compute with methods of Tensor"
    assert vars(sigmoid) == {}, "an activation keeps nothing of what it has seen"


hidden_sigmoid()
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "hidden_sigmoid_far_out", "role": "test", "points": 6}
# After you submit, this cell goes far out, to 10,000 on either side in float64, float32 and
# float16, with everything except underflow raising an error; and compares the small numbers that
# come out of negative ones with e^x, digit by digit.
### BEGIN HIDDEN TESTS
def hidden_sigmoid_far_out():
    sigmoid = Sigmoid()
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for dtype in (np.float64, np.float32, np.float16):
            for far in (30.0, 100.0, 1000.0, 10_000.0):
                right = sigmoid(Tensor([far, far], dtype=dtype)).data
                left = sigmoid(Tensor([-far, far], dtype=dtype)).data[0]
                assert right.dtype == dtype, "far out the dtype is kept, too"
                assert (right - 1).__abs__().max() < 1e-3, "far to the right it is 1"
                assert 0 <= left < 1e-3, "far to the left it is nearly 0"
        mixed = sigmoid(Tensor([[1000.0, -1000.0], [0.0, 3.0]])).data
        assert mixed.reshape(-1)[:3].tolist() == [1.0, 0.0, 0.5], "both sides in one Tensor"
    assert abs(1.1 / 1.0 - 1) > 0.05, "this cell's comparison sees a difference"
    for number in (-20.0, -40.0, -100.0, -300.0, -700.0):
        want = 2.718281828459045**number  # 1 + e^x is 1 here, to a float64
        got = sigmoid(Tensor(number)).item()
        assert abs(got / want - 1) < 1e-8, "tiny results have all their digits"
    for number in (-20.0, -40.0, -80.0):
        got = float(sigmoid(Tensor(number, dtype=np.float32)).data)
        assert abs(got / 2.718281828459045**number - 1) < 1e-5, "tiny results, in float32"
    assert sigmoid(Tensor(-40.0)).log().item() < -39, "the logarithm of a tiny result exists"


hidden_sigmoid_far_out()
### END HIDDEN TESTS


# %%
sketch(0.0, 1.0, Sigmoid())

# %% [markdown]
"""
### Tanh

The sigmoid's output is always positive. Its sibling **tanh** is centred on zero and runs from -1
to 1, and otherwise has the same shape: tanh(x) = 2σ(2x) - 1. You know from module 01 why it is not
built from exponentials here. Tensor has a method for it, which gives you a line of rest.
"""


# %% nbgrader={"grade_id": "tanh", "role": "solution"}
#| export
class Tanh:
    """The hyperbolic tangent, number by number, between -1 and 1."""

    def __call__(self, x):
        """x of any shape -> the same shape."""
        # TODO
        ### BEGIN SOLUTION
        return x.tanh()
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_tanh", "role": "test", "points": 2}
def test_tanh():
    """Three numbers, and its kinship with the sigmoid."""
    tanh = Tanh()
    x = Tensor([-1.0, 0.0, 1.0])
    want = np.array([-0.7615941559557649, 0.0, 0.7615941559557649])
    assert (tanh(x).data - want).__abs__().max() < 1e-12
    assert (tanh(x).data - (2 * Sigmoid()(2 * x) - 1).data).__abs__().max() < 1e-12
    assert not goes_around(tanh, x), "compute with methods of Tensor"
    print("✅ tanh")


test_tanh()


# %% nbgrader={"grade_id": "hidden_tanh", "role": "test", "points": 3}
# After you submit, this cell looks at a fine grid, at numbers as small as 10^-8 and as large as
# 10,000, at 0 to 3 axes, at float64, float32 and integers; x is left alone.
### BEGIN HIDDEN TESTS
def hidden_tanh():
    def off(got, want):
        pairs = zip(got.reshape(-1).tolist(), want, strict=True)
        return max((abs(a - b) if a == a else 1.0 for a, b in pairs), default=0.0)

    assert off(np.ones(1), [1.0 + 1e-9]) > 1e-10, "this cell's comparison sees a difference"

    def definition(t):
        up, down = 2.718281828459045**t, 2.718281828459045**-t
        return (up - down) / (up + down)

    rng = np.random.default_rng(204)
    tanh = Tanh()
    for dtype, limit in (("float64", 1e-14), ("float32", 3e-7), ("int64", 1e-14)):
        for shape in ((), (0,), (60,), (3, 3), (2, 3, 4)):
            x = Tensor(np.asarray(rng.normal(size=shape) * 2).astype(dtype))
            kept = x.data.copy()
            got = tanh(x)
            assert type(got) is Tensor and got.data.shape == shape, "a Tensor of the same shape"
            floats = np.dtype("float64") if dtype == "int64" else kept.dtype
            assert got.data.dtype == floats, "the dtype of floats is kept, integers give floats"
            want = [definition(t) for t in kept.astype(float).reshape(-1).tolist()]
            assert off(got.data, want) < limit, "the hyperbolic tangent, number by number"
            assert bool((x.data == kept).all()), "x is left alone"
    tiny = np.array([-1e-8, 1e-12, 1e-8])
    assert off(tanh(Tensor(tiny)).data * 1e8, (tiny * 1e8).tolist()) < 1e-12, "tiny numbers"
    with np.errstate(all="raise"):
        for dtype in (np.float64, np.float32):
            got = tanh(Tensor([-10_000.0, -1000.0, 1000.0, 10_000.0], dtype=dtype))
            assert got.data.tolist() == [-1, -1, 1, 1], "far out it is -1 or 1"
    zero = Tensor([0.0])
    assert tanh(zero) is not zero, "the result is a new Tensor, also where it equals x"
    assert not goes_around(tanh, Tensor(rng.normal(size=(3, 2)))), "compute with methods of Tensor"
    assert vars(tanh) == {}, "an activation keeps nothing of what it has seen"


hidden_tanh()
### END HIDDEN TESTS


# %%
sketch(-1.0, 1.0, Tanh(), Sigmoid())

# %% [markdown]
"""
## GELU: a soft threshold

ReLU decides hard: below zero nothing passes, above zero everything. **GELU** (*Gaussian error linear
unit*), the activation of most language models since 2018, multiplies x by a *probability* that
depends on x: the share of a normal distribution that lies below x, written Φ(x).

```
                    ┌────────────────────────────────────────────┐
      x  ──┬───────►│ Φ(x): how much of the noise is below x?    ├────┐
           │        └────────────────────────────────────────────┘    ▼
           └────────────────────────────────────────────────────────►[×]──►  GELU(x) = x · Φ(x)

       x       -3.00      -1.00       0.00       1.00       3.00
       Φ(x)     0.00       0.16       0.50       0.84       1.00
       x·Φ(x)  -0.00      -0.16       0.00       0.84       3.00
```

Large numbers pass whole, very negative ones hardly at all, and in between it is a matter of
degree. Φ has no simple formula. It needs the *error function* `erf`, which our Tensor does not
have. The authors of GELU gave a formula that comes very close, and which the GPT models used:

```
      GELU(x)  ≈  0.5 · x · (1 + tanh( √(2/π) · (x + 0.044715 · x³) ))
```

Two hints about craft. First, all constants here are plain numbers: `math.sqrt(2 / math.pi)`
gives one, and a plain number never changes the dtype of a Tensor. Second, there are two ways to
write x³, and we shall measure the difference at the end: numpy's power of an array is a general
function that can do x to the 2.7, and it lets you pay for that. Two multiplications cannot do
that, and are cheap.
"""


# %% nbgrader={"grade_id": "gelu", "role": "solution"}
#| export
class GELU:
    """x times the share of normal noise below x, number by number, in the tanh form:

    0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), at most 0.0005 from the exact function.
    """

    def __call__(self, x):
        """x of any shape -> the same shape."""
        # TODO: the formula, in two steps: what is inside the tanh, then the rest.
        # HINT: every operation here accepts a plain number on either side; x³ is x * x * x.
        ### BEGIN SOLUTION
        inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
        return 0.5 * x * (1 + inner.tanh())
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_gelu", "role": "test", "points": 4}
def test_gelu():
    """Some values, and how close they are to the exact function."""
    gelu = GELU()
    got = gelu(Tensor([-2.0, -1.0, 0.0, 1.0, 2.0])).data
    want = [-0.0454023059122, -0.158808009392, 0.0, 0.841191990608, 1.954597694088]
    assert (got - np.array(want)).__abs__().max() < 1e-9
    for number in (-3.0, -1.0, 0.5, 2.5):
        exact = 0.5 * number * (1 + math.erf(number / math.sqrt(2)))
        assert (gelu(Tensor(number)).item() - exact).__abs__() < 5e-4, f"GELU({number})"
    assert not goes_around(gelu, Tensor([-1.5, 0.5])), "compute with methods of Tensor"
    print("✅ GELU")


test_gelu()


# %% nbgrader={"grade_id": "hidden_gelu", "role": "test", "points": 8}
# After you submit, this cell compares with the formula (not with the exact function, and not with
# another approximation) on a fine grid, for 0 to 3 axes, float64, float32, float16, integers; goes
# out to 1000 on either side; x is left alone, nothing is kept, only methods of Tensor were used.
### BEGIN HIDDEN TESTS
def hidden_gelu():
    def off(got, want):
        pairs = zip(got.reshape(-1).tolist(), want, strict=True)
        return max((abs(a - b) / (1 + abs(b)) if a == a else 1.0 for a, b in pairs), default=0.0)

    assert off(np.ones(1), [1.0 + 1e-9]) > 1e-10, "this cell's comparison sees a difference"
    assert goes_around(lambda x: x * Tensor(x.data), Tensor([1.0])), "the detective is awake"

    def formula(t):
        inner = 0.7978845608028654 * (t + 0.044715 * t**3)
        power = 2.718281828459045 ** (2 * min(abs(inner), 50.0))
        tanh = (power - 1) / (power + 1)
        return 0.5 * t * (1 + (tanh if inner > 0 else -tanh))

    rng = np.random.default_rng(205)
    gelu = GELU()
    limits = {"float64": 1e-14, "float32": 1e-6, "float16": 3e-3, "int64": 1e-14}
    for dtype, limit in limits.items():
        for shape in ((), (1,), (0,), (60,), (3, 3), (2, 3, 4)):
            x = Tensor(np.asarray(rng.normal(size=shape) * 3).astype(dtype))
            kept = x.data.copy()
            got = gelu(x)
            assert type(got) is Tensor and got is not x, "a new Tensor comes out"
            assert got.data.shape == shape, "the shape is kept"
            floats = np.dtype("float64") if dtype == "int64" else kept.dtype
            assert got.data.dtype == floats, "the dtype of floats is kept, integers give floats"
            want = [formula(t) for t in kept.astype(float).reshape(-1).tolist()]
            assert off(got.data, want) < limit, "the tanh form, number by number"
            assert bool((x.data == kept).all()) and x.data.dtype == kept.dtype, "x is left alone"
    grid = np.linspace(-8, 8, 1601)
    got = gelu(Tensor(grid)).data
    assert off(got, [formula(t) for t in grid.tolist()]) < 1e-14, "a fine grid"
    assert bool((got[grid < 0] <= 0).all()) and -0.1701 < got.min() < -0.17, (
        "it dips below zero on the left, to -0.17"
    )
    assert off(got - gelu(Tensor(-grid)).data, grid.tolist()) < 1e-14, "GELU(x) - GELU(-x) is x"
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for dtype in (np.float64, np.float32):
            far = gelu(Tensor([-1000.0, -50.0, 50.0, 1000.0], dtype=dtype)).data
            assert far.tolist() == [0, 0, 50, 1000], "far out it is 0 or x"
    for shape in ((8,), (2, 3, 2)):
        assert not goes_around(gelu, Tensor(rng.normal(size=shape))), (
            "compute with methods of Tensor"
        )
    assert vars(gelu) == {}, "an activation keeps nothing of what it has seen"


hidden_gelu()
### END HIDDEN TESTS


# %%
sketch(-1.0, 4.0, GELU(), ReLU())

# %% [markdown]
"""
### Who is still listening?

Learning means to change weights a little and to see what that does. If the output of an
activation does not move when its input does, then nothing that comes before it can learn from
this example. So look at how strongly each of them *responds*: by how much does the output change,
for each unit that the input changes?
"""


# %%
def responses(places=(-6.0, -2.0, -0.5, 0.5, 2.0, 6.0), step=1e-4):
    """Change of the output for each unit of change of the input, as a number and as a bar."""
    print("at x =   " + "".join(f"{place:<15.1f}" for place in places))
    for activation in (Sigmoid(), Tanh(), ReLU(), GELU()):
        x = Tensor(places)
        slopes = ((activation(x + step) - activation(x - step)) / (2 * step)).data
        cells = (f"{slope + 0.0:5.2f} {'█' * round(max(slope, 0.0) * 7)}" for slope in slopes)
        print(f"{type(activation).__name__:9}" + "".join(f"{cell:15}" for cell in cells))


responses()

# %% [markdown]
"""
* The sigmoid never responds by more than 0.25. Put ten of them in a row, and a change at the
  beginning arrives at the end as less than 0.25¹⁰, a millionth. At 6 or -6 it hardly responds at
  all: it is **saturated**. This is what made deep networks so hard to train before 2010.
* Tanh is better in the middle and just as deaf at the ends.
* ReLU passes everything on, undiminished, or nothing at all. A unit whose input is negative for
  *every* example is **dead**: it will never change again.
* GELU responds everywhere near zero, even a bit too much at 2, and with a negative sign at -2:
  there the curve goes down while x goes up. That has turned out to be harmless.

## From scores to probabilities

A classifier ends with one score for every class, of any size and sign. **Softmax** makes
probabilities of them. Exponentials make all scores positive, then each is divided by their sum:

```
                    cat       dog       owl

     score          2.00      1.00     -1.00
                      │         │         │
                      ▼         ▼         ▼
     exp            7.39      2.72      0.37      sum  10.48
                      │         │         │              │
                      ▼         ▼         ▼              ▼
     divide         0.71      0.26      0.04      by the sum: together 1.00 (rounded here)
```

Why exponentials? Because they turn *differences* of scores into *ratios* of probabilities: the cat
is one point ahead of the dog, and thus e = 2.72 times as probable. If you add 100 to all three
scores, no difference changes, and so no probability may change.

That is also the cure for overflow, the same as in the sigmoid. Subtract the largest score of the
row first. It cancels, and after that no exponent is above zero, and the sum is at least 1.

```
      x  (2, 3)                   largest (2, 1)         x - largest               exp
     ┌──────┬──────┬──────┐       ┌──────┐       ┌──────┬──────┬──────┐       ┌────┬────┬────┐
     │    2 │    1 │   -1 │       │    2 │       │    0 │   -1 │   -3 │       │1.00│0.37│0.05│
     ├──────┼──────┼──────┤   -   ├──────┤   =   ├──────┼──────┼──────┤  ──►  ├────┼────┼────┤
     │ 1000 │  999 │ -500 │       │ 1000 │       │    0 │   -1 │-1500 │       │1.00│0.37│0.00│
     └──────┴──────┴──────┘       └──────┘       └──────┴──────┴──────┘       └────┴────┴────┘
```

Each row has a largest score of its own. If you took the largest of *all* numbers, 1000, then the
first row would be 2 - 1000 and less, all three exponentials 0, and 0/0 is not a number.

The axis along which the probabilities add up to 1 is a setting of the object: `Softmax(axis=0)`
works down the columns, `Softmax()` along the last axis. `keepdims=True` keeps the shapes such
that they broadcast for every axis. And since the shift cancels, it is the only number in this
module that may go around the methods: `x.data.max(...)`, a bare array, is as good as `x.max(...)`,
and there is less to record.
"""


# %% nbgrader={"grade_id": "softmax", "role": "solution"}
#| export
class Softmax:
    """Scores as probabilities: none below 0, and with sum 1 along `axis`.

    axis  the axis that the probabilities are shared out along

    Works for scores of any size; a score of -inf gets the probability 0.

    >>> Softmax()(Tensor([1000.0, 1000.0, 0.0])).data.tolist()
    [0.5, 0.5, 0.0]
    """

    def __init__(self, axis=-1):
        self.axis = axis

    def __call__(self, x):
        """x of any shape with at least one axis -> the same shape."""
        # TODO: shift, take exponentials, divide by their sum.
        # HINT: along self.axis, and with keepdims=True, both for the largest and for the sum.
        ### BEGIN SOLUTION
        powers = (x - x.data.max(axis=self.axis, keepdims=True)).exp()
        return powers / powers.sum(axis=self.axis, keepdims=True)
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_softmax", "role": "test", "points": 4}
def test_softmax():
    """The cat, the dog and the owl; another axis; scores of any size."""
    x = Tensor([[2.0, 1.0, -1.0], [1000.0, 999.0, -500.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        rows = Softmax()(x).data
        columns = Softmax(axis=0)(x).data
    want = np.array([[0.7054, 0.2595, 0.0351], [0.7311, 0.2689, 0.0]])
    assert (rows - want).__abs__().max() < 1e-4, "along the last axis"
    assert (rows.sum(axis=1) - 1).__abs__().max() < 1e-12, "every row adds up to 1"
    want = np.array([[0.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    assert (columns - want).__abs__().max() < 1e-12, "axis=0: down the columns"
    assert not goes_around(Softmax(), Tensor([[2.0, 1.0, -1.0]])), "compute with methods of Tensor"
    print("✅ softmax")


test_softmax()


# %% nbgrader={"grade_id": "hidden_softmax", "role": "test", "points": 4}
# After you submit, this cell compares with loops for 1 to 4 axes and every axis, also negative
# ones, for float64, float32 and integers; dtype, sums, order and shift are checked; x is left
# alone, nothing but the axis is kept, only methods of Tensor were used.
### BEGIN HIDDEN TESTS
def hidden_softmax():
    def off(got, want):
        return float((got - want).__abs__().max())

    assert off(np.ones(2), np.array([1.0, 1.0 + 1e-9])) > 1e-10, "this cell sees a difference"
    assert goes_around(lambda x: x * Tensor(x.data), Tensor([1.0])), "the detective is awake"

    def share(row):
        powers = [2.718281828459045**t for t in row]
        return [power / math.fsum(powers) for power in powers]

    assert abs(share([0.0, 0.0])[1] - 0.5) < 1e-12, "this cell knows what to expect"
    rng = np.random.default_rng(206)
    for dtype, limit in (("float64", 1e-14), ("float32", 1e-6), ("int64", 1e-14)):
        for shape in ((1,), (6,), (3, 4), (4, 4), (5, 1), (2, 3, 4), (3, 3, 3), (2, 3, 2, 2)):
            x = Tensor((rng.normal(size=shape) * 3).astype(dtype))
            kept = x.data.copy()
            for axis in range(-len(shape), len(shape)):
                got = Softmax(axis)(x)
                assert type(got) is Tensor and got is not x, "a new Tensor comes out"
                assert got.data.shape == shape, "the shape is kept"
                floats = np.dtype("float64") if dtype == "int64" else kept.dtype
                assert got.data.dtype == floats, "the dtype of floats is kept"
                rows = np.moveaxis(kept.astype(float), axis, -1).reshape(-1, shape[axis])
                want = np.array([share(row) for row in rows.tolist()])
                shares = np.moveaxis(got.data, axis, -1).reshape(want.shape)
                assert off(shares, want) < limit, "the shares, along the axis that was asked for"
                assert off(shares.sum(axis=1), 1.0) < limit * 10, "they add up to 1"
            assert bool((x.data == kept).all()) and x.data.dtype == kept.dtype, "x is left alone"
            assert off(Softmax()(x).data, Softmax(axis=-1)(x).data) == 0, "the last axis if none"
    for axis in (0, 1, 2, -1):
        x = Tensor(rng.normal(size=(2, 3, 4)))
        assert not goes_around(Softmax(axis), x), "compute with methods of Tensor"
    softmax = Softmax(axis=1)
    softmax(Tensor(rng.normal(size=(2, 3))))
    assert vars(softmax) == {"axis": 1}, "nothing is kept but the axis"


hidden_softmax()
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "hidden_softmax_far_out", "role": "test", "points": 3}
# After you submit, this cell tries scores up to 10,000 of either sign, in rows of very different
# size, in float64, float32 and float16, with everything except underflow raising an error; equal
# scores; scores of -inf among others; small probabilities, digit by digit.
### BEGIN HIDDEN TESTS
def hidden_softmax_far_out():
    assert abs(1.1 / 1.0 - 1) > 0.05, "this cell's comparison sees a difference"
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for dtype in (np.float64, np.float32, np.float16):
            for level in (-10_000.0, -1000.0, 0.0, 1000.0, 10_000.0):
                got = Softmax()(Tensor([[level] * 4, [level, 0.0, 0.0, level]], dtype=dtype)).data
                assert got.dtype == dtype, "far out the dtype is kept, too"
                assert (got[0] - 0.25).__abs__().max() < 1e-3, "equal scores, equal shares"
                assert (got[1].sum() - 1).__abs__() < 1e-2, "the shares add up to 1"
            rows = Tensor([[1000.0, 1000.0], [0.0, 0.0], [-9000.0, -9000.0]], dtype=dtype)
            for got in (Softmax(1)(rows).data, Softmax(0)(rows.T).data.T):
                assert (got - 0.5).__abs__().max() < 1e-3, "rows of very different size"
        for shift in (-5000.0, -30.0, 700.0, 1e6):
            got = Softmax()(Tensor([0.0, 1.0, 4.0]) + shift).data
            assert (got - Softmax()(Tensor([0.0, 1.0, 4.0])).data).__abs__().max() < 1e-9, (
                "adding the same number to all scores changes nothing"
            )
        impossible = Softmax()(Tensor([0.0, -np.inf, 0.0])).data
        assert impossible.tolist() == [0.5, 0.0, 0.5], "a score of -inf gets the probability 0"
    for far in (20.0, 50.0, 300.0):
        got = Softmax()(Tensor([0.0, far])).data[0]
        assert abs(got / 2.718281828459045**-far - 1) < 1e-8, "small shares have all their digits"


hidden_softmax_far_out()
### END HIDDEN TESTS

# %% [markdown]
"""
How decided softmax is depends on how far apart the scores are. Divide all of them by a
**temperature** before, and you can make it bold or hesitant. Text generators do this, and it is
all that their "temperature" knob does.
"""


# %%
def temperatures(scores=(2.0, 1.0, -1.0), names=("cat", "dog", "owl")):
    """Probabilities of the same scores at several temperatures."""
    for temperature in (0.1, 0.5, 1.0, 2.0, 10.0):
        shares = Softmax()(Tensor(scores) / temperature).numpy()
        bars = "   ".join(
            f"{name} {share:4.2f} {'█' * round(share * 16):16}"
            for name, share in zip(names, shares, strict=True)
        )
        print(f"temperature {temperature:4.1f}    {bars}")


temperatures()

# %% [markdown]
"""
### When probabilities vanish: logarithms

Losses do not want the probability, they want its *logarithm*. You have softmax and you have
`log`, so it seems that nothing is left to do:
"""

# %%
with np.errstate(divide="ignore"):
    print(Softmax()(Tensor([0.0, 1000.0])).log())

# %% [markdown]
"""
The first probability is e⁻¹⁰⁰⁰. That is far below the smallest float64, so it became 0, and its
logarithm minus infinity. The true answer is -1000, a perfectly ordinary number! We went from an
ordinary number to another ordinary number by way of one that does not exist. So let us find a way
that does not pass there. The logarithm of a fraction is a difference, and the logarithm of
exp(x) is x:

```
      log( exp(x[i]) / Σ exp(x[j]) )    =    x[i]  -  log( Σ exp(x[j]) )
                                                      ────────┬────────
                                                        logsumexp(x)
```

No fraction is left. The new function, the logarithm of a sum of exponentials, is worth a name of
its own. It is a **soft maximum**: never below the largest number, and above it by log n at the most,
if all n of them are equal:

```
      x                   max(x)      logsumexp(x)
     ──────────────────────────────────────────────
      0, 0                 0.00          0.69         = log 2
      0, 1                 1.00          1.31
      0, 3                 3.00          3.05
      0, 9                 9.00          9.00         the larger one has won
```

Again the exponentials overflow, and again the largest number m is the cure. This time it does not
cancel out: it comes out of the sum as a factor exp(m), out of the logarithm as a summand m, and
so has to be put back:

```
      log Σ exp(x[j])   =   log( exp(m) · Σ exp(x[j] - m) )   =   m  +  log Σ exp(x[j] - m)
```

Do it by hand first, for a plain list, with nothing but Python's `math`.
"""


# %% nbgrader={"grade_id": "logsumexp_by_hand", "role": "solution"}
def logsumexp_by_hand(numbers):
    """log(e^a + e^b + ...) of a list of at least one number, of any size, as a float.

    >>> logsumexp_by_hand([1000.0, 0.0])
    1000.0
    """
    # TODO: find the largest, shift, sum up the exponentials, and put the largest back.
    # HINT: math.exp and math.log work on one number. math.exp(1000) raises an OverflowError.
    ### BEGIN SOLUTION
    largest = max(numbers)
    total = 0.0
    for number in numbers:
        total += math.exp(number - largest)
    return largest + math.log(total)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_logsumexp_by_hand", "role": "test", "points": 2}
def test_logsumexp_by_hand():
    """The table above, and numbers far out."""
    for numbers, want in (([0, 0], 0.6931), ([0, 1], 1.3133), ([0, 3], 3.0486), ([5], 5.0)):
        got = logsumexp_by_hand(numbers)
        assert (got - want).__abs__() < 1e-4, f"logsumexp of {numbers} is {want}"
    assert logsumexp_by_hand([1000.0, 0.0]) == 1000.0, "a large number"
    assert (logsumexp_by_hand([-1000.0, -1000.0]) + 999.3069).__abs__() < 1e-4, "very negative"
    print("✅ logsumexp, by hand")


test_logsumexp_by_hand()


# %% nbgrader={"grade_id": "hidden_logsumexp_by_hand", "role": "test", "points": 4}
# After you submit, this cell tries lists of 1 to 50 random numbers, levels up to a million of
# either sign, equal numbers, integers; checks what adding a constant does; the list is unchanged.
### BEGIN HIDDEN TESTS
def hidden_logsumexp_by_hand():
    assert abs(1.0 - 1.001) > 1e-4, "this cell's comparison sees a difference"
    rng = np.random.default_rng(207)
    for count in (1, 2, 3, 10, 50):
        numbers = (rng.normal(size=count) * 2).tolist()
        kept = list(numbers)
        got = logsumexp_by_hand(numbers)
        assert isinstance(got, float), "the result is a float"
        want = math.fsum(2.718281828459045**number for number in numbers)
        assert abs(2.718281828459045**got / want - 1) < 1e-12, "e to the result is the sum"
        assert numbers == kept, "the list is left alone"
        for shift in (-1e6, -800.0, -20.0, 20.0, 800.0, 1e6):
            moved = logsumexp_by_hand([number + shift for number in numbers])
            assert abs(moved - shift - got) < 1e-8, "adding a constant adds it to the result"
        for level in (-100_000, 0, 100_000):
            same = logsumexp_by_hand([level] * count)
            want = 2.718281828459045 ** (same - level)
            assert abs(want / count - 1) < 1e-8, "n equal numbers: log n above them"
    wide = logsumexp_by_hand([-5000.0, 0.0, -5000.0])
    assert abs(wide) < 1e-12, "very small numbers next to a larger one do not count"


hidden_logsumexp_by_hand()
### END HIDDEN TESTS


# %% [markdown]
"""
Now for Tensors, along an axis, as `sum` and `max` do it. Shapes need a little thought:

```
     x          (2, 3)     scores
     largest    (2, 1)     keepdims=True, so that x - largest broadcasts
     total      (2, 1)     the sum of the exponentials if keepdims
                (2,)       or without the axis if not: as the caller wishes
```

At the end `largest` has to be added to the logarithm of `total`, and these may have different
shapes. Careful: `(2,) + (2, 1)` does *not* fail, it gives a `(2, 2)` full of nonsense. You know
that bug from module 01. Both hold the same number of numbers in the same order, so one `reshape`
to the shape of `total` mends it.
"""


# %% nbgrader={"grade_id": "logsumexp", "role": "solution"}
#| export
def logsumexp(x, axis=-1, keepdims=False):
    """log(sum(exp(x))) along `axis` (a number, a tuple, or None for all), for numbers of any size.

    x of shape (2, 3) with axis=-1 -> (2,), or (2, 1) with keepdims.

    >>> logsumexp(Tensor([[1000.0, 0.0], [0.0, -1000.0]])).data.tolist()
    [1000.0, 0.0]
    """
    # TODO: the largest; the sum of the shifted exponentials; its logarithm, with the largest back.
    # HINT: keepdims=True for the largest, the caller's keepdims for the sum.
    # HINT: largest.reshape(total.shape) can be added to the logarithm.
    ### BEGIN SOLUTION
    largest = x.data.max(axis=axis, keepdims=True)
    total = (x - largest).exp().sum(axis=axis, keepdims=keepdims)
    return total.log() + largest.reshape(total.shape)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_logsumexp", "role": "test", "points": 3}
def test_logsumexp():
    """Rows and columns, kept or not, and numbers far out."""
    x = Tensor([[0.0, 1.0], [1000.0, 1000.0], [-1000.0, -1000.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        rows = logsumexp(x)
        kept = logsumexp(x, keepdims=True)
        columns = logsumexp(x, axis=0)
    want = np.array([1.31326169, 1000.69314718, -999.30685282])
    assert rows.shape == (3,) and (rows.data - want).__abs__().max() < 1e-7, "along the rows"
    assert kept.shape == (3, 1), "keepdims=True keeps the axis"
    assert columns.data.tolist() == [1000.0, 1000.0], "axis=0: down the columns"
    assert not goes_around(logsumexp, Tensor([[2.0, 1.0, -1.0]])), "compute with methods of Tensor"
    print("✅ logsumexp")


test_logsumexp()


# %% nbgrader={"grade_id": "hidden_logsumexp", "role": "test", "points": 5}
# After you submit, this cell compares with loops for 1 to 4 axes; every axis, also negative ones,
# pairs of axes and None; keepdims; square shapes, where a wrong shape would go unnoticed; float64,
# float32 and integers; x is left alone; only methods of Tensor, the largest number excepted.
### BEGIN HIDDEN TESTS
def hidden_logsumexp():
    def off(got, want):
        return float((got - want).__abs__().max())

    assert off(np.ones(2), np.array([1.0, 1.0 + 1e-9])) > 1e-10, "this cell sees a difference"
    assert goes_around(lambda x: x * Tensor(x.data), Tensor([1.0])), "the detective is awake"
    rng = np.random.default_rng(208)
    for dtype, limit in (("float64", 1e-13), ("float32", 3e-6), ("int64", 1e-13)):
        for shape in ((1,), (6,), (3, 4), (4, 4), (2, 2), (5, 1), (2, 3, 4), (3, 3, 3)):
            x = Tensor((rng.normal(size=shape) * 3).astype(dtype))
            kept = x.data.copy()
            axes = [*range(-len(shape), len(shape)), None]
            axes += [(0, 1), (0, -1)] if len(shape) > 2 else []
            for axis in axes:
                powers = 2.718281828459045 ** kept.astype(float)
                for keepdims in (False, True):
                    got = logsumexp(x, axis, keepdims)
                    sums = powers.sum(axis=axis, keepdims=keepdims)
                    assert type(got) is Tensor, "a Tensor comes out"
                    assert got.data.shape == sums.shape, "the shape that sum would give"
                    floats = np.dtype("float64") if dtype == "int64" else kept.dtype
                    assert got.data.dtype == floats, "the dtype of floats is kept"
                    back = 2.718281828459045 ** got.data.astype(float)
                    assert off(back / sums, 1.0) < limit * 10, "e to the result is the sum"
            last = logsumexp(x)
            assert last.data.shape == shape[:-1], "without an axis: the last one, not kept"
            assert off(last.data, logsumexp(x, axis=-1).data) == 0, "without an axis: the last one"
            assert bool((x.data == kept).all()) and x.data.dtype == kept.dtype, "x is left alone"
    one = Tensor([0.0])
    assert logsumexp(one, keepdims=True) is not one, "a new Tensor, also where it equals x"
    for axis in (0, 1, -1, None):
        for keepdims in (False, True):
            x = Tensor(rng.normal(size=(2, 3, 3)))
            assert not goes_around(lambda x: logsumexp(x, axis, keepdims), x), (  # noqa: B023
                "compute with methods of Tensor"
            )


hidden_logsumexp()
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "hidden_logsumexp_far_out", "role": "test", "points": 4}
# After you submit, this cell tries numbers up to 10,000 of either sign, in rows of very different
# size, in float64, float32 and float16, with everything except underflow raising an error; -inf
# among other numbers; and that your function for lists agrees.
### BEGIN HIDDEN TESTS
def hidden_logsumexp_far_out():
    assert abs(1.0 - 1.001) > 1e-4, "this cell's comparison sees a difference"
    rng = np.random.default_rng(209)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for dtype, limit in ((np.float64, 1e-9), (np.float32, 1e-3), (np.float16, 10.0)):
            for level in (-10_000.0, -1000.0, 0.0, 1000.0, 10_000.0):
                got = logsumexp(Tensor([level] * 3, dtype=dtype))
                assert got.data.dtype == dtype, "far out the dtype is kept, too"
                assert (got.item() - level - 1.0986122886681098).__abs__() < limit, (
                    "three equal numbers: log 3 above them"
                )
            rows = Tensor([[10_000.0, 9000.0], [1.0, -900.0], [-9000.0, -10_000.0]], dtype=dtype)
            for got in (logsumexp(rows, 1).data, logsumexp(rows.T, 0).data):
                want = np.array([10_000.0, 1.0, -9000.0])
                assert (got - want).__abs__().max() <= limit, "rows of very different size"
        got = logsumexp(Tensor([3.0, -np.inf, -np.inf])).item()
        assert abs(got - 3.0) < 1e-12, "-inf adds nothing"
    for _ in range(5):
        x = rng.normal(size=(4, 6)) * 500
        want = [logsumexp_by_hand(row) for row in x.tolist()]
        assert (logsumexp(Tensor(x)).data - np.array(want)).__abs__().max() < 1e-9, (
            "a row is what your function for lists says"
        )


hidden_logsumexp_far_out()
### END HIDDEN TESTS


# %% [markdown]
"""
### The logarithm of softmax

With this, `x - logsumexp(x, keepdims=True)` would be the logarithm of softmax, in one line. There
is one more detail that a careful programmer sees. Suppose that the scores are 10,000.3 and 10,000 in
float32. Near 10,000 neighbouring float32 are about 0.001 apart, so the sum `m + log(...)` is
rounded to such steps, and the small logarithm loses its digits, just before we subtract the
10,000 again. Shift first, and the digits are never lost:

```
      s  =  x - m                                 exact enough: the large parts are gone
      log softmax(x)  =  s  -  log Σ exp(s)       only moderate numbers meet here
```
"""


# %% nbgrader={"grade_id": "log_softmax", "role": "solution"}
#| export
def log_softmax(x, axis=-1):
    """The logarithms of softmax(x) along `axis`, for scores of any size. Any shape -> the same shape.

    >>> log_softmax(Tensor([0.0, 1000.0])).data.tolist()
    [-1000.0, 0.0]
    """
    # TODO: shift the scores as in Softmax; then subtract the logarithm of the sum of exponentials.
    # HINT: no division, and no logarithm of anything that can be 0.
    ### BEGIN SOLUTION
    shifted = x - x.data.max(axis=axis, keepdims=True)
    return shifted - shifted.exp().sum(axis=axis, keepdims=True).log()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_log_softmax", "role": "test", "points": 3}
def test_log_softmax():
    """It is the logarithm of softmax, where that exists, and right where it does not."""
    x = Tensor([[2.0, 1.0, -1.0], [0.5, 0.5, 3.0]])
    for axis in (0, 1, -1):
        assert (log_softmax(x, axis).data - Softmax(axis)(x).log().data).__abs__().max() < 1e-12
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        far = log_softmax(Tensor([0.0, 1000.0])).data.tolist()
    assert far == [-1000.0, 0.0], "the probability is too small to be written, its log is not"
    assert not goes_around(log_softmax, x), "compute with methods of Tensor"
    print("✅ log_softmax")


test_log_softmax()


# %% nbgrader={"grade_id": "hidden_log_softmax", "role": "test", "points": 4}
# After you submit, this cell compares with loops for 1 to 3 axes and every axis, float64, float32
# and integers; scores up to 10,000; float32 scores near 10,000 that differ by little; sure
# decisions, whose logarithm is nearly 0; x is left alone; only methods of Tensor.
### BEGIN HIDDEN TESTS
def hidden_log_softmax():
    def off(got, want):
        return float((got - want).__abs__().max())

    assert off(np.ones(2), np.array([1.0, 1.0 + 1e-9])) > 1e-10, "this cell sees a difference"
    assert goes_around(lambda x: x * Tensor(x.data), Tensor([1.0])), "the detective is awake"
    rng = np.random.default_rng(210)
    for dtype, limit in (("float64", 1e-13), ("float32", 3e-6), ("int64", 1e-13)):
        for shape in ((1,), (6,), (3, 4), (4, 4), (5, 1), (2, 3, 4), (3, 3, 3)):
            x = Tensor((rng.normal(size=shape) * 3).astype(dtype))
            kept = x.data.copy()
            for axis in range(-len(shape), len(shape)):
                got = log_softmax(x, axis)
                assert type(got) is Tensor and got.data.shape == shape, "a Tensor of that shape"
                floats = np.dtype("float64") if dtype == "int64" else kept.dtype
                assert got.data.dtype == floats, "the dtype of floats is kept"
                powers = 2.718281828459045 ** kept.astype(float)
                shares = powers / powers.sum(axis=axis, keepdims=True)
                back = 2.718281828459045 ** got.data.astype(float)
                assert off(back / shares, 1.0) < limit * 10, "e to the result is softmax"
            assert off(log_softmax(x).data, log_softmax(x, -1).data) == 0, "without: the last axis"
            assert bool((x.data == kept).all()) and x.data.dtype == kept.dtype, "x is left alone"
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for dtype in (np.float64, np.float32):
            x = Tensor([[10_000.0, 0.0, -10_000.0], [5.0, 5.0, -900.0]], dtype=dtype)
            want = np.array([[0.0, -1e4, -2e4], [-0.6931472, -0.6931472, -905.6931472]])
            assert off(log_softmax(x).data, want) < 1e-3, "scores up to 10,000"
            assert off(log_softmax(x.T, axis=0).data.T, want) < 1e-3, "also down the columns"
    x = Tensor([10_000.0, 10_000.25], dtype=np.float32)
    assert off(log_softmax(x).data, log_softmax(x - 10_000.0).data) < 1e-6, "shift first"
    one = Tensor([0.0])
    assert log_softmax(one) is not one, "a new Tensor comes out, also where it equals x"
    sure = log_softmax(Tensor([0.0, -25.0])).data[0]
    assert -1.6e-11 < sure < -1.2e-11, "a sure decision is nearly 0, and not quite"
    assert log_softmax(Tensor([0.0, -np.inf])).data.tolist() == [0.0, -np.inf], "-inf is allowed"
    for axis in (0, 1, -1):
        x = Tensor(rng.normal(size=(2, 3, 3)))
        assert not goes_around(lambda x: log_softmax(x, axis), x), (  # noqa: B023
            "compute with methods of Tensor"
        )


hidden_log_softmax()
### END HIDDEN TESTS


# %% [markdown]
"""
## A classifier, without learning

All the pieces together. The network below has two layers, a ReLU between them, and a softmax at the
end. It looks at a picture of 3 by 3 pixels and says whether there is a horizontal bar, a
vertical bar or nothing in particular. Its first layer counts the pixels in each row and each
column and a ReLU keeps only counts above 2; the second layer adds these up for each class.
"""


# %%
def bars():
    """Probabilities that a picture shows a horizontal bar, a vertical bar, or neither."""
    rows = np.kron(np.eye(3), np.ones((3, 1)))  # (9, 3): pixel -> its row
    columns = np.tile(np.eye(3), (3, 1))  # (9, 3): pixel -> its column
    first = Tensor(np.hstack([rows, columns]))  # (9, 6)
    lines = np.kron(np.eye(2, 3), np.ones((3, 1)))  # (6, 3): a line -> its class
    second = Tensor(9 * lines)
    pictures = {"...███...": "a row", ".█..█..█.": "a column", "█..█.....": "two pixels"}
    x = Tensor([[pixel == "█" for pixel in picture] for picture in pictures], dtype=float)
    hidden = ReLU()(x @ first - 2)  # (3, 6)
    scores = hidden @ second + Tensor([0.0, 0.0, 4.0])  # (3, 3)
    for (picture, name), shares in zip(pictures.items(), Softmax()(scores), strict=True):
        print(f"{picture[:3]} {picture[3:6]} {picture[6:]}  {name:11}", end="  ")
        print("horizontal {:.2f}  vertical {:.2f}  neither {:.2f}".format(*shares.numpy()))


bars()

# %% [markdown]
"""
Take the ReLU away, and the three counts of the rows add up to the number of pixels, and so do
the columns: the network could no longer tell a row from a column. Try it.

## Computational complexity: how many trips to memory

For n numbers each activation does work proportional to n, so all of them are O(n). That says
little. A better count is the number of *operations of Tensor*: each of them is a loop over the
numbers, reads its operands from memory and writes a new array.

| activation | operations on x | cost |
|---|---|---|
| ReLU | `maximum` | O(n) |
| Tanh | `tanh` | O(n) |
| Softmax | `max`, `-`, `exp`, `sum`, `/` | O(n) |
| Sigmoid | `maximum`, `-`, `exp`, negation, `exp`, `+`, `/` | O(n) |
| GELU | three `*` for the cube, `+`, `*`, `tanh`, `+`, `*`, `*` | O(n) |

```
     passes over the numbers

     ReLU       █
     Tanh       █
     Softmax    █████
     Sigmoid    ███████
     GELU       █████████
```

A matrix product of n by n matrices does 2n operations for every number in its result, so next to a
large layer an activation is small change. Next to a small one it is not. And what each pass costs
depends on what it does: a comparison is one instruction, an `exp` is a small program.
"""


# %%
def best_time(function, *args, repeats=5):
    """Seconds of the fastest of several calls: what the work takes when nothing disturbs it."""
    function(*args)  # warm up: caches, memory, libraries
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function(*args)
        times.append(time.perf_counter() - start)
    return min(times)


def random_numbers(rows, columns):
    """A Tensor (rows, columns) of float32, as an activation meets them."""
    return Tensor(np.random.default_rng(0).normal(size=(rows, columns)), dtype=np.float32)


def measure_time(n=700):
    """Nanoseconds for each number, with a bar for the ratio to ReLU: one block for each ReLU."""
    x = random_numbers(n, n)
    table = {
        "x + 1": lambda x: x + 1,
        "ReLU": ReLU(),
        "Tanh": Tanh(),
        "Sigmoid": Sigmoid(),
        "naive sigmoid": naive_sigmoid,
        "GELU": GELU(),
        "Softmax": Softmax(),
        "Softmax(axis=0)": Softmax(axis=0),
        "x @ x": lambda x: x @ x,
    }
    relu = best_time(ReLU(), x)
    print(f"{n} by {n} numbers     ns for each number")
    for name, function in table.items():
        seconds = best_time(function, x)
        print(f"{name:16} {seconds / x.size * 1e9:20.2f}   {'█' * min(round(seconds / relu), 60)}")


measure_time()

# %% [markdown]
"""
Compare the two sigmoids: being right for every number has a price, and here you see it. Compare
GELU with its nine passes to the single pass of Tanh. And look at `x @ x` in the last line, the bar
of which may be cut off: that is why people accept an activation that costs ten times as much as
another one if the network then learns a little better.

One more surprise. Here is the cube, in the two ways from the section on GELU:
"""

# %%
x = random_numbers(300, 300)
slow, fast = best_time(lambda: x**3), best_time(lambda: x * x * x)
print(f"x ** 3       {slow / x.size * 1e9:7.1f} ns for each number")
print(
    f"x * x * x    {fast / x.size * 1e9:7.1f} ns for each number, {slow / fast:.0f} times faster"
)

# %% [markdown]
"""
The same numbers, and on paper `**` is one operation and the other way two. *Measure before you
believe.*

## Memory profiling: what is in the air

Every operation makes a new array. While GELU runs, several of its intermediate results exist at
the same time. `tracemalloc` counts the bytes; in the table, 1.00 means as many bytes as x has.
Try to guess "at the most" for GELU before you run the cell: which arrays are alive at the worst
moment?
"""


# %%
def allocated(function):
    """(peak, held): the bytes asked for while `function` runs, and those that its result holds."""
    function()  # warm up
    tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        result = function()  # noqa: F841 - kept alive until the measurement is over
        held, peak = tracemalloc.get_traced_memory()
        return peak - before, held - before
    finally:
        tracemalloc.stop()


def measure_memory(n=700):
    """What the activations ask for, in units of x."""
    x = random_numbers(n, n)
    functions = (ReLU(), Tanh(), Sigmoid(), GELU(), Softmax(), logsumexp, log_softmax)
    print(f"x has {x.nbytes / 1e6:.1f} MB         at the most             still held")
    for function in functions:
        name = function.__name__ if function in (logsumexp, log_softmax) else None
        peak, held = (size / x.nbytes for size in allocated(lambda: function(x)))  # noqa: B023
        bars = (f"{size:8.2f} {'█' * round(size * 3):15}" for size in (peak, held))
        print(f"{name or type(function).__name__:16}", *bars)


measure_memory()

# %% [markdown]
"""
For GELU the worst moment is the last line: `1 + tanh(...)`, `0.5 * x`, and their product all exist,
and Python still keeps `inner` under its name, although nobody will ask for it again.

None of these arrays is needed as a whole. GELU works number by number, so one could take a small
piece of x, do all nine steps on it while it is in the processor's cache, write the piece of the
result, and go on:

```
     one step at a time, whole arrays            all steps at a time, piece by piece

     x ─► ▓▓▓▓▓▓▓▓ ─► ▓▓▓▓▓▓▓▓ ─► ▓▓▓▓▓▓▓▓         x   ▓▓░░░░░░
            step 1      step 2      step 3                └──► 1 ─► 2 ─► 3 ──┐
                                                                             ▼
     every array travels to memory and back         y                       ▓▓░░░░░░
```

This is called **fusing**, and production systems compile such loops into one piece of machine
code. In Python we can at least imitate it by blocks of rows:
"""


# %%
def in_blocks(function, x, rows):
    """function(x) for a function that works row by row or number by number, `rows` at a time."""
    out = np.empty_like(x.data)
    for start in range(0, len(x), rows):
        out[start : start + rows] = function(x[start : start + rows]).data
    return out


def measure_blocks(n=700):
    """Memory and time of GELU, all at once and in blocks."""
    x, gelu = random_numbers(n, n), GELU()
    print("rows at a time    memory at the most        milliseconds")
    for rows in (1, 5, 20, 100, n):
        peak = allocated(lambda: in_blocks(gelu, x, rows))[0] / x.nbytes  # noqa: B023
        seconds = best_time(lambda: in_blocks(gelu, x, rows))  # noqa: B023
        print(f"{rows:8d} {peak:17.2f}  {'█' * round(peak * 3):16} {seconds * 1e3:10.2f}")


measure_blocks()

# %% [markdown]
"""
With small blocks the intermediate results shrink to almost nothing: what is left is the result
itself. The time has two ends. Very small blocks are slow, because each of nine operations on each block
has the fixed cost of a call from Python. Large ones leave the cache, and for a large array
the operating system may have to find fresh pages of memory, and clear them, each time. On most
machines the best is somewhere in between, sometimes by far. A compiler would have no calls in the
loop at all.

## In production systems

PyTorch has the same functions under the same names: `nn.ReLU`, `nn.Sigmoid`, `nn.Tanh`, `nn.GELU`,
`nn.Softmax(dim)`, `torch.logsumexp`, `F.log_softmax`. What is different:

```
      ours: each operation by itself               fused: one kernel

      ┌─────┐    ┌─────┐    ┌─────┐    ┌─────┐     ┌─────────────────────────────┐
      │  *  │───►│  +  │───►│ tanh│───►│  *  │     │  * ─► + ─► tanh ─► *        │
      └──▲──┘    └──▲──┘    └──▲──┘    └──▲──┘     └──▲───────────────────────┬──┘
         ▼          ▼          ▼          ▼           │      in registers     ▼
      ═══════════════════════════════════════     ═══════════════════════════════
                      memory                                  memory
```

**Kernels.** PyTorch's GELU is one kernel: it reads a number, does all the steps in registers, and
writes the result. `torch.compile` goes further and fuses activations with what stands before and
after them. On a GPU, where arithmetic is plentiful and memory traffic is not, a fused ReLU costs
almost nothing.

**Which GELU?** `nn.GELU()` computes the exact function with `erf`; `nn.GELU(approximate="tanh")` is
ours. They differ by at most 0.0005, which is far too little to hurt, and far too much for a
comparison digit by digit. When somebody else's weights "almost" work in your model, this is one of
the first things to check.

**In place.** `nn.ReLU(inplace=True)` writes the result over x and saves an array. It is a trap if
anybody else still needs x. With us no operation writes into its operand.

**The same shift.** PyTorch's softmax subtracts the largest score as yours does. For attention over
long texts even a single row of scores is too long to sit in fast memory. *FlashAttention* runs
through it in pieces, and corrects the sum whenever a new largest score turns up. You will work out
how in the third question below.

**Logits, not probabilities.** `nn.CrossEntropyLoss` takes raw scores and does the logarithm of the
softmax inside, for the reason that you have seen. Networks in PyTorch therefore end *without* a
softmax while they are trained. So will yours, from module 04 on.
"""

# %% [markdown]
"""
## All tests at once

This cell runs the visible tests together, in case a later change has broken something that worked.
Before you submit, restart the kernel and run the whole notebook, or press *Validate*.
"""


# %%
def run_all_tests():
    """Every visible test of this module."""
    test_relu()
    test_draw_curve()
    test_sigmoid()
    test_tanh()
    test_gelu()
    test_softmax()
    test_logsumexp_by_hand()
    test_logsumexp()
    test_log_softmax()
    print("\n🎉 your activations are ready for module 03")


if __name__ == "__main__":
    run_all_tests()

# %% [markdown]
"""
## 🤔 ML Systems Thinking

Three questions, five points each, read by a person. Three to six sentences are enough; a number
that you computed is worth more than an adjective. Add cells to try things out.

### 1. The cheaper sigmoid

A colleague replaces your sigmoid by `0.5 * (1 + (0.5 * x).tanh())` and shows that it runs several
times as fast. Between -5 and 5 no value differs from yours by more than 0.0000002 in float32.

```
      x            -5           -10           -20
      yours         6.69e-03      4.54e-05      2.06e-09
      theirs          ?             ?             ?           in float32
```

Fill in the last row (compute it). Explain with the spacing of float32 numbers near 1 what happens on
the left side, and why the right side has no such trouble. Name one use of a sigmoid for which you
would accept the change, and one for which you would not, and say why.
"""

# %% [markdown] nbgrader={"grade_id": "think_cheaper_sigmoid", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
Computed in float32: 6.69e-03, 4.54e-05 (right to about three digits: 4.5389e-05 or so against
4.5398e-05) and 0 for -20. Just below 1, neighbouring float32 are 6e-8 apart. tanh(-10) = -1 +
4.1e-9 is rounded to -1 exactly, so 1 + tanh is 0; for x = -10 the true 1 + tanh(-5) = 9.1e-5 is
known only to steps of 6e-8, three or four digits. The small result is the difference of two numbers
near 1, and what was rounded there is its leading digits here (cancellation). On the right side the
result itself is near 1, where an error of 6e-8 is invisible; what is lost, 1 - σ, nobody asked for.
Accept: a gate, or any activation whose value is multiplied with other numbers, where an error of
1e-7 in absolute terms does not matter. Refuse: a probability whose logarithm is taken, in a loss
(log 0 is -inf, where -20 would be right), or rare events, whose small probabilities are compared.

Mark scheme: 1 point for the row, with 0 for -20; 2 for the reason: one for rounding to the
spacing near 1, one for the subtraction that makes it the leading digits (or for the right side
having no trouble, with its reason); 1 for a use that is not hurt; 1 for a use that is, with the
logarithm or the ratio of small numbers as the reason.
### END SOLUTION
"""

# %% [markdown]
"""
### 2. Twenty-two trips

In a language model, GELU is applied to a Tensor of shape (64, 512, 3072) in float32. Your GELU
consists of nine operations, and each of them reads one or two arrays of that size and writes one.

```
    0.0447 * x      · * x      · * x      x + ·      c * ·      tanh      1 + ·      0.5 * x      · * ·
     ─────────     ───────    ───────    ───────    ───────    ──────    ───────    ─────────    ───────
     read 1         ?          ?          ?          ?          ?         ?          ?            ?
     write 1        ?          ?          ?          ?          ?         ?          ?            ?
```

Count the arrays that are read and written. How many bytes is that, and how long does it take on a GPU
whose memory delivers 10¹² bytes a second? What are the bytes and the time for one fused kernel? It
does the same arithmetic, so what has been saved? And what would change if x were in float16, for
both of them?
"""

# %% [markdown] nbgrader={"grade_id": "think_trips", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
Reads: 1 + 2 + 2 + 2 + 1 + 1 + 1 + 1 + 2 = 13; writes: 9. Together 22 trips of an array. One
array has 64 · 512 · 3072 = 100,663,296 numbers, which is 402,653,184 bytes. 22 of them are
8,858,370,048 bytes, about 8.9 GB or 8.9 ms. A fused kernel reads x and writes y: 2 trips,
805,306,368 bytes, 0.8 ms, 11 times less. The number of multiplications is the same; what is saved is
moving intermediate results to memory and back (and the memory to hold them, and eight launches).
The work is memory-bound, so the time follows the bytes. In float16 every array has half the bytes,
so both take about half the time; the ratio of 11 remains. (Precision and overflow of x³ have to be
watched: in float16 the cube overflows from about 40 on. Fused kernels compute in float32 inside.)

Mark scheme: 2 points for the count, 22 (1 if it is off by a few but reads and writes are both
counted); 1 for bytes and times of both, within rounding; 1 for saying that traffic and not
arithmetic is saved, since the work is memory-bound; 1 for float16: half the bytes, half the
time, the same ratio.
### END SOLUTION
"""

# %% [markdown]
"""
### 3. One row, two halves

A row of a million scores does not fit into the fast memory of a processor, but half of it does.
From each half you keep only two numbers: its largest score m, and the sum of the shifted exponentials
s = Σ exp(x - m).

```
      ┌──────────── first half ───────────┐┌─────────── second half ───────────┐
      │  ...  scores  ...                 ││  ...  scores  ...                 │
      └────────────────┬──────────────────┘└────────────────┬──────────────────┘
                       ▼                                    ▼
                   (m₁, s₁)                             (m₂, s₂)
                       └──────────────►  (m, s)  ◄──────────┘
                                       of the whole row
```

Give formulas for m and s of the whole row, and try them on the halves [2, 1] and [-1, 4] (compute m
and s of each half, then of the whole, then logsumexp). How often must the scores be read from slow
memory to get logsumexp this way, and how often with your `logsumexp`? Why may the halves be worked
on by two processors in any order? One more pass is needed for softmax itself; why?
"""

# %% [markdown] nbgrader={"grade_id": "think_two_halves", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
m = max(m₁, m₂) and s = s₁ · exp(m₁ - m) + s₂ · exp(m₂ - m): each sum was taken relative to its own
largest score and is converted to the common one; no exponent is above zero. Halves: (2, 1 + e⁻¹) =
(2, 1.3679) and (4, 1 + e⁻⁵) = (4, 1.0067). Whole: m = 4, s = 1.3679 · e⁻² + 1.0067 = 1.1919, and
logsumexp = 4 + log 1.1919 = 4.1755.
This way every score is read once (maximum and sum of a piece are found while it is in fast memory).
Ours reads x for the maximum and again for the subtraction, and then writes and reads the shifted
scores and the exponentials: at least two passes over x, and four more over intermediate arrays.
The rule for combining is symmetric and associative (like + and max), so neither the order nor the
grouping matters. Softmax needs a further pass because each probability exp(x - m) / s needs the m
and s of the *whole* row, which are known only at the end. (FlashAttention avoids it by rescaling
what it has accumulated whenever m changes.)

Mark scheme: 2 points for the formulas (1 for m, 1 for s with the corrections exp(mᵢ - m)); 1 for the
example, 4.18 within rounding; 1 for one reading against two or more; 1 for the order not
mattering together with why softmax needs the final m and s.
### END SOLUTION
"""

# %% [markdown]
"""
## 🎯 Module Summary

You have built everything that bends a network:

```
   ┌─ activations ────────────────────────────────────────────────────────┐
   │  number by number    ReLU      cuts off at zero                      │
   │                      GELU      cuts off softly                       │
   │                      Sigmoid   squeezes into 0 .. 1                  │
   │                      Tanh      squeezes into -1 .. 1                 │
   │  along an axis       Softmax        scores to probabilities          │
   │                      log_softmax    scores to their logarithms       │
   │                      logsumexp      a soft maximum                   │
   └──────────────────────────────────────────────────────────────────────┘
```

What stays true beyond this module:

- **Without a bend, depth is worth nothing.** With one, a sum of simple corners reaches any curve.
- **A formula is not a program.** Ask of every intermediate value how large it can become.
- **Subtract the largest exponent; it cancels anyway.** The one trick behind sigmoid, softmax and
  logsumexp.
- **Stay in logarithms** as long as you multiply probabilities or take their logarithm in the end.
- **Count trips to memory.** An activation does little arithmetic; moving its numbers is the cost,
  and fusing is the cure.

In **module 03** you build the layers that stand between these activations, and put both together
into networks.
"""
