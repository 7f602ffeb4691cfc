# %% [markdown]
"""
# Module 03: Layers

**Learning Objectives:**
- Build `Linear`, `Dropout` and `Sequential`, and with them networks of any depth
- Design one small protocol, `Layer`, that makes a network of layers a layer itself
- Choose random weights such that a signal survives fifty layers, and explain why it does
- Find all parameters of a network, each once, wherever it keeps them
- Predict parameters, multiplications and memory of a network, and check by measuring

Plan 3 to 5 hours. The module has 100 points:

| part | you build | points |
|---|---|---|
| A matrix and an offset | `initial_weights`, `Linear` | 22 |
| Everything inside | `walk`, `parameters`, `num_params` | 23 |
| Noise on purpose | `train` and `eval`, `Dropout` | 21 |
| One after the other | `Sequential`, `mlp`, `mlp_cost` | 19 |
| Thinking | three questions about what you built, in your own words | 15 |
"""

# %% [markdown]
"""
## What we are building, and why

You have a Tensor that computes, and activations that bend. What is missing is the part of a network
that *knows* something: numbers that are not input and not output, that stay from one example to
the next, and that learning will change. They are called **parameters**, and an object that owns
some, and computes with them, is called a **layer**.

```
     activation (module 02)                layer (this module)

                                                  ┌───────────────────┐
      x ──►[ function ]──► y                x ──► │  weight    bias   │ ──► y
                                                  └───────────────────┘
      always does the same                  does what its parameters say
```

One layer is a few lines of code. The art of this module is in what many layers need together:

```
     model = Sequential(Linear(784, 128), ReLU(), Dropout(0.2), Linear(128, 10))

     model(images)            compute, through all of them
     model.parameters()       hand over everything that can be learned, for module 06
     model.num_params()       how large is it?
     model.train()            some layers behave differently while a network learns ...
     model.eval()             ... and when it is used
```

Look at the last four lines: nobody tells `model` what is inside it. It may be a network of four
layers, or of ninety-six blocks each of which consists of networks. The trick is an old one, and
it is called *composition*: **a network of layers is itself a layer.** Whatever you can ask of one
`Linear`, you can ask of the largest network.

```
     ┌─ Sequential ──────────────────────────────────────────────────────┐
     │  ┌─ Linear ────────┐  ┌──────┐  ┌─────────┐  ┌─ Linear ────────┐  │
     │  │ weight (784,128)│  │ ReLU │  │ Dropout │  │ weight (128, 10)│  │
     │  │ bias   (128,)   │  │      │  │         │  │ bias   (10,)    │  │
     │  └─────────────────┘  └──────┘  └─────────┘  └─────────────────┘  │
     └───────────────────────────────────────────────────────────────────┘
       parameters():  weight, bias,                    weight, bias
```

Nothing in this module learns yet. But nothing that you write here will be changed when it does.
"""

# %% nbgrader={"grade_id": "layers_imports", "role": "given"}
#| export
import math

import numpy as np

from tinytorch.tensor import Tensor, extend

# %% nbgrader={"grade_id": "layers_tools", "role": "given"}
# For tests and measurements in this notebook; the library itself needs none of them.
import time
import tracemalloc

from tinytorch.activations import GELU, ReLU, Softmax, Tanh

# %% [markdown]
"""
The rule of the house holds here, too: **compute with methods of Tensor.** The detective from
module 02 is back. This time it wiggles any Tensors that you name, parameters among them, and
reports whether some of their influence on a result goes past the methods.
"""


# %% nbgrader={"grade_id": "goes_around", "role": "given"}
WATCHED = ["__neg__", "__add__", "__mul__", "__sub__", "__rsub__", "__truediv__", "__rtruediv__"]
WATCHED += ["__pow__", "__rpow__", "__matmul__", "exp", "log", "tanh", "maximum", "sum", "max"]
WATCHED += ["reshape", "transpose", "__getitem__"]


def goes_around(function, *tensors, step=1e-6):
    """Whether function() uses the numbers of these Tensors past the methods of Tensor.

    function  takes nothing, gives a Tensor, and gives the same one each time
    tensors   Tensors of float64, of any shape
    """
    rng = np.random.default_rng(0)
    speeds = [(tensor, rng.normal(size=tensor.shape)) for tensor in tensors]
    moves = {id(tensor): (tensor, speed) for tensor, speed in speeds}

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
        out = function()
    finally:
        for name, method in originals.items():
            setattr(Tensor, name, method)
    if not isinstance(out, Tensor):
        return True

    def moved_result(distance):
        kept = [tensor.data for tensor in tensors]
        try:
            for tensor, speed in speeds:
                tensor.data = tensor.data + distance * speed
            return function().data
        finally:
            for tensor, data in zip(tensors, kept, strict=True):
                tensor.data = data

    explained = moves.get(id(out), (out, 0.0))[1]
    actual = (moved_result(step) - moved_result(-step)) / (2 * step)
    return bool(((explained - actual).__abs__() > 1e-5 * (1 + actual.__abs__())).any())


# %% [markdown]
"""
## A matrix and an offset

First the protocol. Every layer of this course is a subclass of `Layer` and defines a method
`forward(x)`. Calling the layer calls `forward`, so that a layer can be used like an activation.
`training` is an attribute *of the class*: every layer has it, without a constructor that has
to remember to set it. We come to its meaning later.
"""


# %% nbgrader={"grade_id": "layer", "role": "given"}
#| export
class Layer:
    """Something with a forward pass, and perhaps with parameters or with layers inside.

    A subclass defines forward(x). The Tensors among its attributes are its parameters, the
    Layers among them are layers inside it, also those in lists and tuples.
    """

    training = True

    def __call__(self, x):
        """The same as forward(x)."""
        return self.forward(x)

    def forward(self, x):
        """x -> what this layer makes of it. Each layer defines its own."""
        raise NotImplementedError(f"{type(self).__name__} has no forward(x)")


# %% [markdown]
"""
### How large should a random weight be?

Before a network has learned anything, its weights are random. Not zero: if all weights of a layer
were equal, all of its outputs would be equal too, and stay so (that is the first question at the
end). But *how* random? It seems a detail, and for about twenty years it kept people from training
deep networks. Let us send a signal through many layers, each a product with a random matrix and a
ReLU, and look at its size on the way. The four columns differ in nothing but the standard deviation
of the weights.
"""


# %%
def signal(depth=33, width=256):
    """The typical size of the numbers in a deep network, for weights of several sizes."""
    scales = {"0.01": 0.01, "√(1/256)": (1 / width) ** 0.5, "√(2/256)": (2 / width) ** 0.5}
    scales["0.20"] = 0.2
    rng = np.random.default_rng(0)
    relu = ReLU()
    x = {name: Tensor(rng.normal(size=(64, width))) for name in scales}
    print("after layer    " + "".join(f"{name:>12}" for name in scales))
    for layer in range(depth):
        if layer in (0, 1, 2, 4, 8, 16, 32):
            sizes = ((x[name] ** 2).mean().item() ** 0.5 for name in scales)
            print(f"{layer:11d}    " + "".join(f"{size:12.2g}" for size in sizes))
        for name, scale in scales.items():
            x[name] = relu(x[name] @ Tensor(rng.normal(size=(width, width)) * scale))


signal()

# %% [markdown]
"""
Small weights make the signal vanish, large ones make it explode; in float32 both end in 0 or `inf`
if there are more layers. Only one column stays where it is. It is no accident, and you can
compute it. An output of a layer is a sum over its `in` inputs:

```
      y  =  x[1]·w[1] + x[2]·w[2] + ... + x[in]·w[in]            w random, with mean 0, variance v

      mean of y²   =   in · v · (mean of x²)                     every term adds v · x²
                       ───┬──
                          └── the layer multiplies the power of the signal by this

      ReLU then sets half of the y to zero:       power · 1/2

      one layer and its ReLU:     in · v · 1/2       which is 1 if       v = 2 / in
```

Squares add up for terms that are independent, and a y with a symmetric distribution is negative
half of the time. So the variance should be 2/in, and the standard deviation **√(2 / in)**. This
is the rule of He and colleagues (2015). With tanh in place of ReLU, which does not throw half away,
one takes √(1 / in).

Random numbers come from a generator of numpy, `rng`, that the *caller* passes in: whoever passes the
same generator state gets the same network again. Never call `np.random.seed`: it changes a state
that all the world shares.
"""


# %% nbgrader={"grade_id": "initial_weights", "role": "solution"}
#| export
def initial_weights(in_features, out_features, rng):
    """Random weights for a layer, a Tensor of shape (in_features, out_features).

    Normally distributed, with mean 0 and standard deviation sqrt(2 / in_features).
    rng  a numpy Generator, such as np.random.default_rng(7)
    """
    # TODO: draw from the generator, scale, and make a Tensor.
    # HINT: rng.normal(size=...) has the standard deviation 1.
    ### BEGIN SOLUTION
    return Tensor(rng.normal(size=(in_features, out_features)) * math.sqrt(2 / in_features))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_initial_weights", "role": "test", "points": 2}
def test_initial_weights():
    """Shape, spread, and the same numbers from the same generator state."""
    weights = initial_weights(50, 80, np.random.default_rng(1))
    assert isinstance(weights, Tensor), "a Tensor comes out"
    assert weights.shape == (50, 80), "(in_features, out_features)"
    spread = (weights**2).mean().item() ** 0.5
    assert (spread - 0.2).__abs__() < 0.01, f"the standard deviation is {spread:.3f}, not 0.2"
    again = initial_weights(50, 80, np.random.default_rng(1))
    assert (weights - again).data.__abs__().max() == 0, "the same generator, the same weights"
    print("✅ initial weights")


test_initial_weights()


# %% nbgrader={"grade_id": "hidden_initial_weights", "role": "test", "points": 6}
# After you submit, this cell measures mean and standard deviation for several shapes, wide, narrow
# and square; that they are floats; that all entries differ, two draws differ, the same seed gives
# the same; that nothing but `rng` is used for chance.
### BEGIN HIDDEN TESTS
def hidden_initial_weights():
    assert abs(np.ones(2) - 1.01).max() > 0.009, "this cell's comparison sees a difference"
    for n, m in ((64, 64), (16, 1024), (1024, 16), (4, 2000), (2000, 3)):
        before = np.random.get_state()[1].tolist()
        rng = np.random.default_rng(301)
        weights = initial_weights(n, m, rng)
        assert np.random.get_state()[1].tolist() == before, "only rng is used for chance"
        assert type(weights) is Tensor, "the weights are a Tensor"
        assert weights.data.shape == (n, m), "the shape is (in_features, out_features)"
        assert weights.data.dtype.kind == "f", "the weights are floats"
        numbers = weights.data.reshape(-1).tolist()
        mean = math.fsum(numbers) / len(numbers)
        spread = (math.fsum((w - mean) ** 2 for w in numbers) / len(numbers)) ** 0.5
        want = (2 / n) ** 0.5
        assert abs(mean) < 4 * want / len(numbers) ** 0.5, "the mean is zero"
        assert abs(spread / want - 1) < 3 / (2 * len(numbers)) ** 0.5, (
            "the standard deviation is the root of 2 / in_features"
        )
        assert len(set(numbers)) == len(numbers), "every weight is drawn by itself"
        second = initial_weights(n, m, rng)
        assert abs(second.data - weights.data).max() > 0, "the next draw is another one"
        same = initial_weights(n, m, np.random.default_rng(301))
        assert abs(same.data - weights.data).max() == 0, "the same seed gives the same weights"
        other = initial_weights(n, m, np.random.default_rng(302))
        assert abs(other.data - weights.data).max() > 0, "another seed gives other weights"
    far = initial_weights(2, 4000, np.random.default_rng(303)).data
    assert abs(far).max() > 3, "normally distributed: some are three deviations away"


hidden_initial_weights()
### END HIDDEN TESTS


# %% [markdown]
"""
### Linear

Now the layer. It multiplies its input by its weight and adds its bias, one number for every
output:

```
         x (2, 3)            weight (3, 2)        bias (2,)          y (2, 2)

     ┌────┬────┬────┐        ┌────┬────┐
     │  1 │  2 │  3 │        │  1 │  0 │        ┌────┬────┐       ┌────┬────┐
     ├────┼────┼────┤   @    ├────┼────┤   +    │ 10 │ 20 │   =   │ 14 │ 19 │
     │  4 │  5 │  6 │        │  0 │  1 │        └────┴────┘       ├────┼────┤
     └────┴────┴────┘        ├────┼────┤                          │ 20 │ 19 │
      one example            │  1 │ -1 │         the same for     └────┴────┘
      in each row            └────┴────┘         every row
                             one output
                             in each column
```

Nothing says that x has exactly two axes. A single example `(in,)`, a batch `(n, in)`, a batch of
texts `(n, t, in)`: `@` works on the last axis and leaves the others alone, and broadcasting takes
care of the bias. So there is nothing for you to do about it, as long as you do not forbid it.

The bias begins at zero: unlike the weights it makes no two outputs alike. With `bias=False` there is
none, and the attribute is `None`. If the caller brings no generator, make a fresh one:
`np.random.default_rng()` without a seed is different each time.
"""


# %% nbgrader={"grade_id": "linear", "role": "solution"}
#| export
class Linear(Layer):
    """x @ weight + bias: (..., in_features) -> (..., out_features).

    bias  whether there is one
    rng   the numpy Generator that the weights are drawn from; without it a fresh one

    weight  Tensor (in_features, out_features), random
    bias    Tensor (out_features,), zeros; None without a bias
    """

    def __init__(self, in_features, out_features, bias=True, rng=None):
        # TODO: set self.weight and self.bias.
        # HINT: initial_weights does the first half. np.zeros makes an array of zeros.
        ### BEGIN SOLUTION
        rng = np.random.default_rng() if rng is None else rng
        self.weight = initial_weights(in_features, out_features, rng)
        self.bias = Tensor(np.zeros(out_features)) if bias else None
        ### END SOLUTION

    def forward(self, x):
        """x (..., in_features) -> (..., out_features)"""
        # TODO: the product; then the bias, if there is one.
        ### BEGIN SOLUTION
        out = x @ self.weight
        return out if self.bias is None else out + self.bias
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_linear", "role": "test", "points": 3}
def test_linear():
    """The numbers of the picture, a single example, and no bias."""
    layer = Linear(3, 2)
    assert layer.weight.shape == (3, 2), "weight is (in_features, out_features)"
    assert layer.bias.data.tolist() == [0.0, 0.0], "the bias begins at zero"
    layer.weight = Tensor([[1.0, 0.0], [0.0, 1.0], [1.0, -1.0]])
    layer.bias = Tensor([10.0, 20.0])
    y = layer(Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    assert y.data.tolist() == [[14.0, 19.0], [20.0, 19.0]]
    assert layer(Tensor([1.0, 2.0, 3.0])).data.tolist() == [14.0, 19.0], "a single example"
    plain = Linear(3, 2, bias=False)
    assert plain.bias is None, "bias=False: there is none"
    assert plain(Tensor([0.0, 0.0, 0.0])).data.tolist() == [0.0, 0.0], "nothing is added"
    x = Tensor([[1.0, 2.0, 3.0]])
    assert not goes_around(lambda: layer(x), x, layer.weight, layer.bias), "use methods of Tensor"
    print("✅ Linear")


test_linear()


# %% nbgrader={"grade_id": "hidden_linear_made", "role": "test", "points": 4}
# After you submit, this cell looks at new layers: shapes and types of weight and bias, the spread of
# the weights, bias=False, the same seed and different ones, two layers from one generator, two
# layers without any; an attribute that is not in the docstring would be a parameter too many.
### BEGIN HIDDEN TESTS
def hidden_linear_made():
    assert abs(np.ones(2) - 1.01).max() > 0.009, "this cell's comparison sees a difference"
    for n, m in ((64, 64), (3, 7), (1, 1), (512, 8)):
        layer = Linear(n, m, rng=np.random.default_rng(304))
        assert isinstance(layer, Layer), "Linear is a Layer"
        assert type(layer.weight) is Tensor and type(layer.bias) is Tensor, "both are Tensors"
        assert layer.weight.data.shape == (n, m), "weight has the shape (in, out)"
        assert layer.bias.data.shape == (m,), "bias has the shape (out,)"
        assert layer.bias.data.dtype == layer.weight.data.dtype, "both have the same dtype"
        assert not layer.bias.data.any(), "the bias begins at zero"
        want = initial_weights(n, m, np.random.default_rng(304)).data
        assert abs(layer.weight.data - want).max() == 0, "weights as initial_weights draws them"
        tensors = [value for value in vars(layer).values() if isinstance(value, Tensor)]
        assert len(tensors) == 2, "weight and bias, and no other Tensors"
        plain = Linear(n, m, bias=False, rng=np.random.default_rng(304))
        assert plain.bias is None, "without a bias there is none"
        assert abs(plain.weight.data - want).max() == 0, "the weight does not depend on the bias"
        assert Linear(n, m, True, np.random.default_rng(304)).bias is not None, "rng comes fourth"
    rng = np.random.default_rng(305)
    first, second = Linear(20, 20, rng=rng), Linear(20, 20, rng=rng)
    assert abs(first.weight.data - second.weight.data).max() > 0, "two layers of one generator"
    assert first.bias is not second.bias, "every layer has a bias of its own"
    first, second = Linear(20, 20), Linear(20, 20)
    assert abs(first.weight.data - second.weight.data).max() > 0, "two layers without a generator"
    spread = (Linear(64, 64).weight.data ** 2).mean() ** 0.5
    assert abs(spread / (2 / 64) ** 0.5 - 1) < 0.07, "without a generator: the same spread"
    assert Linear(2, 3).training is True, "a new layer is in training"


hidden_linear_made()
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "hidden_linear", "role": "test", "points": 7}
# After you submit, this cell sets weight and bias and compares with numpy: square and not, one
# example, batches, batches of texts, no examples; a bias that is not zero; bias=False; float32
# stays float32; weights that are replaced, or changed in place, count at once; a wrong width raises
# ValueError; x and the parameters are left alone; only methods of Tensor were used.
### BEGIN HIDDEN TESTS
def hidden_linear():
    def same(got, want, limit):
        if type(got) is not Tensor or got.data.shape != want.shape or got.data.dtype != want.dtype:
            return False
        return bool(((got.data - want).__abs__() <= limit * (1 + want.__abs__())).all())

    assert not same(Tensor([1.0]), np.array([1.1]), 1e-3), "this cell sees a wrong number"
    assert not same(Tensor([1.0]), np.ones((1, 1)), 1e-3), "this cell sees a wrong shape"
    assert goes_around(lambda: Tensor(here.data * 2), here := Tensor([1.0])), "the detective is up"
    rng = np.random.default_rng(306)
    for n, m in ((3, 5), (4, 4), (1, 3), (5, 1)):
        for before in ((), (1,), (6,), (4,), (0,), (2, 3), (2, 1, 3)):
            for dtype, limit in (("float64", 1e-12), ("float32", 1e-5)):
                layer, plain = Linear(n, m, rng=rng), Linear(n, m, bias=False, rng=rng)
                layer.weight = Tensor(rng.normal(size=(n, m)), dtype=dtype)
                layer.bias = Tensor(rng.normal(size=m) + 3, dtype=dtype)
                plain.weight = Tensor(rng.normal(size=(n, m)), dtype=dtype)
                x = Tensor(np.asarray(rng.normal(size=(*before, n))), dtype=dtype)
                kept = [t.data.copy() for t in (x, layer.weight, layer.bias)]
                want = x.data @ layer.weight.data + layer.bias.data
                assert same(layer(x), want, limit), "x @ weight + bias, on the last axis"
                assert same(layer.forward(x), want, limit), "forward is the same as a call"
                assert same(plain(x), x.data @ plain.weight.data, limit), "without a bias"
                for tensor, old in zip((x, layer.weight, layer.bias), kept, strict=True):
                    assert bool((tensor.data == old).all()), "x and parameters are left alone"
    layer = Linear(2, 2)
    layer.weight.data[:] = [[1.0, 2.0], [3.0, 4.0]]
    layer.bias.data[:] = [5.0, -5.0]
    assert same(layer(Tensor([1.0, 1.0])), np.array([9.0, 1.0]), 1e-12), (
        "parameters that were changed in place count at once"
    )
    layer = Linear(2, 2, bias=False)
    layer.weight = Tensor([[1.0, 0.0], [0.0, 1.0]])
    assert layer(x := Tensor([2.0, 3.0])) is not x, "a new Tensor, also where it equals x"
    x = Tensor(rng.normal(size=(2, 3, 4)))
    layer = Linear(4, 4, rng=rng)
    layer.bias.data += 1.0
    for wiggled in (x, layer.weight, layer.bias):
        assert not goes_around(lambda: layer(x), wiggled), "compute with methods of Tensor"
    for wrong in ((3,), (5, 3), (4, 5)):
        try:
            layer(Tensor(np.ones(wrong)))
        except ValueError:
            continue
        raise AssertionError("an input of another width raises ValueError")
    assert set(vars(layer)) == set(vars(Linear(4, 4))), "a forward pass keeps nothing"


hidden_linear()
### END HIDDEN TESTS


# %% [markdown]
"""
## Everything inside

An optimizer (module 06) wants a list of all parameters. It would be possible to let every layer and
every network write a method that lists its own. It is also a sure way to forget one, and a
forgotten parameter never learns, without any error. So we look for them instead. A layer keeps
what it owns in its attributes, and Python tells us what these are: `vars(layer)` is a dictionary of
them, in the order in which they were set.

```
     class Block(Layer):                          vars(block)

         def __init__(self):                      ┌──────────┬────────────────────────────┐
             self.scale = Tensor([1.0])     ───►  │ scale    │ a Tensor: a parameter      │
             self.first = Linear(4, 4)      ───►  │ first    │ a Layer: look inside       │
             self.bend = ReLU()             ───►  │ bend     │ neither: nothing to find   │
             self.rest = [Linear(4, 2)]     ───►  │ rest     │ a list: look at its items  │
             self.name = "block"            ───►  │ name     │ neither                    │
                                                  └──────────┴────────────────────────────┘
```

The convention is: **a Tensor in an attribute is a parameter.** If a layer has to keep numbers that
shall not be learned, it keeps them as a numpy array.

The next cell does the tedious half, and opens lists and tuples.
"""


# %% nbgrader={"grade_id": "parts", "role": "given"}
#| export
def parts(layer):
    """What the attributes of a layer hold, in the order in which they were set, as a list.

    Lists and tuples are opened: of [first, second], both are parts.
    """
    found, waiting = [], list(vars(layer).values())
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, (list, tuple)):
            waiting = [*part, *waiting]
        else:
            found.append(part)
    return found


# %% nbgrader={"grade_id": "block", "role": "given"}
class Block(Layer):
    """The layer of the picture."""

    def __init__(self):
        self.scale = Tensor([1.0])
        self.first = Linear(4, 4)
        self.bend = ReLU()
        self.rest = [Linear(4, 2)]
        self.name = "block"

    def forward(self, x):
        """x (..., 4) -> (..., 2)"""
        return self.rest[0](self.bend(self.first(x) * self.scale))


print([type(part).__name__ for part in parts(Block())])

# %% [markdown]
"""
### A walk through the layers

The parts of a layer may be layers, whose parts may be layers, and so on. Write a method that
returns all of them: the layer itself first, then for each layer among its parts that layer with
everything inside it, before going on to the next part.

```
                    ① model
           ┌───────────┴───────────┐
        ② block A               ⑤ block B               walk():  ① ② ③ ④ ⑤
       ┌─────┴─────┐               │
    ③ Linear    ④ Linear        ③ the same Linear       each layer once
```

Two things to watch. A layer may occur **twice**, as ③ above: networks share layers on purpose, to
use what they have learned in two places. It is one layer all the same. And layers may refer
**to each other**: a block that knows its model, say. If you follow every reference blindly, you
will go round in circles for ever. One remedy helps against both: remember where you have been.

How does one remember layers? In a dictionary whose key is `id(layer)`, the identity of the object.
A dictionary keeps the order in which things were put in, so at the end its values are the answer.
"""


# %% nbgrader={"grade_id": "walk", "role": "solution"}
#| export
@extend(Layer)
def walk(self):
    """This layer and every layer inside it, as a list: outer before inner, in the order of their
    attributes, each once.
    """
    # TODO: visit this layer, and from every layer that is visited the Layers among its parts.
    # HINT: define a function visit(layer) in here, which calls itself, and a dictionary `found`.
    # HINT: the first thing that visit does is to look whether the layer is in `found` already.
    ### BEGIN SOLUTION
    found = {}

    def visit(layer):
        if id(layer) not in found:
            found[id(layer)] = layer
            for part in parts(layer):
                if isinstance(part, Layer):
                    visit(part)

    visit(self)
    return list(found.values())
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_walk", "role": "test", "points": 3}
def test_walk():
    """A layer alone, layers in attributes and lists, one layer in two places."""
    single = Linear(2, 2)
    assert single.walk() == [single], "a layer without layers inside"
    block = Block()
    assert block.walk() == [block, block.first, block.rest[0]], "attributes and lists, in order"
    model = Layer()
    model.a, model.b = Block(), Block()
    model.b.rest = [model.a.first]
    want = [model, model.a, model.a.first, model.a.rest[0], model.b, model.b.first]
    assert model.walk() == want, "outer before inner, and the shared layer once"
    print("✅ a walk through the layers")


test_walk()


# %% nbgrader={"grade_id": "hidden_walk", "role": "test", "points": 6}
# After you submit, this cell tries deep and wide trees, tuples, lists within lists, shared layers,
# layers that refer to each other or to themselves; the order; attributes that are no layers; that
# the walk changes nothing, and sees a layer that was added or replaced since the last one.
### BEGIN HIDDEN TESTS
def hidden_walk():
    def names(layer):
        return "".join(found.name for found in layer.walk())

    def node(name, *inside):
        layer = Layer()
        layer.name, layer.numbers, layer.inside = name, np.ones(2), inside
        return layer

    assert "ab" != "ba", "this cell's comparison sees a wrong order"
    leaf = node("x")
    assert type(leaf.walk()) is list, "the result is a list"
    assert names(node("a", node("b"), node("c"))) == "abc", "a tuple of layers"
    deep = node("a", node("b", node("c", node("d"))), node("e", node("f")))
    assert names(deep) == "abcdef", "everything inside a layer comes before the next layer"
    assert names(node("a", [node("b"), (node("c"), [node("d")])], node("e"))) == "abcde", (
        "lists within lists are opened, in order"
    )
    assert names(node("a", leaf, node("b", leaf), leaf)) == "axb", "a shared layer comes once"
    twins = node("a", node("x"), node("x"))
    assert names(twins) == "axx", "layers that look the same are two layers"
    parent = node("a", child := node("b"), node("c"))
    child.parent = parent
    assert names(parent) == "abc", "layers that refer to each other"
    assert names(child) == "bac", "from the inside as well"
    me = node("m")
    me.myself = me
    assert names(me) == "m", "a layer that refers to itself"
    mixed = node("a", ReLU(), "text", None, 3, Tensor([1.0]), node("b"), len)
    assert names(mixed) == "ab", "what is no layer is left out"
    assert list(vars(mixed)) == ["name", "numbers", "inside"], "the walk leaves no traces"
    mixed.inside = (node("c"),)
    assert names(mixed) == "ac", "a layer that was replaced is not remembered"
    chain = node("x")
    for _ in range(150):
        chain = node("x", chain)
    assert names(chain) == "x" * 151, "a hundred and fifty layers, one in the other"


hidden_walk()
### END HIDDEN TESTS


# %% [markdown]
"""
### Parameters

With `walk` the parameters are only two loops away: for each layer of the walk, the Tensors among
its parts. Each once, again, because a Tensor can be shared as well (language models like to use
one table for reading words and for writing them). An optimizer that got it twice would move it twice
in every step.

What you return must be the Tensors *themselves*. An optimizer will change their numbers, and
changing a copy changes nothing.
"""


# %% nbgrader={"grade_id": "parameters", "role": "solution"}
#| export
@extend(Layer)
def parameters(self):
    """The Tensors that this layer and the layers inside it own, as a list: in the order of the
    walk and, within a layer, of its attributes; each once.
    """
    # TODO: as in walk, remember what you have found by its id.
    # HINT: self.walk() and parts(layer)
    ### BEGIN SOLUTION
    found = {}
    for layer in self.walk():
        for part in parts(layer):
            if isinstance(part, Tensor):
                found[id(part)] = part
    return list(found.values())
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_parameters", "role": "test", "points": 3}
def test_parameters():
    """Of one layer, of a block, and of layers that share."""
    layer = Linear(3, 2)
    found = layer.parameters()
    assert len(found) == 2, "weight and bias"
    assert found[0] is layer.weight and found[1] is layer.bias, "the Tensors themselves, in order"
    assert len(Linear(3, 2, bias=False).parameters()) == 1, "a bias that is None is none"
    block = Block()
    shapes = [parameter.shape for parameter in block.parameters()]
    assert shapes == [(1,), (4, 4), (4,), (4, 2), (2,)], "scale, then first, then rest"
    block.rest = [block.first]
    assert len(block.parameters()) == 3, "a shared layer has its parameters once"
    print("✅ parameters")


test_parameters()


# %% nbgrader={"grade_id": "hidden_parameters", "role": "test", "points": 8}
# After you submit, this cell compares by identity, not by numbers: order, nesting, lists of Tensors,
# shared layers, shared Tensors, Tensors with equal numbers (two parameters!), layers that refer to
# each other, arrays and activations (none); changes through the list reach the layer.
### BEGIN HIDDEN TESTS
def hidden_parameters():
    def are(got, want):
        return len(got) == len(want) and all(a is b for a, b in zip(got, want, strict=True))

    one, two = Tensor([1.0]), Tensor([1.0])
    assert not are([one], [two]), "this cell's comparison is by identity"
    assert type(Linear(2, 3).parameters()) is list, "the result is a list"
    assert Layer().parameters() == [], "a layer without parameters has none"
    layer = Layer()
    layer.a, layer.b = one, two
    assert are(layer.parameters(), [one, two]), "equal numbers are still two parameters"
    layer.b = one
    assert are(layer.parameters(), [one]), "a shared Tensor comes once"
    layer.b, layer.rows = np.ones(3), [two, (Tensor(2.0), [Tensor(3.0)])]
    layer.bend, layer.text, layer.nothing, layer.softmax = GELU(), "one", None, Softmax()
    inner = layer.rows[1]
    assert are(layer.parameters(), [one, two, inner[0], inner[1][0]]), (
        "lists and tuples are opened; arrays, activations and None are no parameters"
    )

    first, second, third = Linear(3, 4), Linear(4, 4), Linear(4, 2, bias=False)
    outer, middle = Layer(), Layer()
    middle.layers, middle.own = [second, third], Tensor([5.0])
    outer.first, outer.own, outer.middle = first, Tensor([6.0]), middle
    want = [outer.own, first.weight, first.bias, middle.own, second.weight, second.bias]
    assert are(outer.parameters(), [*want, third.weight]), "in the order of the walk"
    outer.again = [second, middle, first]
    assert are(outer.parameters(), [*want, third.weight]), "shared layers change nothing"
    third.weight = first.weight
    assert are(outer.parameters(), want), "weights that are shared between layers come once"
    second.parent = outer
    assert are(outer.parameters(), want), "layers that refer to each other"
    assert are(third.parameters(), [first.weight]), "one layer by itself"

    layer = Linear(2, 2)
    for parameter in layer.parameters():
        parameter.data = parameter.data * 0 + 1.0
    assert layer(Tensor([1.0, 1.0])).data.tolist() == [3.0, 3.0], "changes reach the layer"
    layer.weight = Tensor(np.ones((2, 2)))
    assert layer.parameters()[0] is layer.weight, "a parameter that was replaced is found"
    layer.parameters().clear()
    assert len(layer.parameters()) == 2, "the list is a new one each time"


hidden_parameters()
### END HIDDEN TESTS


# %% [markdown]
"""
And how large is it? When people say that a model "has 7 billion parameters", they mean this number:
all entries of all parameters. (The name `sum` is Python's own in this notebook.)
"""


# %% nbgrader={"grade_id": "num_params", "role": "solution"}
#| export
@extend(Layer)
def num_params(self):
    """How many numbers the parameters hold together."""
    # TODO
    ### BEGIN SOLUTION
    return sum(parameter.size for parameter in self.parameters())
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_num_params", "role": "test", "points": 2}
def test_num_params():
    """Weights and biases, counted."""
    assert Linear(784, 128).num_params() == 784 * 128 + 128
    assert Linear(784, 128, bias=False).num_params() == 784 * 128
    assert Layer().num_params() == 0, "nothing is zero"
    print("✅ how large it is")


test_num_params()


# %% nbgrader={"grade_id": "hidden_num_params", "role": "test", "points": 1}
# After you submit, this cell counts nested and shared layers, and parameters without axes.
### BEGIN HIDDEN TESTS
def hidden_num_params():
    assert 1 != 2, "this cell's comparison sees a difference"
    block = Block()
    assert block.num_params() == 1 + 20 + 10, "everything inside counts"
    assert type(block.num_params()) is int, "the number is an int"
    block.rest = [block.first, block.first]
    block.scale = Tensor(2.0)
    assert block.num_params() == 1 + 20, "what is shared counts once, a number counts as one"
    block.empty = Tensor(np.zeros((0, 3)))
    assert block.num_params() == 21, "an empty Tensor has no numbers"


hidden_num_params()
### END HIDDEN TESTS


# %% [markdown]
"""
## Noise on purpose

A network with many parameters can learn its examples by heart, and then be helpless with new ones.
**Dropout** makes that harder: while the network learns, each number that passes is set to zero
with probability p, anew for every example and every step. No unit can rely on one particular
other unit, since it may be missing at any time.

When the network is *used*, nothing is dropped. So a layer has to know which of the two is going on.
Every layer has the attribute `training`, and the whole network has to be switched at once.

### Two modes

`model.train()` sets `training` to True for the model and every layer inside it, `model.eval()` to
False. You have a method that finds them all. Both return the model, so that one can write
`model.eval()(x)`.

(`eval` is also the name of a built-in function of Python. Our `extend` takes care that it stays
what it was.)
"""


# %% nbgrader={"grade_id": "modes", "role": "solution"}
#| export
@extend(Layer)
def train(self):
    """Set this layer, and every layer inside it, to training. Returns this layer."""
    # TODO: set `training` of each layer of the walk, and return self.
    # HINT: set it on the layers themselves, not on the class Layer, which all layers share.
    ### BEGIN SOLUTION
    for layer in self.walk():
        layer.training = True
    return self
    ### END SOLUTION


@extend(Layer)
def eval(self):
    """Set this layer, and every layer inside it, to use: no training. Returns this layer."""
    # TODO: the same, the other way.
    # HINT: False for every layer of the walk.
    ### BEGIN SOLUTION
    for layer in self.walk():
        layer.training = False
    return self
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_modes", "role": "test", "points": 2}
def test_modes():
    """Everything inside is switched, and back again."""
    block = Block()
    assert block.training, "a new layer is in training"
    assert block.eval() is block, "the layer itself is returned"
    assert [layer.training for layer in block.walk()] == [False] * 3, "all of them"
    assert block.train() is block
    assert [layer.training for layer in block.walk()] == [True] * 3, "and back"
    print("✅ train and eval")


test_modes()


# %% nbgrader={"grade_id": "hidden_modes", "role": "test", "points": 5}
# After you submit, this cell switches whole models and layers inside them, shared and nested ones;
# other layers, and layers that are made later, keep their mode; parameters are left alone.
### BEGIN HIDDEN TESTS
def hidden_modes():
    def modes(layer):
        return [inner.training for inner in layer.walk()]

    assert [True] != [False], "this cell's comparison sees a difference"
    outer, other = Layer(), Block()
    outer.blocks = [Block(), (Block(), [Linear(1, 1)])]
    outer.again = outer.blocks[0].first
    kept = [(parameter, parameter.data.copy()) for parameter in outer.parameters()]
    assert outer.eval() is outer, "eval returns the layer"
    assert modes(outer) == [False] * 8, "eval reaches every layer inside"
    assert all(mode is False for mode in modes(outer)), "training is False, nothing else"
    assert modes(other) == [True] * 3, "other layers keep their mode"
    assert Layer.training is True and Linear(2, 2).training is True, "layers made later train"
    assert outer.eval() is outer and modes(outer) == [False] * 8, "twice is as good as once"
    assert outer.blocks[0].train() is outer.blocks[0], "train returns the layer"
    assert modes(outer.blocks[0]) == [True] * 3, "train reaches every layer inside"
    assert outer.training is False, "a block can be switched by itself"
    assert outer.again.training is True, "a shared layer has one mode"
    outer.train()
    assert all(mode is True for mode in modes(outer)), "train reaches every layer inside"
    for parameter, numbers in kept:
        assert bool((parameter.data == numbers).all()), "parameters are left alone"
    assert len(outer.parameters()) == len(kept), "and stay the same"


hidden_modes()
### END HIDDEN TESTS


# %% [markdown]
"""
### Dropout

Zeros alone would not be right. With p = 0.5 only half of the numbers arrive, so the next layer
sees a sum half as large as it will see when the network is used. It would have to unlearn that.
The remedy is to make what passes larger, by 1 / (1 - p):

```
     x             1.00    2.00    3.00    4.00    5.00    6.00    7.00    8.00       mean  4.5

     random        0.51    0.95    0.14    0.95    0.31    0.42    0.83    0.41
     ≥ p = 0.25    1       1       0       1       1       1       1       1          keep it?
     / (1 - p)     1.33    1.33    0.00    1.33    1.33    1.33    1.33    1.33       the mask

     x · mask      1.33    2.67    0.00    5.33    6.67    8.00    9.33   10.67       mean  5.5
```

On average over many masks the mean is that of x. In use there is then nothing to correct: x passes
as it is.

* One random number for *each number* of x, also across the batch. A mask for whole rows would be
  something else: half of the examples gone.
* The mask is no parameter and no result of a Tensor. It is a constant, a plain array, and `x * mask`
  is a method of Tensor.
* The dtype of x must survive: `mask.astype(x.dtype)`.
* `self.rng` is drawn from in training only. An `eval` in between must not change which random
  numbers come next.
* p = 0 keeps all. p = 1 drops all: the result is zero, not 0/0.
"""


# %% nbgrader={"grade_id": "dropout", "role": "solution"}
#| export
class Dropout(Layer):
    """In training each number becomes 0 with probability p, and the others are divided by 1 - p.

    Not in training: x as it is.

    p    a probability, 0 to 1
    rng  the numpy Generator that the masks are drawn from; without it a fresh one

    Raises ValueError for a p that is no probability.
    """

    def __init__(self, p=0.5, rng=None):
        if not 0 <= p <= 1:
            raise ValueError(f"p is a probability, from 0 to 1, not {p}")
        self.p = p
        self.rng = np.random.default_rng() if rng is None else rng

    def forward(self, x):
        """x of any shape -> the same shape and dtype"""
        # TODO: x as it is, when not in training; p = 1; then the mask.
        # HINT: self.rng.random(x.shape) is an array of numbers from 0 up to, not including, 1.
        # HINT: a number is kept if its random number is at least p.
        ### BEGIN SOLUTION
        if not self.training:
            return x
        if self.p == 1:
            return x * 0.0
        mask = (self.rng.random(x.shape) >= self.p).astype(x.dtype)
        return x * (mask / (1 - self.p))
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_dropout", "role": "test", "points": 3}
def test_dropout():
    """Zeros and enlarged numbers in training, x itself in use."""
    dropout = Dropout(0.25, rng=np.random.default_rng(1))
    x = Tensor(np.ones((100, 100)))
    y = dropout(x).data
    zeros = (y == 0).mean()
    assert (zeros - 0.25).__abs__() < 0.02, f"{zeros:.0%} are zero, not 25%"
    assert (y[y != 0] - 4 / 3).__abs__().max() < 1e-12, "the others are divided by 1 - p"
    assert (y.mean() - 1).__abs__() < 0.02, "the mean is preserved"
    assert (dropout(x).data != y).any(), "a new mask each time"
    assert (dropout.eval()(x).data == x.data).all(), "in use nothing is dropped"
    print("✅ dropout")


test_dropout()


# %% nbgrader={"grade_id": "hidden_dropout", "role": "test", "points": 6}
# After you submit, this cell counts zeros for several p and shapes, along every axis; checks the
# factor, the mean, dtypes, x left alone, the same mask from the same seed, another one each time,
# only `rng` used for chance, only methods of Tensor.
### BEGIN HIDDEN TESTS
def hidden_dropout():
    assert abs(np.ones(2) - 1.01).max() > 0.009, "this cell's comparison sees a difference"
    assert goes_around(lambda: Tensor(here.data * 2), here := Tensor([1.0])), "the detective is up"
    for p in (0.1, 0.5, 0.8):
        for shape in ((4000,), (40, 100), (20, 20, 10), (4000, 1), (1, 4000)):
            for dtype in ("float64", "float32"):
                state = np.random.get_state()[1].tolist()
                x = Tensor(np.random.default_rng(307).normal(size=shape) + 9, dtype=dtype)
                kept = x.data.copy()
                dropout = Dropout(p, rng=np.random.default_rng(308))
                got = dropout(x)
                assert np.random.get_state()[1].tolist() == state, "only rng is used for chance"
                assert type(got) is Tensor and got is not x, "a new Tensor comes out"
                assert got.data.shape == shape, "the shape is kept"
                assert got.data.dtype == dtype, "the dtype is kept"
                assert bool((x.data == kept).all()), "x is left alone"
                gone = got.data == 0
                assert abs(gone.mean() - p) < 0.04, "about p of the numbers are zero"
                rest = got.data[~gone] / kept[~gone]
                assert abs(rest * (1 - p) - 1).max() < 1e-5, "the others are divided by 1 - p"
                assert abs(got.data.mean() / kept.mean() - 1) < 0.15, "the mean is preserved"
                for axis in range(len(shape)):
                    lines = np.moveaxis(gone, axis, -1).reshape(-1, shape[axis])
                    if min(lines.shape) > 9:
                        share = lines.mean(axis=1)
                        assert not ((share == 0) | (share == 1)).all(), "each number by itself"
                        assert abs((lines != lines[0]).mean() - 2 * p * (1 - p)) < 0.2, (
                            "another mask for every row and every column"
                        )
                assert bool(((dropout(x).data == 0) != gone).any()), "another mask each time"
                again = Dropout(p, rng=np.random.default_rng(308))(x)
                assert bool((again.data == got.data).all()), "the same seed, the same mask"
    first, second = Dropout(), Dropout()
    assert first.p == 0.5, "without p it is one half"
    x = Tensor(np.ones(200))
    assert bool((first(x).data != second(x).data).any()), "without rng each has its own"
    x = Tensor(np.random.default_rng(309).normal(size=(4, 5)))
    for p in (0.3, 0.5, 1.0):
        assert not goes_around(lambda: Dropout(p, np.random.default_rng(3))(x), x), (  # noqa: B023
            "compute with methods of Tensor"
        )


hidden_dropout()
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "hidden_dropout_modes", "role": "test", "points": 5}
# After you submit, this cell looks at p = 0 and p = 1, p that is no probability, eval and train
# again, a pass in eval that must not use up random numbers, numbers without axes and no numbers
# at all, that there are no parameters, and that a forward pass keeps nothing.
### BEGIN HIDDEN TESTS
def hidden_dropout_modes():
    def same(a, b):
        return a.shape == b.shape and a.dtype == b.dtype and bool((a == b).all())

    assert not same(np.ones(2), np.zeros(2)), "this cell's comparison sees a difference"
    x = Tensor(np.random.default_rng(310).normal(size=(30, 10)))
    with np.errstate(all="raise"):
        for dtype in ("float64", "float32"):
            typed = Tensor(x, dtype=dtype)
            assert same(Dropout(0)(typed).data, typed.data), "p = 0 keeps all"
            assert same(Dropout(0.0)(typed).data, typed.data), "p = 0.0 keeps all"
            for p in (1, 1.0):
                gone = Dropout(p)(typed)
                assert type(gone) is Tensor and gone.data.dtype == dtype, "p = 1 keeps the dtype"
                assert gone.data.shape == x.shape and not gone.data.any(), "p = 1 drops all"
            for p in (0, 0.3, 1):
                assert same(Dropout(p).eval()(typed).data, typed.data), "in eval x passes"
    for wrong in (-0.1, 1.1, 2):
        try:
            Dropout(wrong)
        except ValueError:
            continue
        raise AssertionError("a p that is no probability raises ValueError")

    dropout = Dropout(0.5, rng=np.random.default_rng(311))
    first = dropout(x).data
    dropout.eval()
    for _ in range(3):
        assert same(dropout(x).data, x.data), "nothing is dropped in eval"
    dropout.train()
    second = dropout(x).data
    twin = Dropout(0.5, rng=np.random.default_rng(311))
    assert same(twin(x).data, first), "the same seed, the same mask"
    assert same(twin(x).data, second), "a pass in eval uses up no random numbers"

    for dtype in ("float64", "float32"):
        number = Dropout(0.5, rng=np.random.default_rng(312))(Tensor(3.0, dtype=dtype))
        assert number.data.shape == () and number.item() in (0.0, 6.0), "a single number"
        assert number.data.dtype == dtype, "the dtype of a single number is kept"
        empty = Dropout(0.5)(Tensor(np.zeros((0, 4)), dtype=dtype))
        assert empty.data.shape == (0, 4) and empty.data.dtype == dtype, "no numbers at all"
        zeros = Dropout(0.5)(Tensor(np.zeros(20), dtype=dtype))
        assert same(zeros.data, np.zeros(20, dtype)), "zeros stay zeros"
    assert dropout.parameters() == [], "dropout has no parameters"
    assert set(vars(dropout)) == {"p", "rng", "training"}, "a forward pass keeps nothing"
    model = Layer()
    model.inside = [Dropout(0.5), Dropout(0.9)]
    model.eval()
    assert same(model.inside[1](model.inside[0](x)).data, x.data), "eval reaches it from outside"


hidden_dropout_modes()
### END HIDDEN TESTS


# %% [markdown]
"""
Here is what dropout does to a row of ones, three times, and what the average of many such rows comes
to. The more of them you average, the closer it is to the ones that went in.
"""


# %%
def watch_dropout(p=0.5, columns=40):
    """Rows after dropout, and the spread of the averages of many rows."""
    dropout = Dropout(p, rng=np.random.default_rng(0))
    ones = Tensor(np.ones((10_000, columns)))
    rows = dropout(ones).numpy()
    for row in rows[:3]:
        print("".join("█" if number else "·" for number in row))
    for count in (1, 10, 100, 1000, 10_000):
        average = rows[:count].mean(axis=0)
        print(f"average of {count:6,} rows: between {average.min():.2f} and {average.max():.2f}")


watch_dropout()

# %% [markdown]
"""
## One after the other

The last piece joins the others. `Sequential` gives its input to the first of its layers, the
result to the second, and so on:

```
              ┌─ Sequential ─────────────────────────────────────────────┐
              │                                                          │
      x  ─────┼──►[ Linear ]───►[ ReLU ]───►[ Dropout ]───►[ Linear ]────┼─────►  y
   (64, 784)  │        (64, 128)    (64, 128)      (64, 128)             │     (64, 10)
              │                                                          │
              └──────────────────────────────────────────────────────────┘
```

It asks one thing of its members: that they can be called. An activation from module 02 is welcome,
and a plain function, and another `Sequential`. The constructor puts them into a list, and because
you wrote `walk` so carefully, there is nothing to do about parameters and modes.
"""


# %% nbgrader={"grade_id": "sequential", "role": "solution"}
#| export
class Sequential(Layer):
    """Layers, or anything else that can be called, one after the other.

    layers  the list of its members

    >>> Sequential(lambda x: x + 1, lambda x: x * 2)(Tensor([1.0])).data.tolist()
    [4.0]
    """

    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x):
        """x -> what the last member makes of it; x itself if there are no members."""
        # TODO
        # HINT: a loop in which x becomes what a layer makes of x
        ### BEGIN SOLUTION
        for layer in self.layers:
            x = layer(x)
        return x
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_sequential", "role": "test", "points": 3}
def test_sequential():
    """In order, with activations and functions among the members, and one inside another."""
    first, last = Linear(3, 4), Linear(4, 2)
    model = Sequential(first, ReLU(), Dropout(0.5), last)
    model.eval()
    x = Tensor([[1.0, -2.0, 3.0]])
    want = last(ReLU()(first(x)))
    assert (model(x) - want).data.__abs__().max() < 1e-12, "one after the other"
    assert model.num_params() == 3 * 4 + 4 + 4 * 2 + 2, "the parameters of its members"
    nested = Sequential(model, lambda y: y * 2)
    assert (nested(x) - want * 2).data.__abs__().max() < 1e-12, "a network is a layer"
    assert Sequential()(x) is x, "no members: nothing happens"
    print("✅ Sequential")


test_sequential()


# %% nbgrader={"grade_id": "hidden_sequential", "role": "test", "points": 5}
# After you submit, this cell checks the order with members that do not commute, one member in two
# places, nesting, members added later, modes and parameters from outside, a batch of texts; that
# members are called (not only their forward), each once; that the list of members is left alone.
### BEGIN HIDDEN TESTS
def hidden_sequential():
    def off(got, want):
        return float((got.data - want.data).__abs__().max())

    assert off(Tensor([1.0]), Tensor([1.1])) > 0.09, "this cell's comparison sees a difference"
    calls = []

    def named(name, function):
        def call(x):
            calls.append(name)
            return function(x)

        return call

    model = Sequential(
        named("a", lambda x: x + 1), named("b", lambda x: x * 3), named("c", lambda x: x - 5)
    )
    assert isinstance(model, Layer), "Sequential is a Layer"
    assert model(Tensor([2.0])).data.tolist() == [4.0], "each member gets the result before it"
    assert calls == ["a", "b", "c"], "every member is called once, in order"
    assert len(model.layers) == 3, "the members are in the list layers"
    double = Sequential(named("d", lambda x: x * 2))
    assert Sequential(double, model, double)(Tensor([1.0])).data.tolist() == [8.0], "nesting"
    model.layers.append(double)
    assert model(Tensor([2.0])).data.tolist() == [8.0], "members that were added later"
    assert Sequential(model, Sequential())(Tensor([2.0])).data.tolist() == [8.0], "an empty member"

    rng = np.random.default_rng(313)
    square, drop = Linear(4, 4, rng=rng), Dropout(0.5, rng=rng)
    net = Sequential(square, Tanh(), drop, square, Sequential(GELU(), Linear(4, 2, rng=rng)))
    assert len(net.parameters()) == 4, "a member in two places has its parameters once"
    assert net.parameters()[0] is square.weight, "the parameters of the members, in order"
    for shape in ((4,), (3, 4), (2, 3, 4)):
        x = Tensor(rng.normal(size=shape))
        net.eval()
        assert drop.training is False, "eval reaches the members"
        want = net.layers[4].layers[1](GELU()(square(Tanh()(square(x)))))
        assert off(net(x), want) < 1e-12, "the same as by hand"
        net.train()
        assert drop.training is True, "train reaches the members"
        assert bool((net(x).data != want.data).any()), "dropout is active in training"
    net.eval()
    for tensor in (x, *net.parameters()):
        assert not goes_around(lambda: net(x), tensor), "compute with methods of Tensor"
    assert len(net.layers) == 5, "the list of members is left alone"


hidden_sequential()
### END HIDDEN TESTS


# %% [markdown]
"""
### A network from a list of sizes

The most common network has a name of its own, the *multilayer perceptron*, MLP: Linear layers with
an activation between each two of them. Its shape is a list of sizes: `[784, 128, 10]` is the
network of the first picture, without dropout. Write a function that builds one. Mind the
end: after the *last* Linear there is no activation. It gives scores, which may be of any sign.

```
     mlp([784, 128, 64, 10], ReLU())

     Linear(784, 128)   ReLU   Linear(128, 64)   ReLU   Linear(64, 10)
            └── sizes 0, 1 ──┘        └─ sizes 1, 2 ─┘         └─ sizes 2, 3
```
"""


# %% nbgrader={"grade_id": "mlp", "role": "solution"}
def mlp(sizes, activation, rng=None):
    """A Sequential of Linear layers, sizes[0] -> sizes[1] -> ... -> sizes[-1].

    sizes       a list of at least two widths
    activation  called between each two Linear layers, not after the last one
    rng         the Generator for all weights
    """
    # TODO: collect the members in a list, then Sequential(*members).
    # HINT: zip(sizes[:-1], sizes[1:]) gives the pairs of widths.
    ### BEGIN SOLUTION
    members = []
    for in_features, out_features in zip(sizes[:-1], sizes[1:], strict=True):
        members += [Linear(in_features, out_features, rng=rng), activation]
    return Sequential(*members[:-1])
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_mlp", "role": "test", "points": 2}
def test_mlp():
    """The network of the picture."""
    relu = ReLU()
    model = mlp([784, 128, 64, 10], relu)
    assert [type(member).__name__ for member in model.layers] == ["Linear", "ReLU"] * 2 + [
        "Linear"
    ]
    assert model(Tensor(np.ones((5, 784)))).shape == (5, 10)
    assert model.num_params() == 784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10
    print("✅ a network from a list of sizes")


test_mlp()


# %% nbgrader={"grade_id": "hidden_mlp", "role": "test", "points": 3}
# After you submit, this cell builds networks of 2 to 6 sizes, also equal ones, compares with the
# products written out, checks that rng is used for all, that layers differ, that `sizes` is kept.
### BEGIN HIDDEN TESTS
def hidden_mlp():
    assert abs(np.ones(2) - 1.01).max() > 0.009, "this cell's comparison sees a difference"
    for sizes in ([3, 2], [4, 4, 4], [5, 1, 3], [2, 3, 4, 5, 6], [3, 3, 3, 3, 3, 3]):
        kept = list(sizes)
        bend = Tanh()
        model = mlp(sizes, bend, rng=np.random.default_rng(314))
        assert sizes == kept, "the list of sizes is left alone"
        assert type(model) is Sequential, "the network is a Sequential"
        linear = [member for member in model.layers if isinstance(member, Linear)]
        assert [layer.weight.shape for layer in linear] == list(
            zip(sizes[:-1], sizes[1:], strict=True)
        ), "one Linear for each two neighbours"
        assert all(layer.bias is not None for layer in linear), "every Linear has a bias"
        assert len(model.layers) == 2 * len(linear) - 1, "an activation between each two"
        assert all(member is bend for member in model.layers[1::2]), "the activation passed in"
        x = np.random.default_rng(315).normal(size=(4, sizes[0]))
        want = x
        for place, layer in enumerate(linear):
            want = want @ layer.weight.data + layer.bias.data
            want = want if place == len(linear) - 1 else np.tanh(want)
        assert abs(model(Tensor(x)).data - want).max() < 1e-12, "the products written out"
        twin = mlp(sizes, bend, rng=np.random.default_rng(314))
        for a, b in zip(model.parameters(), twin.parameters(), strict=True):
            assert abs(a.data - b.data).max() == 0, "the same seed, the same network"
        if sizes == [4, 4, 4]:
            assert abs(linear[0].weight.data - linear[1].weight.data).max() > 0, "layers differ"
    model = mlp((6, 6, 6), ReLU())
    first, second = model.layers[0].weight.data, model.layers[2].weight.data
    assert abs(first - second).max() > 0, "layers differ, also without a generator"


hidden_mlp()
### END HIDDEN TESTS


# %% [markdown]
"""
### Counting before building

A Linear layer from `in` to `out` features, with a bias, for a batch of n examples:

| | count |
|---|---|
| parameters | in · out + out |
| multiplications | n · in · out |
| numbers in the result | n · out |

Nobody designs a network without this arithmetic. Write it down as a function, for an MLP as built
above: how many parameters it has, how many multiplications one forward pass does (in the matrix
products; leave out biases and activations), and how many numbers its Linear layers put out. You
can do it without building the network, which matters if it does not fit into your computer.
"""


# %% nbgrader={"grade_id": "mlp_cost", "role": "solution"}
def mlp_cost(sizes, batch):
    """(parameters, multiplications, results) of mlp(sizes, ...) for a batch, as three ints.

    multiplications  in the matrix products of one forward pass
    results          numbers that the Linear layers put out in one forward pass
    """
    # TODO: three sums over the pairs of widths. Do not build the network.
    # HINT: the pairs as in mlp; the table says what each of them adds.
    ### BEGIN SOLUTION
    parameters = multiplications = results = 0
    for in_features, out_features in zip(sizes[:-1], sizes[1:], strict=True):
        parameters += in_features * out_features + out_features
        multiplications += batch * in_features * out_features
        results += batch * out_features
    return parameters, multiplications, results
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_mlp_cost", "role": "test", "points": 2}
def test_mlp_cost():
    """By hand, and a network that would not fit into your computer."""
    assert mlp_cost([784, 128, 10], 1) == (101_770, 101_632, 138)
    assert mlp_cost([784, 128, 10], 64) == (101_770, 6_504_448, 8832)
    assert mlp_cost([10**6, 10**6], 1) == (1_000_001_000_000, 10**12, 10**6)
    print("✅ the cost of a network")


test_mlp_cost()


# %% nbgrader={"grade_id": "hidden_mlp_cost", "role": "test", "points": 4}
# After you submit, this cell compares with networks that it builds, counts the numbers that come
# out of their layers, and tries batches of 1 to 1000.
### BEGIN HIDDEN TESTS
def hidden_mlp_cost():
    assert (1, 2) != (2, 1), "this cell's comparison sees a difference"
    for sizes in ([3, 2], [4, 4, 4], [5, 1, 3], [7, 3, 6, 2], [2, 3, 4, 5, 6]):
        kept = list(sizes)
        for batch in (1, 2, 5, 1000):
            members = [Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:], strict=True)]
            numbers = sum(
                math.prod(layer.weight.shape) + layer.weight.shape[1] for layer in members
            )
            results = sum(batch * layer.weight.shape[1] for layer in members)
            products = sum(batch * math.prod(layer.weight.shape) for layer in members)
            got = mlp_cost(sizes, batch)
            assert tuple(got) == (numbers, products, results), "parameters, products, results"
            assert [type(number) for number in got] == [int] * 3, "three ints"
            assert sizes == kept, "the list of sizes is left alone"


hidden_mlp_cost()
### END HIDDEN TESTS


# %% [markdown]
"""
Now look at a network from the inside. The next cell runs a batch through a network, member by member,
with the shape after each, its parameters, and the typical size of the numbers. The weights keep the
signal alive through twenty layers of different widths.
"""


# %%
def look_inside(model, x):
    """A line for each member of a Sequential: shape, parameters, size of the signal."""
    print("member        shape              parameters    typical size")
    for member in model.layers:
        x = member(x)
        count = member.num_params() if isinstance(member, Layer) else 0
        size = (x**2).mean().item() ** 0.5
        print(f"{type(member).__name__:12}  {x.shape!s:16} {count:12,} {size:15.2f}")
    print(f"{'together':12}  {'':16} {model.num_params():12,}")


rng = np.random.default_rng(0)
look_inside(mlp([784, 256, 128, 10], ReLU(), rng), Tensor(rng.normal(size=(64, 784))))
deep = mlp([100] + [100, 200] * 10 + [10], ReLU(), rng)
print(f"\nafter {len(deep.layers)} members: ", end="")
print(f"{(deep(Tensor(rng.normal(size=(64, 100)))) ** 2).mean().item() ** 0.5:.2f}")

# %% [markdown]
"""
## Computational complexity: width, and batch

So a forward pass through a Linear layer is O(n · in · out), and memory for its parameters is
O(in · out). Twice the width everywhere means four times the parameters and four times the work, but
only twice the results:

```
     width       parameters, width²                                    results, n · width

      64         █                                                     █
     128         ████                                                  ██
     256         ████████████████                                      ████
     512         ████████████████████████████████████████████████      ████████
                 ████████████████
```

### One example or many

The multiplications for 64 examples are 64 times those for one. Is the time, too? The weights are the
same for all examples, and they have to be fetched from memory once, whether one example uses them or
64. Measure what *one* example costs as the batch grows.
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


def to_float32(model):
    """Give the parameters of a model the dtype float32, in place."""
    for parameter in model.parameters():
        parameter.data = parameter.data.astype(np.float32)


def measure_batches(width=1024):
    """Microseconds for one example, in batches of several sizes."""
    layer = Linear(width, width, rng=np.random.default_rng(0))
    to_float32(layer)
    print("batch     microseconds an example         GFLOP/s")
    for batch in (1, 2, 4, 8, 16, 32, 64, 128, 256):
        x = Tensor(np.ones((batch, width), dtype=np.float32))
        seconds = best_time(layer, x) / batch
        bar = "█" * min(round(seconds * 1e6 / 10), 40)
        print(f"{batch:5d} {seconds * 1e6:18.1f} {2 * width**2 / seconds / 1e9:22.1f}   {bar}")


measure_batches()

# %% [markdown]
"""
With one example the layer waits for its weights: two operations for every weight that was fetched.
(If a batch of 2 costs *more* for an example than a batch of 1, you have found a seam: for a single
vector, BLAS has a routine of its own.)
In a batch each weight, once fetched, is used for every example, until the arithmetic units are the
limit. This is the reason for batches in training, and for the trouble that large language models
take to answer many users at the same time.

(`to_float32` above is worth a look. Four lines convert any network, however it is built, because
`parameters()` finds everything and returns the Tensors themselves.)

## Memory profiling: what stays and what passes

Parameters take the same memory whatever you do with the network. Results grow with the batch. Let us
watch both: the bytes of the parameters, and the bytes that a forward pass asks for at its worst
moment. For the last column every result is kept, as module 05 will have to do in order to learn.
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


def keep_all(model, x):
    """What every member of a Sequential puts out."""
    results = []
    for member in model.layers:
        x = member(x)
        results.append(x)
    return results


def measure_memory(width=512, layers=8):
    """Megabytes of parameters and of results, for batches of several sizes."""
    model = mlp([width] * (layers + 1), ReLU(), np.random.default_rng(0))
    to_float32(model)
    own = sum(parameter.nbytes for parameter in model.parameters()) / 1e6
    print("batch     parameters     forward, peak     all results kept   (megabytes)")
    for batch in (1, 16, 64, 256, 1024):
        x = Tensor(np.ones((batch, width), dtype=np.float32))
        peak = allocated(lambda: model(x))[0] / 1e6  # noqa: B023
        held = allocated(lambda: keep_all(model, x))[1] / 1e6  # noqa: B023
        bars = "▓" * round(own) + "█" * round(held)
        print(f"{batch:5d} {own:14.1f} {peak:17.2f} {held:20.2f}   {bars}")
    print("▓ parameters   █ all results kept")


measure_memory()

# %% [markdown]
"""
A pass in use needs room for a few results at a time: each is thrown away when the next one is there.
Keeping them is another matter, and it grows with depth *and* batch. Somewhere in the table the results
overtake the parameters. For image networks, whose parameters are few and whose results are large,
that point comes at very small batches.

## In production systems

PyTorch's counterpart of `Layer` is `nn.Module`, and the resemblance is not by chance:

```
     ours                               PyTorch

     ┌──────────────────────────┐       ┌─────────────────────────────────────────┐
     │ Layer                    │       │ nn.Module                               │
     │   __call__ ─► forward    │       │   __call__ ─► hooks ─► forward ─► hooks │
     │   walk()                 │       │   modules()                             │
     │   parameters()           │       │   parameters(), named_parameters()      │
     │   train()  eval()        │       │   train(mode)  eval()                   │
     └────────────▲─────────────┘       └────────────────────▲────────────────────┘
     ┌────────────┴─────────────┐       ┌────────────────────┴────────────────────┐
     │ Linear      weight (in,  │       │ nn.Linear      weight (out, in)         │
     │                     out) │       │ nn.Dropout     nn.Sequential    ...     │
     └──────────────────────────┘       └─────────────────────────────────────────┘
```

**How it finds parameters.** Our `walk` searches the attributes each time. `nn.Module` notices when an
attribute is *set*: its `__setattr__` registers parameters (a class of their own, `nn.Parameter`), modules
and buffers in dictionaries. That gives every parameter a name, such as `2.weight`, under which it is
stored in a file. And it has a famous trap: a plain Python list of modules is *not* seen, and its
parameters never learn. One has to use `nn.ModuleList`. Ours opens lists.

**(out, in).** PyTorch stores the weight the other way round and computes `x @ weight.T`. The reason
is history and the layout that matrix libraries preferred. If you load weights from PyTorch into
your `Linear`, transpose them, and be careful: a square matrix fits either way.

**Initialisation.** `nn.Linear` draws uniformly, with a smaller spread than ours. It is a default from
before He's rule, kept so that old results can be reproduced; serious projects set their own.

**Dropout** is one kernel there, which makes the random numbers on the fly. Large language models are
often trained without it: they see each text about once, and there is nothing to learn by heart.

**Forgetting `model.eval()`** is among the most common bugs of all. The model works, a little worse
than it should, and gives another answer each time.
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
    test_initial_weights()
    test_linear()
    test_walk()
    test_parameters()
    test_num_params()
    test_modes()
    test_dropout()
    test_sequential()
    test_mlp()
    test_mlp_cost()
    print("\n🎉 your layers are ready for module 04")


if __name__ == "__main__":
    run_all_tests()

# %% [markdown]
"""
## 🤔 ML Systems Thinking

Three questions, five points each, read by a person. Three to six sentences are enough; a number
that you computed is worth more than an adjective. Add cells to try things out.

### 1. All alike

Somebody initialises both layers of `mlp([2, 3, 1], ReLU())` with weights that are all 0.5.

```
              ┌──────┐
      x₁ ──┬─►│  h₁  ├──┐         all arrows have the weight 0.5
           │  ├──────┤  │
           ├─►│  h₂  ├──┼──► y
           │  ├──────┤  │
      x₂ ──┴─►│  h₃  ├──┘
              └──────┘
```

Compute h and y for x = (1, 3). What can this network compute that one with a single hidden unit
cannot? Learning changes each weight according to what comes into it and to what its output is
used for: will the three units become different in time? Why is it no problem that all *biases*
begin at zero? And what would be worse about 0 in place of 0.5?
"""

# %% [markdown] nbgrader={"grade_id": "think_all_alike", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
h₁ = h₂ = h₃ = relu(0.5 · 1 + 0.5 · 3) = 2, and y = 3 · 0.5 · 2 = 3. The three units always have the
same value, so y is 1.5 times one of them: nothing that one hidden unit with the outgoing weight 1.5
could not compute. Each unit gets the same inputs and its output is used in the same way, so the
change of its weights is the same as that of the others; they stay alike for ever, in whatever many
steps. Random weights break the symmetry. Biases may begin equal, because units with different
weights already give different outputs and so are changed differently. With 0 everything is even
worse: all h are 0 and y is 0 for every x; the outgoing weights see only zeros coming in, and the
incoming ones lead to an output that is multiplied by zero, so (with ReLU at 0) nothing changes at all.

Mark scheme: 1 point for h = 2 and y = 3; 1 for "no more than one unit"; 1 for staying alike, with
the reason that inputs and use are the same; 1 for biases, since the weights already break the
symmetry; 1 for zero weights: no signal, hence nothing to learn from.
### END SOLUTION
"""

# %% [markdown]
"""
### 2. How large a batch?

A layer `Linear(4096, 4096, bias=False)` in float32 runs on a chip that does 10¹³ operations a second
and whose memory delivers 10¹² bytes a second. Count a multiplication and its addition as two
operations; of the memory traffic, count only the weights, which are read once for each batch.

```
     time
       ▲                                            ╱  arithmetic:  ?  for each example
       │                                        ╱
       │                                    ╱
       │────────────────────────────────╳───────────   memory:  ?  for each batch
       │                            ╱
       │                        ╱
       └────────────────────────┴───────┴──────────►  batch
                                        ?
```

Fill in the three question marks (times in microseconds, and the batch at which both times are
equal). How long does a batch of 1 take, and a batch of 16, if the slower of the two decides? What
does the answer mean for somebody who serves a language model to many users? What would weights in
8 bits in place of 32 change, at a batch of 1 and at a batch of 1000?
"""

# %% [markdown] nbgrader={"grade_id": "think_batch", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
The weights are 4096 · 4096 = 16,777,216 numbers, 67,108,864 bytes: 67.1 microseconds for each
batch. One example needs 2 · 16,777,216 = 33,554,432 operations: 3.36 microseconds. Both are equal for
67.1 / 3.36 = 20 examples. A batch of 1 takes 67 microseconds, and so does a batch of 16
(16 · 3.36 = 53.7 is less than 67.1): 15 more examples for nothing. Whoever serves a model should
collect requests from about 20 users and compute them together; beyond that the time grows with
the batch, and waiting for more requests gains nothing. With 8 bits a quarter of the bytes is read:
at a batch of 1, four times as fast (16.8 microseconds, memory-bound); at 1000 it changes nothing
(3.4 milliseconds of arithmetic), unless the arithmetic units are faster in 8 bits, too.

Mark scheme: 2 points for 67 and 3.4 microseconds (1 each); 1 for the batch of 20 and for 67
microseconds at both 1 and 16; 1 for the consequence: collect requests, up to about that number;
1 for 8 bits: about four times as fast when memory-bound, no gain when compute-bound.
### END SOLUTION
"""

# %% [markdown]
"""
### 3. One layer in two places

A translation model uses one table to read words and the same table, transposed, to write them.
A colleague's version of `parameters()` returns a list in which shared Tensors appear as often as they
are found.

```
                    ┌─────────────────────┐
      words ───────►│                     │
                    │  table (50000, 512) │───────► inner layers ───────┐
                    │                     │                             │
      scores ◄──────│  the same, .T       │◄────────────────────────────┘
                    └─────────────────────┘
```

How many numbers does the table have, and how many megabytes in float32? What is wrong with
`num_params()` in the colleague's version? What happens in an optimizer that does
`p.data = p.data - step` for each p in the list? Another colleague returns *copies* of the Tensors:
what happens there, and how would you notice? Finally, name one property of a parameter that makes
`id(...)` the right way to tell whether two are the same, and comparing their numbers the wrong one.
"""

# %% [markdown] nbgrader={"grade_id": "think_shared", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
50,000 · 512 = 25,600,000 numbers, 102,400,000 bytes, about 102 MB. Counted twice, num_params() is
25.6 million too large (and an estimate of memory made from it 102 MB, or with an optimizer's own
arrays even more). The optimizer moves the table twice in every step, which is a step twice as large
for these numbers alone: learning is uneven or unstable, without an error. With copies the optimizer
changes numbers that no layer uses: the loss stays exactly where it is. One notices by comparing a
layer's weight before and after a step, or by `model.parameters()[0] is model.layers[0].weight`.
A parameter is a *place* that is changed, not a value. Two layers with equal numbers (two biases that
both begin at zero, say) will be changed differently and are two parameters; one object in two places
is one parameter. Identity says which is the case, numbers do not.

Mark scheme: 1 point for 25.6 million and 102 MB, with the count that is too large; 1 for the double
step; 1 for copies: nothing is learned; 1 for a way to notice it; 1 for identity, with equal
numbers in different parameters (such as zero biases) as the counter-example.
### END SOLUTION
"""

# %% [markdown]
"""
## 🎯 Module Summary

You can build networks of any depth now:

```
   ┌─ Layer ──────────────────────────────────────────────────────────────┐
   │  layer(x)        forward                                             │
   │  walk()          itself and everything inside, each once             │
   │  parameters()    all Tensors that can be learned, each once          │
   │  num_params()    how many numbers that is                            │
   │  train() eval()  switch everything inside                            │
   ├──────────────────────────────────────────────────────────────────────┤
   │  Linear          x @ weight + bias                                   │
   │  Dropout         noise in training, nothing in use                   │
   │  Sequential      one after the other                                 │
   └──────────────────────────────────────────────────────────────────────┘
```

What stays true beyond this module:

- **A network of layers is a layer.** One small protocol, and size does not matter any more.
- **Scale random weights by √(2 / in).** Each layer multiplies the signal, and a factor a little off
  one, to the power of fifty, is nothing or everything.
- **A parameter is an object, not a value.** Hand over the object itself, and once.
- **Training and use are two modes.** Whoever forgets to switch gets no error, only worse answers.
- **Parameters grow with width squared, results with width and batch.** Do the arithmetic before you
  build; a batch is what makes the fetching of weights worth while.

In **module 04** you say how wrong a prediction is, in one number. Then everything is in place for a
network to learn.
"""
