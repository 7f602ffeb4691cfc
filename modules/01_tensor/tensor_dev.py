# %% [markdown]
"""
# Module 01: Tensor

**Learning Objectives:**
- Build `Tensor`, the array that every later module of this course computes with
- Explain what happens in memory: one buffer, its shape and strides, views and copies, dtypes
- Predict which shapes work together, which fail, and which silently give the wrong answer
- Measure what an operation costs in bytes and in seconds, and say why

Plan 3 to 5 hours. The module has 100 points:

| part | you build | points |
|---|---|---|
| Construction | `Tensor(...)`, `shape`, `nbytes`, `item()`, `numpy()`, printing | 12 |
| Arithmetic | the broadcasting rule, then `+ * - / **`, with numbers on either side | 20 |
| Matrix products | `@`, first by hand, then for every shape | 15 |
| Elementwise math | `exp`, `log`, `tanh`, `maximum` | 10 |
| Reductions | `sum`, `mean`, `max` | 15 |
| Shape and index | `reshape`, `transpose`, `[...]` | 13 |
| Thinking | three questions about what you built, in your own words | 15 |
"""

# %% [markdown]
"""
## What we are building, and why

Suppose that you have 64 pictures of handwritten digits, 784 pixels each, and want ten scores
for every picture: how much does it look like a 0, a 1, ... a 9? The simplest model that
learns this multiplies the pixels by a table of weights and adds ten offsets:

```
      images             weights            bias               scores
   ┌───────────┐      ┌───────────┐      ┌─────────┐       ┌────────────┐
   │ (64, 784) │  @   │ (784, 10) │  +   │  (10,)  │   =   │  (64, 10)  │
   └───────────┘      └───────────┘      └─────────┘       └────────────┘
```

In code that is one line, and it is the line this module exists for:

```python
scores = images @ weights + bias
```

No loop is in sight, although half a million multiplications hide behind the `@`. The `+` adds
ten numbers to 64 rows without being told how. Making a line like this mean the right thing,
for every shape, quickly, and without surprises, is the job of the class you are about to
write. It is called **Tensor**: a block of numbers with any number of axes.

```
   number        vector            matrix                 a stack of matrices
                                                           ┌───┬───┬───┐
                                  ┌───┬───┬───┐          ┌─┴─┬─┴─┬─┴─┐ │
     ┌───┐     ┌───┬───┬───┐      │ 1 │ 2 │ 3 │          │ 1 │ 2 │ 3 ├─┤
     │ 7 │     │ 1 │ 2 │ 3 │      ├───┼───┼───┤          ├───┼───┼───┤ │
     └───┘     └───┴───┴───┘      │ 4 │ 5 │ 6 │          │ 4 │ 5 │ 6 ├─┘
                                  └───┴───┴───┘          └───┴───┴───┘
   shape ()    shape (3,)         shape (2, 3)           shape (2, 2, 3)
```

You might ask why we do not simply use numpy, which has all of this. In fact we do: numpy will
hold our numbers and run our inner loops, just as PyTorch leaves its inner loops to compiled
kernels. What numpy cannot give us is a class of *our own*, where we decide what an operation
means: when data is copied, which dtype comes out, which mistakes are refused. And in module 05
we will want every operation to leave a record of what it did. Such a record needs a place to be
kept, and that place is the class below.

```
   ┌───────────────────────────────────────────────────────────────────┐
   │  06 .. 17   training · convolution · attention · a small GPT      │
   ├───────────────────────────────────────────────────────────────────┤
   │  05         autograd: this same Tensor learns to differentiate    │
   ├─────────────────────┬─────────────────────┬───────────────────────┤
   │  02  activations    │  03  layers         │  04  losses           │
   ├─────────────────────┴─────────────────────┴───────────────────────┤
   │  01         Tensor                              ◄── you are here  │
   └───────────────────────────────────────────────────────────────────┘
```

**How this notebook works.** Read from top to bottom. Where a cell says `YOUR CODE HERE`,
write your code in place of `raise NotImplementedError()`; it is rarely more than a few lines.
The cell after it tests what you wrote: run it at once. After most pieces there is also a cell
that is almost empty, with a comment that begins "After you submit": it lists what a larger,
hidden test will look at. Read those comments. They are the rest of the specification.

Two more things that you will meet. A first line `#| export` says that the cell becomes part of
the package `tinytorch`, which your later notebooks import; leave it where it is. And a test cell
that prints a warning counts as failed, so take warnings seriously.
"""

# %% nbgrader={"grade_id": "tensor_imports", "role": "given"}
#| export
import builtins

import numpy as np

# %% nbgrader={"grade_id": "tensor_tools", "role": "given"}
# For the measurements in this notebook; the library itself needs none of them.
import sys
import time
import tracemalloc

# %% [markdown]
"""
## From nested lists to one buffer

Python already has a way to write a matrix: a list of lists. Before we build something else we
should know what is wrong with it, and the way to know is to measure. The next cell doubles the
same numbers, once in a list and once in a numpy array.
"""


# %%
def list_against_array(n=300_000):
    """Memory and time of `n` floats, in a list and in an array."""
    numbers = [float(i) for i in range(n)]
    array = np.array(numbers)

    start = time.perf_counter()
    [2.0 * number for number in numbers]
    list_seconds = time.perf_counter() - start
    start = time.perf_counter()
    2.0 * array
    array_seconds = time.perf_counter() - start

    list_bytes = sys.getsizeof(numbers) + n * sys.getsizeof(1.0)
    print(f"{n:,} floats       bytes a number    nanoseconds to double one")
    print(f"list of floats  {list_bytes / n:17.1f} {list_seconds / n * 1e9:28.1f}")
    print(f"numpy array     {array.nbytes / n:17.1f} {array_seconds / n * 1e9:28.1f}")


list_against_array()

# %% [markdown]
"""
Where do the extra bytes and nanoseconds come from? A list does not hold numbers. It holds the
*addresses* of number objects, each of which carries its type and a reference count with it,
somewhere else in memory. To double one, Python follows the address, asks the object what it
is, and makes a new object. An array puts the bare numbers side by side:

```
   list    ┌─────┬─────┬─────┐
           │  •  │  •  │  •  │     8 bytes each: where to look
           └──┼──┴──┼──┴──┼──┘
              ▼     ▼     ▼
            ┌───┐ ┌───┐ ┌───┐
            │1.0│ │2.0│ │3.0│     24 bytes each: type, count, value
            └───┘ └───┘ └───┘

   array   ┌─────┬─────┬─────┐
           │ 1.0 │ 2.0 │ 3.0 │     8 bytes each: the value
           └─────┴─────┴─────┘
```

Our Tensor is built on the second picture. It keeps one attribute, `data`: a numpy array, which
is a **buffer** (a flat run of bytes) plus a short note on how to read it:

```
   Tensor([[1., 2., 3.],
           [4., 5., 6.]])

   data ──►  buffer   ┌────┬────┬────┬────┬────┬────┐
                      │ 1. │ 2. │ 3. │ 4. │ 5. │ 6. │
                      └────┴────┴────┴────┴────┴────┘
             dtype    float64     every number takes 8 bytes
             shape    (2, 3)      2 rows of 3
             strides  (24, 8)     24 bytes to the next row, 8 to the next column
```

The buffer knows nothing about rows. Remember that: near the end of the module we shall
reshape and transpose this matrix without moving a single number.
"""

# %% [markdown]
"""
### A class that grows

Our class will have more than thirty methods. Written in one cell they would be a wall of code
with one big test at its end. We want the opposite: write one method, test it, go on. Python makes
this easy, because a method is nothing more than a function stored on a class:

```python
def __len__(self):
    ...

Tensor.__len__ = __len__     # from now on, len(tensor) works
```

The helper below does this with a decorator, so that a method can have a cell of its own:

```python
@extend(Tensor)
def __len__(self):
    ...
```

A decorator receives the function that is defined under it, and whatever it returns takes that
function's name. Ours stores the function on the class. It then has to return *something*, and
here is a trap worth seeing: after `@extend(Tensor) def sum(self): ...` the plain name `sum`
would mean our method, in the whole notebook, and Python's own `sum([1, 2])` would be gone. So
`extend` hands the built-in function back where there is one.

(Decorators are applied from the bottom up. Where you see `@property` under `@extend(Tensor)`,
the function is made a property first, and the property is then stored on the class.)

Changing a class that already exists is a strong tool. In module 05 we will use it for
something bigger than tidiness.
"""


# %% nbgrader={"grade_id": "tensor_extend", "role": "given"}
#| export
def extend(cls):
    """A decorator that makes the function (or property) below it a method of `cls`."""

    def attach(method):
        name = method.fget.__name__ if isinstance(method, property) else method.__name__
        setattr(cls, name, method)
        return getattr(builtins, name, method)  # `sum` stays Python's sum outside the class

    return attach


# %% [markdown]
"""
### The constructor: take a copy, know your dtype

`Tensor(data)` has to accept a number, nested lists, a numpy array, or another Tensor. numpy can
turn all of them into an array; two decisions are left to us.

**Whose numbers are they?** `np.asarray(array)` returns the *same* array when it is given one.
The Tensor would then share its numbers with whoever made the array, and a change on one side
would show up on the other, perhaps days later and far away. `np.array(array)` copies.

```
   shared                                a copy

   prices ───┐                           prices ──►  ┌────┬────┐
             ├──►  ┌────┬────┐                       │ 3. │ 4. │
   t.data ───┘     │ 3. │ 4. │                       └────┴────┘
                   └────┴────┘           t.data ──►  ┌────┬────┐
                                                     │ 3. │ 4. │
                                                     └────┴────┘
   prices[0] = 99.  changes t            prices[0] = 99.  does not
```

Our rule: **a new Tensor owns its numbers.** It costs one copy at the door and saves a whole
family of bugs.

**What kind of numbers are they?** The dtype decides how many bytes a number takes and how
precise it is. We keep what we are given, because whoever chose it had a reason: float32 is
what networks are trained in, float64 is what we check them in, and integers are labels and
indices, which must not become 3.0000001. `dtype=` asks for a conversion.

| you write | dtype | bytes a number |
|---|---|---|
| `Tensor([1.0, 2.0])` | float64 (Python's own float) | 8 |
| `Tensor([1, 2])` | int64 | 8 |
| `Tensor(np.ones(3, dtype=np.float32))` | float32, as it came | 4 |
| `Tensor([1, 2], dtype=np.float32)` | float32, because you asked | 4 |
| `Tensor("cat")`, `Tensor(None)` | TypeError: not numbers | |

That last row matters. numpy will happily make an array of strings, or of arbitrary Python
objects, and fail much later in some innocent addition. Every dtype has a one-letter `kind`:
`"b"` for booleans, `"i"` and `"u"` for integers with and without sign, `"f"` for floats.
Anything else is not for us.

(You will notice the line `__array_ufunc__ = None`. It is a message to numpy, and it gets its
explanation in the section on arithmetic, once you can see what goes wrong without it.)
"""


# %% nbgrader={"grade_id": "tensor_init", "role": "solution"}
#| export
class Tensor:
    """A block of numbers with any number of axes.

    data   a number, nested lists, a numpy array or another Tensor; always copied
    dtype  the kind of numbers to hold; without it the kind that `data` has

    Raises TypeError when `data` does not consist of numbers.

    >>> Tensor([[1, 2, 3], [4, 5, 6]]).data.shape
    (2, 3)
    """

    # numpy must leave arithmetic with a Tensor to the Tensor.
    __array_ufunc__ = None

    def __init__(self, data, dtype=None):
        # TODO: keep a copy of `data`, as a numpy array, in self.data.
        # HINT: when `data` is a Tensor, the numbers you want are in its own `.data`.
        # HINT: np.array takes a dtype too. Then look at the kind of what you got:
        #   array.dtype.kind must be one of the letters in "biuf".
        ### BEGIN SOLUTION
        if isinstance(data, Tensor):
            data = data.data
        array = np.array(data, dtype=dtype)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"a Tensor holds numbers, not {array.dtype}")
        self.data = array
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_init", "role": "test", "points": 1}
def test_tensor_init():
    """Numbers, lists and arrays become Tensors that own their numbers."""
    assert isinstance(Tensor([1.0, 2.0]).data, np.ndarray), "data is a numpy array"
    assert Tensor([[1.0, 2.0], [3.0, 4.0]]).data.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert Tensor(7).data.tolist() == 7, "a single number works too"

    prices = np.array([3.0, 4.0])
    t = Tensor(prices)
    prices[0] = 99.0
    assert t.data.tolist() == [3.0, 4.0], "the Tensor shares its numbers with the array"

    try:
        Tensor("cat")
    except TypeError:
        pass
    else:
        raise AssertionError("a string is not a number: TypeError expected")
    print("✅ a Tensor holds numbers of its own")


test_tensor_init()


# %% nbgrader={"grade_id": "hidden_tensor_init", "role": "test", "points": 4}
# After you submit, this cell checks
#   - numbers, nested lists, arrays of 0 to 4 axes (one may have length 0), other Tensors
#   - that array and Tensor never share memory, also when dtype= is the dtype it has already
#   - that floats, integers and booleans of every width keep their dtype; that dtype= converts
#   - that strings, None, objects and complex numbers are refused with TypeError
#   - that the class knows nothing yet that belongs to a later module
### BEGIN HIDDEN TESTS
def hidden_tensor_init():
    def equal(a, b):
        return a.shape == b.shape and a.dtype == b.dtype and bool((a == b).all())

    assert not equal(np.ones(2), np.zeros(2)), "this cell's comparison sees a wrong number"
    assert not equal(np.ones(1), np.ones(1, np.float32)), "this cell's comparison sees a dtype"

    rng = np.random.default_rng(101)
    for dtype in ("float64", "float32", "float16", "int64", "int32", "int8", "uint8", "bool"):
        for shape in ((), (1,), (4,), (0,), (2, 3), (3, 0, 2), (2, 1, 3, 2)):
            array = np.array(rng.integers(0, 2, shape) * 3, dtype=dtype)
            before = array.copy()
            t = Tensor(array)
            assert type(t.data) is np.ndarray, "data is a numpy array, also for one number"
            assert t.data.dtype == array.dtype, "the dtype of an array is kept"
            assert equal(t.data, before), "the numbers and the shape are kept"
            assert not np.shares_memory(t.data, array), "the Tensor owns its numbers"
            again = Tensor(array, dtype=array.dtype)
            assert not np.shares_memory(again.data, array), "a copy is taken with dtype= too"
            other = Tensor(t)
            assert type(other.data) is np.ndarray and equal(other.data, before), (
                "a Tensor can be made from a Tensor"
            )
            assert not np.shares_memory(other.data, t.data), "a Tensor of a Tensor is a copy"
            assert equal(array, before), "the array that was passed in is left alone"

    big = rng.normal(size=(4, 6))
    for view in (big[::2, 1:], big.T, big[::-1]):
        assert equal(Tensor(view).data, view.copy()), "a slice of an array is taken as it looks"
    assert Tensor([1, 2]).data.dtype.kind == "i", "a list of integers gives integers"
    assert Tensor([1, 2.5]).data.dtype == np.float64, "Python floats are float64"
    assert Tensor(3.0).data.shape == (), "a number has no axes"
    assert Tensor([True, False]).data.dtype == np.bool_, "booleans stay booleans"
    assert Tensor([[], []]).data.shape == (2, 0), "lists may be empty"

    assert equal(Tensor([1, 2], dtype=np.float32).data, np.array([1, 2], np.float32)), (
        "dtype= converts integers"
    )
    assert equal(Tensor([1.5, -2.5], dtype="float32").data, np.array([1.5, -2.5], np.float32)), (
        "dtype= takes a name as well"
    )
    assert equal(Tensor(Tensor([1.0, 2.0]), dtype=np.int64).data, np.array([1, 2])), (
        "dtype= converts a Tensor"
    )
    assert Tensor([1.0, 2.0], np.float32).data.dtype == np.float32, "dtype is the second argument"
    for junk in ("cat", ["1", "2"], None, [None], object(), {"a": 1}, 1 + 2j, [b"x"]):
        try:
            Tensor(junk)
        except TypeError:
            continue
        raise AssertionError("what is not a real number is refused with TypeError")

    t = Tensor([1.0, 2.0])
    later = ("grad", "requires_grad", "backward", "grad_fn")
    assert not [name for name in later if name in dir(t)], "the class is pure data"
    try:
        Tensor([1.0], requires_grad=True)
    except TypeError:
        pass
    else:
        raise AssertionError("the constructor takes data and dtype, nothing else")


hidden_tensor_init()
### END HIDDEN TESTS

# %% [markdown]
"""
### Asking a Tensor about itself

What is your shape? It is tempting to answer once and for all, with `self.shape = array.shape`
in the constructor. But `data` can be replaced later (an optimizer will do so at every step),
and then the stored shape is a lie that nobody notices. A **property** looks like an attribute
and runs like a method: `t.shape`, without parentheses, asks the array *now*.
"""


# %% nbgrader={"grade_id": "tensor_shape", "role": "solution"}
#| export
@extend(Tensor)
@property
def shape(self):
    """The length of every axis, as a tuple: () for a number, (2, 3) for 2 rows of 3."""
    # TODO: answer with what the array in self.data says at this moment.
    ### BEGIN SOLUTION
    return self.data.shape
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_shape", "role": "test", "points": 1}
def test_tensor_shape():
    """The shape is that of the data, also after the data has changed."""
    t = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert t.shape == (2, 3), "two rows of three"
    t.data = np.zeros((5, 1))
    assert t.shape == (5, 1), "the shape is out of date after t.data was replaced"
    print("✅ shape")


test_tensor_shape()

# %% [markdown]
"""
Three more questions follow the same pattern, so here they are, ready-made.
"""


# %% nbgrader={"grade_id": "tensor_questions", "role": "given"}
#| export
@extend(Tensor)
@property
def ndim(self):
    """How many axes there are."""
    return self.data.ndim


@extend(Tensor)
@property
def size(self):
    """How many numbers there are."""
    return self.data.size


@extend(Tensor)
@property
def dtype(self):
    """The kind of the numbers, such as float32."""
    return self.data.dtype


# %% [markdown]
"""
And one for you, because memory will be a subject all through this course: how many bytes do the
numbers take? You have all the parts. There are `size` numbers, and a dtype knows the bytes that
one of them takes: `dtype.itemsize`.

```
   dtype      itemsize   Tensor of shape (2, 3)
   float64    8          ████████ ████████ ████████ ████████ ████████ ████████   48 bytes
   float32    4          ████ ████ ████ ████ ████ ████                           24 bytes
   int8       1          █ █ █ █ █ █                                              6 bytes
```
"""


# %% nbgrader={"grade_id": "tensor_nbytes", "role": "solution"}
#| export
@extend(Tensor)
@property
def nbytes(self):
    """How many bytes the numbers take."""
    # TODO: compute it from the number of numbers and the bytes of one.
    ### BEGIN SOLUTION
    return self.size * self.dtype.itemsize
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_nbytes", "role": "test", "points": 1}
def test_tensor_nbytes():
    """Half the bytes for half the precision."""
    double = Tensor(np.ones((2, 3)))
    single = Tensor(np.ones((2, 3)), dtype=np.float32)
    assert double.nbytes == 48, "six numbers of 8 bytes"
    assert single.nbytes == 24, "six numbers of 4 bytes"
    print("✅ nbytes")


test_tensor_nbytes()


# %% nbgrader={"grade_id": "hidden_tensor_questions", "role": "test", "points": 1}
# After you submit, this cell asks for shape and nbytes of Tensors of every dtype and of 0 to 4
# axes, of empty ones, and again after their data has been replaced.
### BEGIN HIDDEN TESTS
def hidden_tensor_questions():
    assert (2, 3) != (3, 2), "this cell's comparison sees a wrong shape"
    for dtype in ("float64", "float32", "int64", "int32", "int16", "uint8", "bool"):
        for wanted in ((), (0,), (5,), (2, 3), (4, 1, 2), (2, 2, 2, 3)):
            t = Tensor(0.0)
            t.data = np.zeros(wanted, dtype)
            for _ in range(2):
                assert type(t.shape) is tuple and t.shape == wanted, "shape, for any data"
                assert t.nbytes == t.data.size * t.data.itemsize, "nbytes, for any dtype and size"
                assert type(t.nbytes) is int, "nbytes is a whole number, an int"
                wanted = (*wanted, 2)
                t.data = np.zeros(wanted, "int16")
    t = Tensor([1.0])
    t.data = np.zeros((6, 8))[::2, ::2]
    assert t.shape == (3, 4), "shape of a slice"
    assert t.nbytes == 96, "nbytes counts the numbers of a slice, not what lies between them"


hidden_tensor_questions()
### END HIDDEN TESTS


# %% [markdown]
"""
### Getting numbers out again

Two doors lead out. `item()` is for a Tensor with exactly one number, such as a loss: it
returns a plain Python number. `numpy()` is for everything else: plotting, saving, comparing.
First the narrow door.
"""


# %% nbgrader={"grade_id": "tensor_item", "role": "solution"}
#| export
@extend(Tensor)
def item(self):
    """The only number of this Tensor, as a Python number.

    Raises ValueError when there are more numbers than one, or none.

    >>> Tensor([[2.5]]).item()
    2.5
    """
    # TODO: arrays have a method for this, which raises the right error too.
    ### BEGIN SOLUTION
    return self.data.item()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_item", "role": "test", "points": 1}
def test_tensor_item():
    """One number comes out as a number; several do not."""
    assert Tensor(2.5).item() == 2.5
    assert type(Tensor([[3]]).item()) is int, "a plain Python number, without numpy around it"
    try:
        Tensor([1.0, 2.0]).item()
    except ValueError:
        pass
    else:
        raise AssertionError("two numbers are not one: ValueError expected")
    print("✅ item")


test_tensor_item()


# %% [markdown]
"""
Now the wide one. Should `numpy()` return the very array that the Tensor lives on, or a copy?
PyTorch returns the shared memory, for speed. We prefer the rule from before, in the other
direction: **what you get is yours**, write into it as you like. Code that wants the live
array, because it means to change it, says so by writing `t.data`.
"""


# %% nbgrader={"grade_id": "tensor_numpy", "role": "solution"}
#| export
@extend(Tensor)
def numpy(self):
    """The numbers as a numpy array of your own: changing it does not change the Tensor."""
    # TODO: return an array that shares no memory with self.data.
    ### BEGIN SOLUTION
    return self.data.copy()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_numpy", "role": "test", "points": 1}
def test_tensor_numpy():
    """The array that comes out can be changed freely."""
    t = Tensor([1.0, 2.0])
    array = t.numpy()
    assert array.tolist() == [1.0, 2.0]
    array[0] = 99.0
    assert t.data.tolist() == [1.0, 2.0], "writing into the array changed the Tensor"
    print("✅ numpy")


test_tensor_numpy()


# %% nbgrader={"grade_id": "hidden_tensor_access", "role": "test", "points": 1}
# After you submit, this cell checks item() on one number in any shape and dtype, and its error
# on none and on many; and numpy() on 0 to 3 axes: same dtype, same numbers, an array always.
### BEGIN HIDDEN TESTS
def hidden_tensor_access():
    assert not (np.ones(2) == np.zeros(2)).any(), "this cell's comparison sees a wrong number"
    for shape in ((), (1,), (1, 1), (1, 1, 1)):
        for dtype, kind in (("float64", float), ("float32", float), ("int8", int), ("bool", bool)):
            t = Tensor(0.0)
            t.data = np.ones(shape, dtype)
            assert type(t.item()) is kind, "item() gives a plain Python number of the same kind"
            assert t.item() == 1, "item() gives the number itself"
    assert Tensor(-0.125).item() == -0.125, "item() gives the number itself"
    for many in (np.ones(2), np.ones((2, 1)), np.ones(0)):
        try:
            Tensor(many).item()
        except ValueError:
            continue
        raise AssertionError("item() of none or several numbers is a ValueError")

    for shape in ((), (0,), (3,), (2, 3), (2, 1, 2)):
        for dtype in ("float64", "float32", "int64", "bool"):
            t = Tensor(0.0)
            t.data = np.ones(shape, dtype)
            array = t.numpy()
            assert type(array) is np.ndarray, "numpy() gives an array, also for one number"
            assert array.dtype == t.data.dtype, "numpy() keeps the dtype"
            assert array.shape == shape and bool((array == t.data).all()), "numpy() keeps all"
            assert not np.shares_memory(array, t.data), "numpy() gives a copy"


hidden_tensor_access()
### END HIDDEN TESTS


# %% [markdown]
"""
The last piece of construction is the one you will look at most often: what a Tensor prints.
Python calls `__repr__` for that. Most errors in this course will be errors of shape or dtype,
so we show both, behind the numbers:

```
   Tensor([[1., 2.],
           [3., 4.]], shape=(2, 2), dtype=float64)
```

numpy can write the middle part. Two of its settings matter: the separator between numbers, and
the `prefix`, the text that will stand before the first line. numpy does not print the prefix;
it only makes the later lines as much longer, so that the rows line up.
"""


# %% nbgrader={"grade_id": "tensor_repr", "role": "solution"}
#| export
@extend(Tensor)
def __repr__(self):
    """What is printed: the numbers, the shape and the dtype.

    >>> Tensor([[1.0, 2.0], [3.0, 4.0]])
    Tensor([[1., 2.],
            [3., 4.]], shape=(2, 2), dtype=float64)
    """
    # TODO: build the text with an f-string.
    # HINT: np.array2string(self.data, separator=", ", prefix=...) writes the numbers.
    ### BEGIN SOLUTION
    numbers = np.array2string(self.data, separator=", ", prefix="Tensor(")
    return f"Tensor({numbers}, shape={self.shape}, dtype={self.dtype})"
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_repr", "role": "test", "points": 1}
def test_tensor_repr():
    """Numbers, shape and dtype; rows that line up."""
    assert repr(Tensor([1, 2])) == "Tensor([1, 2], shape=(2,), dtype=int64)"
    assert repr(Tensor(2.5)) == "Tensor(2.5, shape=(), dtype=float64)"
    expected = "Tensor([[1., 2.],\n        [3., 4.]], shape=(2, 2), dtype=float64)"
    assert repr(Tensor([[1.0, 2.0], [3.0, 4.0]])) == expected, "do the rows line up?"
    print("✅ printing")


test_tensor_repr()

# %%
print(Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], dtype=np.float32))

# %% [markdown]
"""
## Arithmetic: one `+` for every shape

When Python meets `a + b` it calls `a.__add__(b)`. So teaching our class to add means writing a
method of that name, and all the operators follow the same plan:

```
      a + b
        │
        ▼
   a.__add__(b)
        │
        │   1. unwrap     a.data and b's numbers          Tensors become arrays
        │   2. compute    one numpy operation             the numbers meet
        │   3. wrap       a new Tensor around the result  the array becomes a Tensor
        ▼
   a new Tensor; a and b are as they were
```

Steps 1 and 3 are the same for every operation in this module, so they are two small helpers.

`_wrap(array)` makes a Tensor *without* the constructor's copy. The constructor copies because
it does not know whose array it got. We do know: a fresh result belongs to nobody else, and
copying it would be pure waste. There is one more detail in it. An operation on arrays without
axes returns a bare number in numpy, so `_wrap` makes sure that `data` is always an array.

`_operand(value)` prepares the other side, which may be a Tensor, an array or a number. The
interesting case is the number. In `x * 0.5`, where `x` is float32, the result should be float32:
the `0.5` says nothing about precision. numpy agrees, as long as the number is Python's.
`np.float64(0.5)` looks just the same on the screen, but numpy takes its 64 bits seriously and
turns the whole result into float64, twice the memory. Such numbers are everywhere: `np.sqrt(2)`
is one. We decide that **a single number never changes the dtype of floats**, wherever it comes
from; Tensors and arrays do have a say.
"""


# %% nbgrader={"grade_id": "tensor_helpers", "role": "given"}
#| export
def _wrap(array):
    """A Tensor around `array` itself, without the copy that Tensor(array) takes."""
    out = Tensor.__new__(Tensor)  # an empty Tensor: __init__ is not called
    out.data = np.asarray(array)
    return out


def _operand(value):
    """What numpy can compute with: a Tensor's array; a number as Python's own."""
    if isinstance(value, Tensor):
        return value.data
    if isinstance(value, np.generic):  # numpy's numbers, such as np.float64(0.5)
        return value.item()
    return value


# %% [markdown]
"""
Here is the plan at work in the simplest operator, the minus sign in `-x`. It has no other side,
so unwrap, compute and wrap fit on one line. Every method you write from here on has this shape.
"""


# %% nbgrader={"grade_id": "tensor_neg", "role": "given"}
#| export
@extend(Tensor)
def __neg__(self):
    """-x: every number with the other sign."""
    return _wrap(-self.data)


# %%
x = Tensor([1.0, -2.0, 3.0])
print(-x)
print(x)

# %% [markdown]
"""
### Which shapes fit together

Before you write `+` you should know what it will do when the shapes differ. numpy's answer is
called **broadcasting**, PyTorch has adopted it, and we get it for free with step 2. But free
things are dangerous when we do not understand them, and this one causes more silent bugs than
anything else in the field. So first we write its rule as a function of two shapes.

Add a column of three numbers and a row of four:

```
     (3, 1)          (1, 4)                    (3, 4)
    ┌────┐                              ┌────┬────┬────┬────┐
    │ 10 │     ┌────┬────┬────┬────┐    │ 11 │ 12 │ 13 │ 14 │
    ├────┤     │  1 │  2 │  3 │  4 │    ├────┼────┼────┼────┤
    │ 20 │  +  └────┴────┴────┴────┘  = │ 21 │ 22 │ 23 │ 24 │
    ├────┤                              ├────┼────┼────┼────┤
    │ 30 │                              │ 31 │ 32 │ 33 │ 34 │
    └────┘                              └────┴────┴────┴────┘
    reused for      reused for
    every column    every row
```

An axis of length 1 is stretched to fit the other shape. Nothing is copied for that; the same
number is just read again. And when one shape has fewer axes, it is as if 1s stood in front:

```
    first          2   1   3
    second             4   1       write them flush right; a missing axis counts as 1
                 ─────────────
    result         2   4   3       equal lengths stay, a 1 gives way to the other length

    first              2   3
    second                 2
                 ─────────────
    result           no result     3 meets 2, and neither is 1: ValueError
```

Notice that the shapes are compared from the *right*. That is why a bias of shape `(10,)` fits
scores of shape `(64, 10)`: the last axis is the one that both of them call "the ten digits".
"""


# %% nbgrader={"grade_id": "broadcast_shape", "role": "solution"}
def broadcast_shape(first, second):
    """The shape of the result when Tensors of these two shapes (tuples) are combined.

    Raises ValueError, with both shapes in its message, when they do not fit.

    >>> broadcast_shape((2, 1, 3), (4, 1))
    (2, 4, 3)
    """
    # TODO: bring both shapes to the same number of axes, then decide axis by axis.
    # HINT: (1,) * 2 is (1, 1), and tuples can be added.
    # HINT: what if a 1 meets a 0? Read the rule above to the letter.
    ### BEGIN SOLUTION
    axes = max(len(first), len(second))
    padded_first = (1,) * (axes - len(first)) + first
    padded_second = (1,) * (axes - len(second)) + second
    result = []
    for a, b in zip(padded_first, padded_second, strict=True):
        if a != b and a != 1 and b != 1:
            raise ValueError(f"shapes {first} and {second} do not fit together")
        result.append(b if a == 1 else a)
    return tuple(result)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_broadcast_shape", "role": "test", "points": 1}
def test_broadcast_shape():
    """The cases of the diagrams."""
    assert broadcast_shape((3, 1), (1, 4)) == (3, 4), "a column and a row"
    assert broadcast_shape((2, 1, 3), (4, 1)) == (2, 4, 3), "a missing axis counts as 1"
    assert broadcast_shape((64, 10), (10,)) == (64, 10), "scores and a bias"
    try:
        broadcast_shape((2, 3), (2,))
    except ValueError as error:
        assert "(2, 3)" in str(error) and "(2,)" in str(error), "name both shapes in the error"
    else:
        raise AssertionError("(2, 3) and (2,) do not fit: ValueError expected")
    print("✅ the broadcasting rule")


test_broadcast_shape()


# %% nbgrader={"grade_id": "hidden_broadcast_shape", "role": "test", "points": 2}
# After you submit, this cell compares with numpy on many pairs of shapes of 0 to 4 axes, each
# pair in both orders, with axes of length 0 among them; shapes that do not fit must raise.
### BEGIN HIDDEN TESTS
def hidden_broadcast_shape():
    assert (3, 4) != (4, 3), "this cell's comparison sees a wrong shape"
    rng = np.random.default_rng(102)
    fit = misfit = 0
    for _ in range(600):
        a = tuple(int(n) for n in rng.choice([0, 1, 1, 2, 3], rng.integers(0, 5)))
        b = tuple(int(n) for n in rng.choice([0, 1, 1, 2, 3], rng.integers(0, 5)))
        try:
            want = np.broadcast_shapes(a, b)
        except ValueError:
            want = None
        try:
            got = broadcast_shape(a, b)
        except ValueError:
            got = None
        if want is None:
            misfit += 1
            assert got is None, "shapes that do not fit raise ValueError"
        else:
            fit += 1
            assert got is not None, "shapes that fit do not raise"
            assert type(got) is tuple, "the result is a tuple"
            if 0 in want:
                assert got == want, "a 1 gives way to the other length, also when that is 0"
            assert got == want, "the result has the length that each axis is stretched to"
    assert fit > 100 and misfit > 100, "this cell tries both"
    assert broadcast_shape((), ()) == (), "two numbers without axes"
    assert broadcast_shape((), (2, 3)) == (2, 3), "a number fits anything"


hidden_broadcast_shape()
### END HIDDEN TESTS


# %% [markdown]
"""
### Addition

Now the real thing. Unwrap, compute, wrap; the numbers meet in one numpy addition, and numpy
broadcasts them by the rule that you have just written down.

One promise to keep: **an operation never changes its operands.** `self.data += ...` would save
memory, and would change a Tensor that other parts of the program still hold. (For the same
reason our Tensor has no `__iadd__`: when you write `x += 1`, Python falls back to `x = x + 1`,
which makes a new Tensor and leaves the old one to whoever else has it.)
"""


# %% nbgrader={"grade_id": "tensor_add", "role": "solution"}
#| export
@extend(Tensor)
def __add__(self, other):
    """x + other, number by number; shapes broadcast. `other`: a Tensor, an array or a number.

    Raises ValueError when the shapes do not fit.
    """
    # TODO: unwrap both sides, add, wrap the result.
    # HINT: __neg__ shows the shape of it, and _operand takes care of `other`.
    ### BEGIN SOLUTION
    return _wrap(self.data + _operand(other))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_add", "role": "test", "points": 1}
def test_tensor_add():
    """Tensor and Tensor, Tensor and number, matrix and row."""
    matrix = Tensor([[1.0, 2.0], [3.0, 4.0]])
    row = Tensor([10.0, 20.0])
    assert isinstance(matrix + row, Tensor), "the result is a Tensor again"
    assert (matrix + row).data.tolist() == [[11.0, 22.0], [13.0, 24.0]]
    assert (row + 1).data.tolist() == [11.0, 21.0], "a number is added to every number"
    assert row.data.tolist() == [10.0, 20.0], "the operands stay as they were"
    try:
        Tensor([1.0, 2.0]) + Tensor([1.0, 2.0, 3.0])
    except ValueError:
        pass
    else:
        raise AssertionError("2 numbers and 3 numbers do not fit: ValueError expected")
    print("✅ addition")


test_tensor_add()

# %% [markdown]
"""
### Numbers on the left

`x + 1` works now. What about `1 + x`? Python asks the left side first, and the left side is an
`int` that has never heard of our class. Before Python gives up, it asks the right side, with a
*reflected* method whose name has an `r` in front:

```
    1 + x
      │
      ├──►  int.__add__(1, x)      returns NotImplemented: "I do not know how"
      │
      └──►  x.__radd__(1)          our chance: a Tensor
```

For addition and multiplication the order does not matter, so the reflected methods can call the
ordinary ones. They are given below.

With a numpy array on the left there is a catch, and it is a nasty one. numpy *does* think that
it knows how. To numpy, an object that it has never seen is one single thing; so it takes its
array apart, calls `__radd__` once for every number, and collects what comes back. Look at what
a class gets that does not say no:
"""


# %%
class Careless:
    """Like our Tensor, but without the line `__array_ufunc__ = None`."""

    def __init__(self, data):
        self.data = np.array(data)

    def __radd__(self, other):
        return Careless(self.data + other)


result = np.ones(3) + Careless([1.0, 2.0, 3.0])
print("the result is of type  ", type(result).__name__)
print("its dtype is           ", result.dtype)
print("its first element is   ", type(result[0]).__name__, "holding", result[0].data)

# %% [markdown]
"""
No error: just an array of objects, each holding a full copy of the vector. The program
goes on, slower and wrong. `__array_ufunc__ = None` in our class tells numpy "hands off": its
operators return `NotImplemented`, Python turns to our reflected method, and functions such as
`np.exp(tensor)` refuse loudly instead of doing something strange.
"""


# %% nbgrader={"grade_id": "tensor_reflected", "role": "given"}
#| export
@extend(Tensor)
def __radd__(self, other):
    """other + x, where `other` is not a Tensor."""
    return self + other


@extend(Tensor)
def __rmul__(self, other):
    """other * x, where `other` is not a Tensor."""
    return self * other


# %% nbgrader={"grade_id": "hidden_tensor_add", "role": "test", "points": 2}
# After you submit, this cell compares x + y and y + x with numpy
#   - for Tensors of many shapes that broadcast, 0 axes and length 0 included
#   - for numbers of Python and of numpy, and for arrays, on either side
#   - for the dtype that comes out: integers stay integers, float32 stays float32
# It checks that shapes that do not fit raise ValueError, that operands are unchanged and that
# the result shares no memory with them.
### BEGIN HIDDEN TESTS
def hidden_tensor_add():
    def same(got, want):
        if type(got) is not Tensor or type(got.data) is not np.ndarray:
            return False
        if got.data.shape != want.shape or got.data.dtype != want.dtype:
            return False
        return bool(((got.data - want).__abs__() <= 1e-6 * (1 + want.__abs__())).all())

    assert not same(_wrap(np.ones(1)), np.array([1.1])), (
        "this cell's comparison sees a wrong number"
    )
    assert not same(_wrap(np.ones(1)), np.array([1])), "this cell's comparison sees a wrong dtype"
    rng = np.random.default_rng(103)
    pairs = [((), ()), ((3,), ()), ((), (2, 2)), ((4,), (4,)), ((2, 3), (3,)), ((3, 1), (1, 4))]
    pairs += [((2, 1, 3), (4, 1)), ((0,), (1,)), ((2, 0, 3), (1, 3)), ((3,), (2, 2, 3))]
    for left, right in pairs:
        for kinds in ("dd", "ff", "ll", "df", "fd", "ld", "il"):
            a = _wrap(np.asarray(rng.normal(size=left) * 50).astype(kinds[0]))
            b = _wrap(np.asarray(rng.normal(size=right) * 50).astype(kinds[1]))
            kept = a.data.tobytes(), b.data.tobytes()
            got, want = a + b, np.asarray(a.data + b.data)
            assert type(got) is Tensor, "the sum is a Tensor"
            assert got is not a and got is not b, "the sum is a new Tensor"
            assert type(got.data) is np.ndarray, "data is an array, also of one number"
            assert got.data.dtype == want.dtype, "the dtype of a sum of two Tensors"
            assert got.data.shape == want.shape, "shapes that broadcast"
            assert same(got, want), "the numbers of a sum"
            assert (a.data.tobytes(), b.data.tobytes()) == kept, "the operands are unchanged"
            assert not np.shares_memory(got.data, a.data), "the sum has memory of its own"
            assert not np.shares_memory(got.data, b.data), "the sum has memory of its own"

    for dtype in ("float64", "float32", "int64"):
        x = _wrap(np.array([[1, -2, 3], [4, 5, 6]], dtype))
        for number in (2, 0, -3, np.int64(2), True):
            assert same(x + number, x.data + int(number)), "a Tensor and an integer"
            assert same(number + x, x.data + int(number)), "an integer and a Tensor"
        for number in (2.5, np.float64(2.5), np.float32(2.5)):
            assert same(x + number, x.data + 2.5), "a number does not change the dtype of floats"
            assert same(number + x, x.data + 2.5), "a number on the left does not either"
        array = np.array([10.0, 20.0, 30.0])
        assert same(x + array, x.data + array), "a Tensor and an array"
        assert same(array + x, x.data + array), "an array and a Tensor"
        assert array.tolist() == [10.0, 20.0, 30.0], "the array is unchanged"

    x = y = Tensor([1.0, 2.0])
    y += 1
    assert x.data.tolist() == [1.0, 2.0], "y += 1 leaves other names of the Tensor alone"
    for left, right in (((2,), (3,)), ((2, 3), (2,)), ((0,), (2,))):
        try:
            _wrap(np.ones(left)) + _wrap(np.ones(right))
        except ValueError:
            continue
        raise AssertionError("shapes that do not fit raise ValueError")


hidden_tensor_add()
### END HIDDEN TESTS


# %% [markdown]
"""
### Multiplication

`x * y` multiplies number by number, exactly as `+` adds. (The product of matrices is something
else and has an operator of its own, `@`.) You know the pattern; `__rmul__` already waits for it.
"""


# %% nbgrader={"grade_id": "tensor_mul", "role": "solution"}
#| export
@extend(Tensor)
def __mul__(self, other):
    """x * other, number by number; shapes broadcast. `other`: a Tensor, an array or a number."""
    # TODO: as __add__, with the other operator.
    ### BEGIN SOLUTION
    return _wrap(self.data * _operand(other))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_mul", "role": "test", "points": 1}
def test_tensor_mul():
    """The multiplication table, by broadcasting."""
    column = Tensor([[1], [2], [3]])
    row = Tensor([[1, 2, 3, 4]])
    assert (column * row).data.tolist() == [[1, 2, 3, 4], [2, 4, 6, 8], [3, 6, 9, 12]]
    assert (2 * row).data.tolist() == [[2, 4, 6, 8]], "a number on the left"
    print("✅ multiplication")


test_tensor_mul()


# %% nbgrader={"grade_id": "hidden_tensor_mul", "role": "test", "points": 1}
# After you submit, this cell checks x * y as the one above checks x + y.
### BEGIN HIDDEN TESTS
def hidden_tensor_mul():
    def same(got, want):
        if type(got) is not Tensor or type(got.data) is not np.ndarray:
            return False
        if got.data.shape != want.shape or got.data.dtype != want.dtype:
            return False
        return bool(((got.data - want).__abs__() <= 1e-6 * (1 + want.__abs__())).all())

    assert not same(_wrap(np.ones(1)), np.array([1.1])), (
        "this cell's comparison sees a wrong number"
    )
    assert not same(_wrap(np.ones(1)), np.array([1])), "this cell's comparison sees a wrong dtype"
    rng = np.random.default_rng(104)
    pairs = [((), ()), ((3,), ()), ((), (2, 2)), ((4,), (4,)), ((2, 3), (3,)), ((3, 1), (1, 4))]
    pairs += [((2, 2), (2, 2)), ((2, 1, 3), (4, 1)), ((0,), (1,)), ((3,), (2, 2, 3))]
    for left, right in pairs:
        for kinds in ("dd", "ff", "ll", "df", "ld"):
            a = _wrap(np.asarray(rng.normal(size=left) * 50).astype(kinds[0]))
            b = _wrap(np.asarray(rng.normal(size=right) * 50).astype(kinds[1]))
            kept = a.data.tobytes(), b.data.tobytes()
            got, want = a * b, np.asarray(a.data * b.data)
            assert same(got, want), "x * y: numbers, shape and dtype"
            assert (a.data.tobytes(), b.data.tobytes()) == kept, "the operands are unchanged"
            assert got is not a and got is not b, "the product is a new Tensor"
            assert not np.shares_memory(got.data, a.data), "the product has memory of its own"
            assert not np.shares_memory(got.data, b.data), "the product has memory of its own"

    for dtype in ("float64", "float32", "int64"):
        x = _wrap(np.array([[1, -2, 3], [4, 5, 6]], dtype))
        for number in (2, 1, 0, np.int64(3)):
            assert same(x * number, x.data * int(number)), "a Tensor times an integer"
            assert same(number * x, x.data * int(number)), "an integer times a Tensor"
        for number in (2.5, np.float64(2.5)):
            assert same(x * number, x.data * 2.5), "a number does not change the dtype of floats"
            assert same(number * x, x.data * 2.5), "a number on the left does not either"
        array = np.array([10.0, 20.0, 30.0])
        assert same(x * array, x.data * array), "a Tensor times an array"
        assert same(array * x, x.data * array), "an array times a Tensor"
    try:
        _wrap(np.ones((2, 3))) * _wrap(np.ones(2))
    except ValueError:
        return
    raise AssertionError("shapes that do not fit raise ValueError")


hidden_tensor_mul()
### END HIDDEN TESTS


# %% [markdown]
"""
### Subtraction, where the order matters

There is nothing new in `x - 2`: it is the pattern once more.
"""


# %% nbgrader={"grade_id": "tensor_sub", "role": "solution"}
#| export
@extend(Tensor)
def __sub__(self, other):
    """x - other, number by number; shapes broadcast."""
    # TODO: as __add__.
    ### BEGIN SOLUTION
    return _wrap(self.data - _operand(other))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_sub", "role": "test", "points": 1}
def test_tensor_sub():
    """Tensor minus Tensor, Tensor minus number."""
    x = Tensor([[5.0, 7.0], [9.0, 11.0]])
    assert (x - Tensor([1.0, 2.0])).data.tolist() == [[4.0, 5.0], [8.0, 9.0]]
    assert (x - 5).data.tolist() == [[0.0, 2.0], [4.0, 6.0]]
    print("✅ subtraction")


test_tensor_sub()


# %% [markdown]
"""
But `2 - x` is not `x - 2`, so this reflected method cannot simply call the ordinary one. In
`x.__rsub__(2)`, which operand is `self`, and where does it belong?

```
         left    right
           │       │
           2   -   x            Python calls x.__rsub__(2)
           │       │
         other    self          the names are swapped, the subtraction is not
```
"""


# %% nbgrader={"grade_id": "tensor_rsub", "role": "solution"}
#| export
@extend(Tensor)
def __rsub__(self, other):
    """other - x, where `other` is a number or an array on the left."""
    # TODO: unwrap, subtract in the right order, wrap.
    ### BEGIN SOLUTION
    return _wrap(_operand(other) - self.data)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_rsub", "role": "test", "points": 1}
def test_tensor_rsub():
    """A number minus a Tensor."""
    assert (2 - Tensor([1.0, 2.0, 3.0])).data.tolist() == [1.0, 0.0, -1.0]
    assert isinstance(np.ones(3) - Tensor([1.0, 2.0, 3.0]), Tensor), "an array on the left too"
    print("✅ subtraction from a number")


test_tensor_rsub()


# %% nbgrader={"grade_id": "hidden_tensor_sub", "role": "test", "points": 2}
# After you submit, this cell checks x - y and 2 - x: order, broadcasting, numbers and arrays on
# both sides, dtypes, errors, and that operands are unchanged.
### BEGIN HIDDEN TESTS
def hidden_tensor_sub():
    def same(got, want):
        if type(got) is not Tensor or type(got.data) is not np.ndarray:
            return False
        if got.data.shape != want.shape or got.data.dtype != want.dtype:
            return False
        return bool(((got.data - want).__abs__() <= 1e-6 * (1 + want.__abs__())).all())

    assert not same(_wrap(np.ones(1)), np.array([1.1])), (
        "this cell's comparison sees a wrong number"
    )
    assert not same(_wrap(np.ones(1)), np.array([1])), "this cell's comparison sees a wrong dtype"
    rng = np.random.default_rng(105)
    pairs = [((), ()), ((3,), ()), ((), (2, 2)), ((4,), (4,)), ((2, 3), (3,)), ((3, 1), (1, 4))]
    pairs += [((2, 2), (2,)), ((2, 1, 3), (4, 1)), ((0,), (1,)), ((3,), (2, 2, 3))]
    for left, right in pairs:
        for kinds in ("dd", "ff", "ll", "df", "ld"):
            a = _wrap(np.asarray(rng.normal(size=left) * 50).astype(kinds[0]))
            b = _wrap(np.asarray(rng.normal(size=right) * 50).astype(kinds[1]))
            kept = a.data.tobytes(), b.data.tobytes()
            got, want = a - b, np.asarray(a.data - b.data)
            assert same(got, want), "x - y: order, numbers, shape and dtype"
            assert same(a.data - b, want), "array - Tensor: order, numbers, shape and dtype"
            assert same(a - b.data, want), "Tensor - array: order, numbers, shape and dtype"
            assert (a.data.tobytes(), b.data.tobytes()) == kept, "the operands are unchanged"
            assert not np.shares_memory(got.data, a.data), "the difference has its own memory"
            assert not np.shares_memory(got.data, b.data), "the difference has its own memory"

    for dtype in ("float64", "float32", "int64"):
        x = _wrap(np.array([[1, -2, 3], [4, 5, 6]], dtype))
        for number in (2, 0, np.int64(3)):
            assert same(x - number, x.data - int(number)), "a Tensor minus an integer"
            assert same(number - x, int(number) - x.data), "an integer minus a Tensor"
        for number in (2.5, np.float64(2.5)):
            assert same(x - number, x.data - 2.5), "a number does not change the dtype of floats"
            assert same(number - x, 2.5 - x.data), "a number on the left does not either"
        assert (x - 0) is not x, "the difference is a new Tensor"
    try:
        _wrap(np.ones((2, 3))) - _wrap(np.ones(2))
    except ValueError:
        return
    raise AssertionError("shapes that do not fit raise ValueError")


hidden_tensor_sub()
### END HIDDEN TESTS


# %% [markdown]
"""
### Division

One slash, and a question of dtype: what is `Tensor([7]) / Tensor([2])`? Python has two
answers, `7 / 2` is 3.5 and `7 // 2` is 3. A mean that is rounded down would be a bug that is
very hard to find, so we want the first one: dividing integers gives floats. Floats keep their
width, as always.

Dividing by zero is not an error in numpy, and not in ours: the result is `inf` or `nan`, and
numpy prints a warning.
"""


# %% nbgrader={"grade_id": "tensor_truediv", "role": "solution"}
#| export
@extend(Tensor)
def __truediv__(self, other):
    """x / other, number by number; shapes broadcast. Integers give floats."""
    # TODO: as __add__. Which of Python's two division operators is it?
    ### BEGIN SOLUTION
    return _wrap(self.data / _operand(other))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_truediv", "role": "test", "points": 1}
def test_tensor_truediv():
    """Tensor by Tensor, Tensor by number."""
    assert (Tensor([7.0, 9.0]) / Tensor([2.0, 3.0])).data.tolist() == [3.5, 3.0]
    assert (Tensor([7, 8]) / 2).data.tolist() == [3.5, 4.0], "integers give floats"
    print("✅ division")


test_tensor_truediv()


# %% [markdown]
"""
And the reflected one, for `1 / x`. Watch the order.
"""


# %% nbgrader={"grade_id": "tensor_rtruediv", "role": "solution"}
#| export
@extend(Tensor)
def __rtruediv__(self, other):
    """other / x, where `other` is a number or an array on the left."""
    # TODO: as __rsub__.
    ### BEGIN SOLUTION
    return _wrap(_operand(other) / self.data)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_rtruediv", "role": "test", "points": 1}
def test_tensor_rtruediv():
    """A number divided by a Tensor."""
    assert (1 / Tensor([1.0, 2.0, 4.0])).data.tolist() == [1.0, 0.5, 0.25]
    print("✅ division of a number")


test_tensor_rtruediv()


# %% nbgrader={"grade_id": "hidden_tensor_div", "role": "test", "points": 2}
# After you submit, this cell checks x / y and 1 / x: order, broadcasting, numbers and arrays on
# both sides, integers, dtypes, division by zero, errors, and that operands are unchanged.
### BEGIN HIDDEN TESTS
def hidden_tensor_div():
    def same(got, want):
        if type(got) is not Tensor or type(got.data) is not np.ndarray:
            return False
        if got.data.shape != want.shape or got.data.dtype != want.dtype:
            return False
        return bool(((got.data - want).__abs__() <= 1e-6 * (1 + want.__abs__())).all())

    assert not same(_wrap(np.ones(1)), np.array([1.1])), (
        "this cell's comparison sees a wrong number"
    )
    assert not same(_wrap(np.ones(1)), np.array([1])), "this cell's comparison sees a wrong dtype"
    rng = np.random.default_rng(106)
    pairs = [((), ()), ((3,), ()), ((), (2, 2)), ((4,), (4,)), ((2, 3), (3,)), ((3, 1), (1, 4))]
    pairs += [((2, 2), (2,)), ((2, 1, 3), (4, 1)), ((0,), (1,)), ((3,), (2, 2, 3))]
    for left, right in pairs:
        for kinds in ("dd", "ff", "ll", "df", "ld"):
            a = _wrap(np.asarray(rng.uniform(1, 9, left) * rng.choice([-1, 1])).astype(kinds[0]))
            b = _wrap(np.asarray(rng.uniform(1, 9, right)).astype(kinds[1]))
            kept = a.data.tobytes(), b.data.tobytes()
            got, want = a / b, np.asarray(a.data / b.data)
            assert got.data.dtype == want.dtype, "the dtype of a quotient"
            assert same(got, want), "x / y: order, numbers and shape"
            assert same(a.data / b, want), "array / Tensor: order, numbers, shape and dtype"
            assert same(a / b.data, want), "Tensor / array: order, numbers, shape and dtype"
            assert (a.data.tobytes(), b.data.tobytes()) == kept, "the operands are unchanged"
            assert not np.shares_memory(got.data, a.data), "the quotient has memory of its own"
            assert not np.shares_memory(got.data, b.data), "the quotient has memory of its own"

    for dtype in ("float64", "float32", "int64"):
        x = _wrap(np.array([[1, -2, 3], [4, 5, 6]], dtype))
        for number in (2, 1, np.int64(3)):
            assert same(x / number, x.data / int(number)), "a Tensor by an integer"
            assert same(number / x, int(number) / x.data), "an integer by a Tensor"
        for number in (2.5, np.float64(2.5)):
            assert same(x / number, x.data / 2.5), "a number does not change the dtype of floats"
            assert same(number / x, 2.5 / x.data), "a number on the left does not either"
    with np.errstate(divide="ignore", invalid="ignore"):
        by_zero = (Tensor([1.0, -1.0, 0.0]) / 0.0).data
        zero_below = (1.0 / Tensor([0.0, 2.0])).data
    assert by_zero[0] == np.inf and by_zero[1] == -np.inf, "x / 0 is infinite"
    assert by_zero[2] != by_zero[2], "0 / 0 is not a number"
    assert zero_below[0] == np.inf and zero_below[1] == 0.5, "1 / 0 is infinite"
    try:
        _wrap(np.ones((2, 3))) / _wrap(np.ones(2))
    except ValueError:
        return
    raise AssertionError("shapes that do not fit raise ValueError")


hidden_tensor_div()
### END HIDDEN TESTS


# %% [markdown]
"""
### Powers

The last operator of the family is `x ** 2`, with all that you would expect: `x ** 0.5` is a
square root, `2 ** x` works (its reflected method comes first, as a present), and the exponent may
be a Tensor.
One thing numpy refuses: an integer to a negative integer power, since `Tensor([2]) ** -1`
would have to be 0.5, which is no integer. Write `-1.0` if you mean it.
"""


# %% nbgrader={"grade_id": "tensor_rpow", "role": "given"}
#| export
@extend(Tensor)
def __rpow__(self, other):
    """other ** x, where `other` is a number or an array on the left."""
    return _wrap(_operand(other) ** self.data)


# %% nbgrader={"grade_id": "tensor_pow", "role": "solution"}
#| export
@extend(Tensor)
def __pow__(self, other):
    """x ** other, number by number; shapes broadcast."""
    # TODO: as __add__.
    ### BEGIN SOLUTION
    return _wrap(self.data ** _operand(other))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_pow", "role": "test", "points": 1}
def test_tensor_pow():
    """Squares, roots, and a Tensor as the exponent."""
    x = Tensor([1.0, 4.0, 9.0])
    assert (x**2).data.tolist() == [1.0, 16.0, 81.0]
    assert (x**0.5).data.tolist() == [1.0, 2.0, 3.0]
    assert (x ** Tensor([3.0, 2.0, 1.0])).data.tolist() == [1.0, 16.0, 9.0]
    print("✅ powers")


test_tensor_pow()


# %% nbgrader={"grade_id": "hidden_tensor_pow", "role": "test", "points": 3}
# After you submit, this cell checks powers over shapes and dtypes: integers stay integers when
# the exponent is one, float32 stays float32, negative and fractional exponents, zero to the zero,
# arrays as exponent, and that operands are unchanged.
### BEGIN HIDDEN TESTS
def hidden_tensor_pow():
    def same(got, want):
        if type(got) is not Tensor or type(got.data) is not np.ndarray:
            return False
        if got.data.shape != want.shape or got.data.dtype != want.dtype:
            return False
        return bool(((got.data - want).__abs__() <= 1e-6 * (1 + want.__abs__())).all())

    assert not same(_wrap(np.ones(1)), np.array([1.1])), (
        "this cell's comparison sees a wrong number"
    )
    assert not same(_wrap(np.ones(1)), np.array([1])), "this cell's comparison sees a wrong dtype"
    rng = np.random.default_rng(107)
    pairs = [((), ()), ((3,), ()), ((), (2, 2)), ((2, 3), (3,)), ((3, 1), (1, 4)), ((0,), (1,))]
    for left, right in pairs:
        for kinds in ("dd", "ff", "ll", "df", "dl"):
            a = _wrap(np.asarray(rng.uniform(1, 4, left)).astype(kinds[0]))
            b = _wrap(np.asarray(rng.uniform(0, 4, right)).astype(kinds[1]))
            kept = a.data.tobytes(), b.data.tobytes()
            got, want = a**b, np.asarray(a.data**b.data)
            assert same(got, want), "x ** y: order, numbers, shape and dtype"
            assert same(a**b.data, want), "Tensor ** array: order, numbers, shape and dtype"
            assert (a.data.tobytes(), b.data.tobytes()) == kept, "the operands are unchanged"
            assert not np.shares_memory(got.data, a.data), "the power has memory of its own"
            assert not np.shares_memory(got.data, b.data), "the power has memory of its own"

    for dtype in ("float64", "float32", "int64"):
        x = _wrap(np.array([[1, -2, 3], [4, 0, 6]], dtype))
        for number in (0, 1, 2, 3, np.int64(2)):
            assert same(x**number, x.data ** int(number)), "integer powers, negative numbers too"
            assert (x**number) is not x, "the power is a new Tensor"
        y = _wrap(np.array([[1, 2, 3], [4, 5, 6]], dtype))
        for number in (0.5, -1.5, np.float64(0.5)):
            assert same(y**number, y.data ** float(number)), "powers that are not integers"
    x = _wrap(np.array([2.0, 4.0]))
    assert same(x**-1, np.array([0.5, 0.25])), "negative powers of floats"


hidden_tensor_pow()
### END HIDDEN TESTS


# %% [markdown]
"""
## Matrix products: what all the time is spent on

Everything so far went number by number. A layer of a network needs more: each of its outputs
is a *weighted sum of all inputs*. Writing all those sums at once is what a matrix product does.
Entry (i, j) of `A @ B` takes row i of `A` and column j of `B`, multiplies them pair by pair and
adds up:

```
                            B  (3, 2)
                          ┌─────┬─────┐
                          │  7  │  8  │
                          ├─────┼─────┤
                          │  9  │ 10  │
                          ├─────┼─────┤
                          │ 11  │ 12  │
       A  (2, 3)          └──┬──┴─────┘
    ┌───┬───┬───┐         ┌──▼──┬─────┐
    │ 1 │ 2 │ 3 ├────────►│ 58  │ 64  │      58 = 1·7 + 2·9 + 3·11
    ├───┼───┼───┤         ├─────┼─────┤
    │ 4 │ 5 │ 6 │         │ 139 │ 154 │
    └───┴───┴───┘         └─────┴─────┘
                          A @ B  (2, 2)

          (2, 3)  @  (3, 2)   →   (2, 2)
              └───────┘                     the inner lengths must agree, and disappear
```

Count the work. A product of shapes `(n, k)` and `(k, m)` has n·m entries, and each takes k
multiplications and k additions. For the 64 pictures of the introduction this is
2 · 64 · 784 · 10 = 1,003,520 operations, to combine 58,016 numbers. No other operation in this
module does so much work on so little data, and that makes it the one that decides how fast a
network trains.

Write it once with your own hands, in plain Python, on lists of lists. Three loops are enough:
over the rows of `A`, over the columns of `B`, and over the pairs. We will time it later.
"""


# %% nbgrader={"grade_id": "matmul_by_hand", "role": "solution"}
def matmul_by_hand(a, b):
    """The matrix product of two lists of rows, (n, k) and (k, m), as a new list of rows (n, m).

    Raises ValueError when a row of `a` is not as long as `b` has rows.

    >>> matmul_by_hand([[1, 2, 3], [4, 5, 6]], [[7, 8], [9, 10], [11, 12]])
    [[58, 64], [139, 154]]
    """
    # TODO: check the inner lengths, then fill the result entry by entry.
    # HINT: start every entry at 0. Should two rows of the result be the same list object?
    ### BEGIN SOLUTION
    n, k, m = len(a), len(b), len(b[0])
    if any(len(row) != k for row in a):
        raise ValueError(f"rows of {len(a[0])} numbers do not fit {k} rows")
    result = []
    for i in range(n):
        row = []
        for j in range(m):
            total = 0
            for p in range(k):
                total += a[i][p] * b[p][j]
            row.append(total)
        result.append(row)
    return result
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_matmul_by_hand", "role": "test", "points": 1}
def test_matmul_by_hand():
    """The product of the diagram."""
    a = [[1, 2, 3], [4, 5, 6]]
    b = [[7, 8], [9, 10], [11, 12]]
    assert matmul_by_hand(a, b) == [[58, 64], [139, 154]]
    assert matmul_by_hand(b, a)[0] == [39, 54, 69], "the other way round it is 3 by 3"
    print("✅ the matrix product, by hand")


test_matmul_by_hand()


# %% nbgrader={"grade_id": "hidden_matmul_by_hand", "role": "test", "points": 2}
# After you submit, this cell tries many sizes, from (1, 1) to (4, 5), square and not; negative
# numbers; lengths that do not fit, of all rows or of one; that the lists passed in are unchanged.
### BEGIN HIDDEN TESTS
def hidden_matmul_by_hand():
    assert [[1, 2]] != [[2, 1]], "this cell's comparison sees a wrong number"
    rng = np.random.default_rng(108)
    for n, k, m in ((1, 1, 1), (1, 3, 1), (3, 1, 3), (2, 2, 2), (3, 3, 3), (4, 5, 2), (2, 5, 4)):
        left, right = rng.integers(-9, 10, (n, k)), rng.integers(-9, 10, (k, m))
        a, b = left.tolist(), right.tolist()
        got = matmul_by_hand(a, b)
        assert type(got) is list and all(type(row) is list for row in got), "a list of rows"
        assert [len(row) for row in got] == [m] * n, "n rows of m numbers"
        assert got == (left @ right).tolist(), "rows of the first with columns of the second"
        assert a == left.tolist() and b == right.tolist(), "the lists passed in are unchanged"
        assert len({id(row) for row in got}) == n, "every row of the result is a list of its own"
    misfits = [([[1, 2]], [[1, 2]]), ([[1], [2]], [[1], [2]]), ([[1, 2, 3]], [[1], [2]])]
    misfits += [([[1, 2], [1, 2, 3]], [[1], [2]]), ([[1], [1, 2]], [[1], [2]])]
    for a, b in misfits:
        try:
            matmul_by_hand(a, b)
        except ValueError:
            continue
        raise AssertionError("inner lengths that do not agree raise ValueError")


hidden_matmul_by_hand()
### END HIDDEN TESTS


# %% [markdown]
"""
### The `@` of a Tensor

Now the method. numpy's own `@` does the loops, and does them well. Python calls `__matmul__`
for it. It covers more than two matrices:

| left | right | result | what it is |
|---|---|---|---|
| (n, k) | (k, m) | (n, m) | the product above |
| (n, k) | (k,) | (n,) | a matrix times a vector |
| (k,) | (k, m) | (m,) | a vector times a matrix |
| (k,) | (k,) | () | two vectors: their dot product, one number |
| (b, n, k) | (k, m) | (b, n, m) | one product for each of b matrices: a **batch** |
| (b, n, k) | (b, k, m) | (b, n, m) | b pairs of matrices |

In the last two rows the final two axes are the matrices, and all axes before them broadcast
by the rule that you know.

```
    (5, 2, 3)  @     (3, 4)   →   (5, 2, 4)       one right side for five left sides
    (5, 2, 3)  @  (5, 3, 4)   →   (5, 2, 4)       five pairs
     ▲             ▲               ▲
     batch         batch           batch          the last two axes are the matrices
```

When the inner lengths do not agree, numpy says something like this:
"""

# %%
try:
    np.ones((64, 784)) @ np.ones((10, 784))
except ValueError as error:
    print(error)

# %% [markdown]
"""
True, and hard to read at two in the morning. A mismatch in `@` is the most common error that you
will make in this course, so it deserves a message with both shapes in it. You need not check
anything beforehand: try the product, and if numpy raises a `ValueError`, raise a better one.
The good case then pays nothing for the bad one.
"""


# %% nbgrader={"grade_id": "tensor_matmul", "role": "solution"}
#| export
@extend(Tensor)
def __matmul__(self, other):
    """x @ other: the matrix product of the last two axes, (n, k) @ (k, m) -> (n, m).

    Axes before the last two broadcast; a Tensor with one axis is a vector.
    Raises ValueError, with both shapes in its message, when the inner lengths differ.
    """
    other = _operand(other)
    # TODO: return the product; turn numpy's ValueError into one that names both shapes.
    # HINT: try: ... except ValueError: raise ValueError(f"...")
    # HINT: np.shape(other) is the shape of whatever `other` is, a number too.
    ### BEGIN SOLUTION
    try:
        return _wrap(self.data @ other)
    except ValueError:
        raise ValueError(
            f"cannot multiply {self.shape} @ {np.shape(other)}: "
            "the last axis on the left must be as long as the last but one on the right"
        ) from None
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_matmul", "role": "test", "points": 1}
def test_tensor_matmul():
    """Matrices, vectors, a batch, and a message that helps."""
    a = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    b = Tensor([[7.0, 8.0], [9.0, 10.0], [11.0, 12.0]])
    assert (a @ b).data.tolist() == [[58.0, 64.0], [139.0, 154.0]]
    assert (a @ Tensor([1.0, 0.0, -1.0])).data.tolist() == [-2.0, -2.0], "matrix and vector"
    assert (Tensor(np.ones((5, 2, 3))) @ b).data.shape == (5, 2, 2), "a batch of five"
    try:
        a @ a
    except ValueError as error:
        assert str(error).count("(2, 3)") == 2, "the message should name both shapes"
    else:
        raise AssertionError("(2, 3) @ (2, 3) does not fit: ValueError expected")
    print("✅ the matrix product")


test_tensor_matmul()


# %% nbgrader={"grade_id": "tensor_rmatmul", "role": "given"}
#| export
@extend(Tensor)
def __rmatmul__(self, other):
    """other @ x, where `other` is an array on the left."""
    return _wrap(other) @ self


# %% nbgrader={"grade_id": "hidden_tensor_matmul", "role": "test", "points": 7}
# After you submit, this cell compares @ with numpy for every row of the table above and more:
# square matrices, axes of length 1 and 0, batches that broadcast, integers and float32, an array
# on either side; operands are unchanged, and the result is a new Tensor, also for one number.
### BEGIN HIDDEN TESTS
def hidden_tensor_matmul():
    def same(got, want):
        if type(got) is not Tensor or type(got.data) is not np.ndarray:
            return False
        if got.data.shape != want.shape or got.data.dtype != want.dtype:
            return False
        return bool(((got.data - want).__abs__() <= 1e-5 * (1 + want.__abs__())).all())

    assert not same(_wrap(np.ones(1)), np.array([1.1])), (
        "this cell's comparison sees a wrong number"
    )
    assert not same(_wrap(np.ones(1)), np.array([1])), "this cell's comparison sees a wrong dtype"
    rng = np.random.default_rng(109)
    plain = [((2, 3), (3, 4)), ((3, 3), (3, 3)), ((1, 1), (1, 1)), ((4, 1), (1, 4))]
    plain += [((1, 5), (5, 1)), ((2, 0), (0, 3)), ((0, 3), (3, 2))]
    vector = [((3,), (3,)), ((1,), (1,)), ((2, 3), (3,)), ((3,), (3, 4)), ((3, 3), (3,))]
    batch = [((5, 2, 3), (3, 4)), ((5, 2, 3), (5, 3, 4)), ((3, 3, 3), (3, 3, 3))]
    batch += [((2, 1, 2, 3), (4, 3, 2)), ((2, 3), (5, 3, 4)), ((5, 2, 3), (3,)), ((3,), (5, 3, 2))]
    for what, pairs in (("matrices", plain), ("vectors", vector), ("batches", batch)):
        for left, right in pairs:
            for kinds in ("dd", "ff", "ll", "df", "ld"):
                a = _wrap(np.asarray(rng.normal(size=left) * 9).astype(kinds[0]))
                b = _wrap(np.asarray(rng.normal(size=right) * 9).astype(kinds[1]))
                kept = a.data.tobytes(), b.data.tobytes()
                got, want = a @ b, np.asarray(a.data @ b.data)
                assert type(got) is Tensor, "the product is a Tensor"
                assert type(got.data) is np.ndarray, "data is an array, also of one number"
                assert got.data.dtype == want.dtype, "the dtype of a matrix product"
                if what == "matrices":
                    assert same(got, want), "(n, k) @ (k, m): shape and numbers"
                elif what == "vectors":
                    assert same(got, want), "vectors, on either side: shape and numbers"
                else:
                    assert same(got, want), "batches, also those that broadcast"
                assert same(a.data @ b, want), "an array on the left"
                assert same(a @ b.data, want), "an array on the right"
                assert (a.data.tobytes(), b.data.tobytes()) == kept, "operands are unchanged"
                assert not np.shares_memory(got.data, a.data), "the product has its own memory"
                assert not np.shares_memory(got.data, b.data), "the product has its own memory"


hidden_tensor_matmul()
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "hidden_tensor_matmul_errors", "role": "test", "points": 4}
# After you submit, this cell tries products that do not exist: inner lengths that differ, for
# matrices, vectors and batches; batches that do not broadcast; a number on either side.
# Each must raise a ValueError that names both shapes; and one that exists must not raise.
### BEGIN HIDDEN TESTS
def hidden_tensor_matmul_errors():
    def complaint(left, right):
        try:
            _wrap(np.ones(left)) @ _wrap(np.ones(right))
        except ValueError as error:
            return str(error)
        return None

    assert complaint((2, 3), (3, 2)) is None, "shapes that fit do not raise"
    assert complaint((5, 2, 3), (1, 3, 2)) is None, "batches that broadcast do not raise"
    flat = [((2, 3), (4, 5)), ((2, 3), (2, 3)), ((3,), (4,)), ((2, 3), (2,)), ((2,), (3, 2))]
    deep = [((5, 2, 3), (4, 2)), ((5, 2, 3), (4, 3, 2)), ((2, 1, 2, 3), (3, 2, 3))]
    none = [((), (3,)), ((2, 3), ()), ((), ())]
    for left, right in flat + deep + none:
        said = complaint(left, right)
        if (left, right) in none:
            assert said is not None, "a number has no matrix product: ValueError"
        assert said is not None, "shapes that do not fit raise ValueError"
        assert str(left) in said, "the message names the left shape"
        assert str(right) in said, "the message names the right shape"
        assert said.find(str(left)) <= said.rfind(str(right)), "the left shape comes first"
    try:
        _wrap(np.ones((2, 3))) @ 2.0
    except ValueError as error:
        assert "(2, 3)" in str(error), "a bare number has no matrix product: name the shapes"
    else:
        raise AssertionError("a bare number has no matrix product: ValueError")


hidden_tensor_matmul_errors()
### END HIDDEN TESTS


# %% [markdown]
"""
## Exp, log, tanh, maximum: bending the line

A stack of matrix products is, in the end, one matrix product: `(x @ A) @ B` equals
`x @ (A @ B)`. To learn anything but straight lines, a network has to bend its numbers between
the products. Four functions are enough for every activation and every loss in this course:

```
       x          -2.00    -1.00     0.00     1.00     2.00
       ─────────────────────────────────────────────────────
       exp(x)      0.14     0.37     1.00     2.72     7.39     makes anything positive
       tanh(x)    -0.96    -0.76     0.00     0.76     0.96     squeezes into -1 .. 1
       max(x, 0)   0.00     0.00     0.00     1.00     2.00     cuts at a threshold

       x           0.14     0.37     1.00     2.72     7.39
       ─────────────────────────────────────────────────────
       log(x)     -2.00    -1.00     0.00     1.00     2.00     undoes exp
```

Why are they methods, when `np.exp` exists? Because a method belongs to us. In module 05 every
operation will have to report that it took place, and it can only do so if it goes through the
Tensor. Later modules will therefore compute *only* with what you define here. A stray `np.exp`
on the inner array would work, and silently disappear from that record.

The next three are quick. Begin with `exp`, for which numpy has a function of the same name.
"""


# %% nbgrader={"grade_id": "tensor_exp", "role": "solution"}
#| export
@extend(Tensor)
def exp(self):
    """e to the power of every number."""
    # TODO: unwrap, compute, wrap.
    ### BEGIN SOLUTION
    return _wrap(np.exp(self.data))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_exp", "role": "test", "points": 1}
def test_tensor_exp():
    """exp(0) is 1, exp(1) is e."""
    got = Tensor([0.0, 1.0]).exp().data
    assert (got - np.array([1.0, 2.718281828459045])).__abs__().max() < 1e-6
    print("✅ exp")


test_tensor_exp()


# %% [markdown]
"""
`log` is its inverse, the logarithm to the base e. (There are also `log2` and `log10`, and every
year somebody picks one of them.)
"""


# %% nbgrader={"grade_id": "tensor_log", "role": "solution"}
#| export
@extend(Tensor)
def log(self):
    """The natural logarithm of every number: -inf for 0, nan below (numpy warns)."""
    # TODO: as exp.
    ### BEGIN SOLUTION
    return _wrap(np.log(self.data))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_log", "role": "test", "points": 1}
def test_tensor_log():
    """log(1) is 0, log(e) is 1."""
    got = Tensor([1.0, 2.718281828459045]).log().data
    assert (got - np.array([0.0, 1.0])).__abs__().max() < 1e-6
    print("✅ log")


test_tensor_log()


# %% [markdown]
"""
`tanh` can be written as (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ), and on paper that is the end of it. On a machine,
e¹⁰⁰⁰ is `inf`, and `inf / inf` is not a number. The function that numpy offers knows this and
stays between -1 and 1. Formulas and programs are two different things; module 02 is full of that.
"""


# %% nbgrader={"grade_id": "tensor_tanh", "role": "solution"}
#| export
@extend(Tensor)
def tanh(self):
    """The hyperbolic tangent of every number, between -1 and 1 however large the number."""
    # TODO: as exp, with the function of numpy and not with the formula.
    ### BEGIN SOLUTION
    return _wrap(np.tanh(self.data))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_tanh", "role": "test", "points": 1}
def test_tensor_tanh():
    """tanh(0) is 0, tanh(1) is about 0.76."""
    got = Tensor([0.0, 1.0, -1.0]).tanh().data
    assert (got - np.array([0.0, 0.7615941559557649, -0.7615941559557649])).__abs__().max() < 1e-6
    print("✅ tanh")


test_tensor_tanh()


# %% nbgrader={"grade_id": "hidden_tensor_math", "role": "test", "points": 3}
# After you submit, this cell compares exp, log and tanh with numpy: 0 to 3 axes, float32 and
# integers, numbers as far out as 1000 (no warning, no nan), log of 0; operands are unchanged.
### BEGIN HIDDEN TESTS
def hidden_tensor_math():
    def same(got, want):
        if type(got) is not Tensor or type(got.data) is not np.ndarray:
            return False
        if got.data.shape != want.shape or got.data.dtype != want.dtype:
            return False
        tol = 1e-13 if want.dtype == np.float64 else 1e-6
        return bool(((got.data - want).__abs__() <= tol * (1 + want.__abs__())).all())

    assert not same(_wrap(np.ones(1)), np.array([1.0 + 1e-9])), "this cell sees a wrong number"
    assert not same(_wrap(np.ones(1)), np.ones(1, np.float32)), "this cell sees a wrong dtype"
    rng = np.random.default_rng(110)
    table = (
        (lambda x: x.exp(), np.exp, "exp"),
        (lambda x: x.log(), np.log, "log"),
        (lambda x: x.tanh(), np.tanh, "tanh"),
    )
    for ours, theirs, name in table:
        for shape in ((), (1,), (0,), (7,), (2, 3), (2, 1, 4)):
            for dtype in ("float64", "float32", "int64"):
                x = _wrap(np.asarray(rng.uniform(1, 6, shape)).astype(dtype))
                kept = x.data.tobytes()
                got, want = ours(x), np.asarray(theirs(x.data))
                if name == "exp":
                    assert same(got, want), "exp: numbers, shape and dtype"
                elif name == "log":
                    assert same(got, want), "log: numbers, shape and dtype"
                else:
                    assert same(got, want), "tanh: numbers, shape and dtype"
                assert x.data.tobytes() == kept and got is not x, "the operand is unchanged"
                assert not np.shares_memory(got.data, x.data), "the result has its own memory"
    small = _wrap(np.array([-8.0, -1.0, -1e-8, 1e-8, 0.5, 8.0]))
    assert same(small.exp(), np.exp(small.data)), "exp of negative and of tiny numbers"
    assert same(small.tanh(), np.tanh(small.data)), "tanh of negative and of tiny numbers"
    tiny = np.array([1e-300, 1e-20, 1e-8])
    assert same(_wrap(tiny).log(), np.log(tiny)), "log of tiny numbers"
    with np.errstate(over="raise", invalid="raise"):
        far = _wrap(np.array([-1000.0, 1000.0])).tanh()
        assert same(far, np.array([-1.0, 1.0])), "tanh stays within -1 and 1 far out"
        assert Tensor(-1000.0).exp().data == 0.0, "exp far below is 0"
    with np.errstate(divide="ignore"):
        assert Tensor(0.0).log().data == -np.inf, "log of 0 is minus infinity"


hidden_tensor_math()
### END HIDDEN TESTS


# %% [markdown]
"""
`maximum` compares two things number by number and keeps the larger: `x.maximum(0)` is the most
used activation of all, under the name ReLU. It has another side, which may be a number, an array
or a Tensor, and it broadcasts like any other operation. (Not to be confused with `max`, which
looks for the largest number *within* one Tensor. We come to that.)
"""


# %% nbgrader={"grade_id": "tensor_maximum", "role": "solution"}
#| export
@extend(Tensor)
def maximum(self, other):
    """The larger of x and `other`, number by number; shapes broadcast.

    >>> Tensor([-2.0, 0.5]).maximum(0).data.tolist()
    [0.0, 0.5]
    """
    # TODO: np.maximum takes two arrays or numbers. Unwrap, compute, wrap.
    ### BEGIN SOLUTION
    return _wrap(np.maximum(self.data, _operand(other)))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_maximum", "role": "test", "points": 1}
def test_tensor_maximum():
    """Against a number and against a Tensor."""
    x = Tensor([-2.0, -1.0, 0.0, 1.0, 2.0])
    assert x.maximum(0).data.tolist() == [0.0, 0.0, 0.0, 1.0, 2.0]
    y = Tensor([1.0, 5.0]).maximum(Tensor([3.0, 4.0]))
    assert y.data.tolist() == [3.0, 5.0]
    print("✅ maximum")


test_tensor_maximum()


# %% nbgrader={"grade_id": "hidden_tensor_maximum", "role": "test", "points": 3}
# After you submit, this cell checks maximum against numbers (also negative ones), arrays and
# Tensors that broadcast, its dtypes, equal numbers, nan, and that operands are unchanged.
### BEGIN HIDDEN TESTS
def hidden_tensor_maximum():
    def same(got, want):
        if type(got) is not Tensor or type(got.data) is not np.ndarray:
            return False
        if got.data.shape != want.shape or got.data.dtype != want.dtype:
            return False
        return bool((got.data == want).all())

    assert not same(_wrap(np.ones(1)), np.array([1.1])), (
        "this cell's comparison sees a wrong number"
    )
    assert not same(_wrap(np.ones(1)), np.array([1])), "this cell's comparison sees a wrong dtype"
    rng = np.random.default_rng(111)
    pairs = [((), ()), ((3,), ()), ((), (2, 2)), ((4,), (4,)), ((2, 3), (3,)), ((3, 1), (1, 4))]
    pairs += [((0,), (1,)), ((3,), (2, 2, 3))]
    for left, right in pairs:
        for kinds in ("dd", "ff", "ll", "df", "ld"):
            a = _wrap(np.asarray(rng.normal(size=left) * 9).astype(kinds[0]))
            b = _wrap(np.asarray(rng.normal(size=right) * 9).astype(kinds[1]))
            kept = a.data.tobytes(), b.data.tobytes()
            got, want = a.maximum(b), np.asarray(np.maximum(a.data, b.data))
            assert same(got, want), "two Tensors: numbers, shape and dtype"
            assert same(a.maximum(b.data), want), "a Tensor and an array"
            assert (a.data.tobytes(), b.data.tobytes()) == kept, "the operands are unchanged"
            assert not np.shares_memory(got.data, a.data), "the result has memory of its own"
            assert not np.shares_memory(got.data, b.data), "the result has memory of its own"
    for dtype in ("float64", "float32", "int64"):
        x = _wrap(np.array([[-5, -2, 0], [1, 2, 7]], dtype))
        for number in (0, 2, -3, np.int64(1)):
            assert same(x.maximum(number), np.maximum(x.data, int(number))), "a whole number"
        for number in (0.0, 0.5, -2.5, np.float64(0.5)):
            got = x.maximum(number)
            assert same(got, np.maximum(x.data, float(number))), "a number keeps float dtypes"
        assert x.maximum(-100) is not x, "the result is a new Tensor"
    got = Tensor([np.nan, 1.0]).maximum(0.0).data
    assert got[0] != got[0] and got[1] == 1.0, "nan is not swept under the carpet"
    try:
        _wrap(np.ones((2, 3))).maximum(_wrap(np.ones(2)))
    except ValueError:
        return
    raise AssertionError("shapes that do not fit raise ValueError")


hidden_tensor_maximum()
### END HIDDEN TESTS


# %% [markdown]
"""
## Reductions: many numbers in, few out

A loss is one number made of many. A softmax divides every row by its sum. Such operations
make an axis disappear, and the one question to get right is *which*:

```
                         axis 1  ──►
                     ┌────┬────┬────┐
      axis 0   │     │ 1. │ 2. │ 3. │ ──►   6.    ┐
               │     ├────┼────┼────┤             │   sum(axis=1)    shape (2,)
               ▼     │ 4. │ 5. │ 6. │ ──►  15.    ┘
                     └─┬──┴─┬──┴─┬──┘
                       ▼    ▼    ▼
                       5.   7.   9.                   sum(axis=0)    shape (3,)

                                                      sum()          shape ()      21.
```

The axis that you name is the one that goes away: out of shape `(2, 3)`, `axis=0` leaves `(3,)`.
Negative numbers count from the end, as in lists, and a tuple of axes removes several at once.

Often you want to go straight on with the result. To divide every row by its sum you would
combine shapes `(2, 3)` and `(2,)`, and you know what the broadcasting rule says to that. Hence
the second argument: `keepdims=True` leaves the axis in place, with length 1.

```
      x             (2, 3)
      x.sum(axis=1)                  (2,)      (2, 3) and (2,)      do not fit
      x.sum(axis=1, keepdims=True)   (2, 1)    (2, 3) and (2, 1)    fit: one sum for each row
```

And if the matrix is square, shape `(3, 3)`? Then the version without `keepdims` fits as well,
and divides every *column* by the sum of a *row*. No error, wrong numbers. Keep that in mind.
"""


# %% nbgrader={"grade_id": "tensor_sum", "role": "solution"}
#| export
@extend(Tensor)
def sum(self, axis=None, keepdims=False):
    """The sum over `axis` (a number or a tuple; None: over everything).

    With keepdims the axes that are summed stay, with length 1.

    >>> Tensor([[1, 2, 3], [4, 5, 6]]).sum(axis=1).data.tolist()
    [6, 15]
    """
    # TODO: arrays have a method of this name, with the same two arguments.
    ### BEGIN SOLUTION
    return _wrap(self.data.sum(axis=axis, keepdims=keepdims))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_sum", "role": "test", "points": 1}
def test_tensor_sum():
    """Everything, along each axis, and with the axis kept."""
    x = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert x.sum().data.tolist() == 21.0, "everything"
    assert x.sum(axis=0).data.tolist() == [5.0, 7.0, 9.0], "down the columns"
    assert x.sum(axis=1).data.tolist() == [6.0, 15.0], "along the rows"
    assert x.sum(axis=1, keepdims=True).data.tolist() == [[6.0], [15.0]], "the axis is kept"
    print("✅ sum")


test_tensor_sum()


# %% nbgrader={"grade_id": "hidden_tensor_sum", "role": "test", "points": 4}
# After you submit, this cell compares sum with numpy on 0 to 4 axes: every axis from both ends,
# tuples of axes, keepdims with each of them, empty Tensors, float32 and integers, square shapes.
# An axis that does not exist must raise; the operand is unchanged; the result is a Tensor.
### BEGIN HIDDEN TESTS
def hidden_tensor_sum():
    def same(got, want):
        if type(got) is not Tensor or type(got.data) is not np.ndarray:
            return False
        if got.data.shape != want.shape or got.data.dtype != want.dtype:
            return False
        return bool(((got.data - want).__abs__() <= 1e-5 * (1 + want.__abs__())).all())

    assert not same(_wrap(np.ones(1)), np.array([1.1])), (
        "this cell's comparison sees a wrong number"
    )
    assert not same(_wrap(np.ones(1)), np.array([[1.0]])), (
        "this cell's comparison sees a wrong shape"
    )
    rng = np.random.default_rng(112)
    shapes = [(), (5,), (1,), (0,), (2, 3), (3, 3), (4, 1), (2, 3, 4), (2, 2, 2), (2, 1, 3, 2)]
    for shape in shapes:
        axes = [None, *range(-len(shape), len(shape))]
        axes += [(0, -1)] if len(shape) > 1 else []
        axes += [(1, 2), (0, 2), (0, 1, 2)] if len(shape) > 2 else []
        for dtype in ("float64", "float32", "int64"):
            x = _wrap(np.asarray(rng.normal(size=shape) * 9).astype(dtype))
            kept = x.data.tobytes()
            for axis in axes:
                for keepdims in (False, True):
                    got = x.sum(axis=axis, keepdims=keepdims)
                    want = np.asarray(x.data.sum(axis=axis, keepdims=keepdims))
                    assert type(got) is Tensor, "a sum is a Tensor, also when it is one number"
                    assert type(got.data) is np.ndarray, "data is an array, also of one number"
                    if keepdims:
                        assert got.data.shape == want.shape, "keepdims: shape of the sum"
                    assert got.data.shape == want.shape, "the named axis disappears"
                    assert got.data.dtype == want.dtype, "the dtype of a sum"
                    assert same(got, want), "the numbers of a sum"
            assert x.data.tobytes() == kept and x.data.shape == shape, "the operand is unchanged"
    x = _wrap(np.arange(6.0).reshape(2, 3))
    assert same(x.sum(0), np.array([3.0, 5.0, 7.0])), "axis is the first argument"
    assert same(x.sum(1, True), np.array([[3.0], [12.0]])), "keepdims is the second argument"
    for axis in (2, -3):
        try:
            x.sum(axis=axis)
        except (ValueError, IndexError):
            continue
        raise AssertionError("an axis that does not exist raises an error")


hidden_tensor_sum()
### END HIDDEN TESTS


# %% [markdown]
"""
### The mean, out of parts you own

Arrays have a `mean` as well, and you could wrap it. Do something better: build it from
operations that you already have. A mean is a sum, divided by how many numbers went into each
result.

The reason is economy. In module 05 each basic operation will need a rule that says how a
change of its input changes its output. What is *composed* of basic operations needs none. So
we keep the basic ones few, and compose where it costs nothing.

How many numbers go into each result? For shape `(2, 3)` and `axis=1` there are 6 numbers in and
2 out, so 3 for each. That works for every axis and for tuples of axes, without a single `if`.
"""


# %% nbgrader={"grade_id": "tensor_mean", "role": "solution"}
#| export
@extend(Tensor)
def mean(self, axis=None, keepdims=False):
    """The mean over `axis` (a number or a tuple; None: over everything). Integers give floats."""
    # TODO: use your own sum and your own division, not the mean of numpy.
    # HINT: compare self.size with the size of the sum.
    ### BEGIN SOLUTION
    total = self.sum(axis=axis, keepdims=keepdims)
    return total / (self.size // total.size)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_mean", "role": "test", "points": 1}
def test_tensor_mean():
    """Everything, along an axis, and with the axis kept."""
    x = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert x.mean().data.tolist() == 3.5, "everything"
    assert x.mean(axis=0).data.tolist() == [2.5, 3.5, 4.5], "down the columns"
    assert x.mean(axis=1, keepdims=True).data.tolist() == [[2.0], [5.0]], "the axis is kept"
    print("✅ mean")


test_tensor_mean()


# %% nbgrader={"grade_id": "hidden_tensor_mean", "role": "test", "points": 4}
# After you submit, this cell compares mean with numpy as the cell before compared sum, and
# checks that your own sum is used: it replaces Tensor.sum for a moment and looks if it is called.
### BEGIN HIDDEN TESTS
def hidden_tensor_mean():
    def same(got, want):
        if type(got) is not Tensor or type(got.data) is not np.ndarray:
            return False
        if got.data.shape != want.shape or got.data.dtype != want.dtype:
            return False
        return bool(((got.data - want).__abs__() <= 1e-5 * (1 + want.__abs__())).all())

    calls = []

    def spy(self, axis=None, keepdims=False):
        calls.append(axis)
        return _wrap(self.data.sum(axis=axis, keepdims=keepdims))

    assert not same(_wrap(np.ones(1)), np.array([1.1])), (
        "this cell's comparison sees a wrong number"
    )
    assert not same(_wrap(np.ones(1)), np.array([1])), "this cell's comparison sees a wrong dtype"
    rng = np.random.default_rng(113)
    # The parts are replaced by sound ones: what is judged here is the mean alone.
    parts = {
        "sum": spy,
        "__mul__": lambda self, other: _wrap(self.data * _operand(other)),
        "__truediv__": lambda self, other: _wrap(self.data / _operand(other)),
        "__rtruediv__": lambda self, other: _wrap(_operand(other) / self.data),
        "__pow__": lambda self, other: _wrap(self.data ** _operand(other)),
        "shape": property(lambda self: self.data.shape),
    }
    students = {name: getattr(Tensor, name) for name in parts}
    for name, part in parts.items():
        setattr(Tensor, name, part)
    try:
        for shape in ((), (5,), (1,), (2, 3), (3, 3), (4, 1), (2, 3, 4), (2, 2, 2), (2, 1, 3, 2)):
            axes = [None, *range(-len(shape), len(shape))]
            axes += [(0, -1)] if len(shape) > 1 else []
            axes += [(1, 2), (0, 2), (0, 1, 2)] if len(shape) > 2 else []
            for dtype in ("float64", "float32", "int64"):
                x = _wrap(np.asarray(rng.normal(size=shape) * 9 + 3).astype(dtype))
                kept = x.data.tobytes()
                for axis in axes:
                    for keepdims in (False, True):
                        before = len(calls)
                        got = x.mean(axis=axis, keepdims=keepdims)
                        want = np.asarray(x.data.mean(axis=axis, keepdims=keepdims))
                        assert type(got) is Tensor, "a mean is a Tensor, also of one number"
                        if keepdims:
                            assert got.data.shape == want.shape, "keepdims: shape of the mean"
                        assert got.data.shape == want.shape, "the named axis disappears"
                        assert got.data.dtype == want.dtype, "dtype: integers give floats"
                        assert same(got, want), "the numbers of a mean"
                        assert len(calls) > before, "mean is built on your own sum"
                assert x.data.tobytes() == kept, "the operand is unchanged"
        x = _wrap(np.arange(6.0).reshape(2, 3))
        assert same(x.mean(0), np.array([1.5, 2.5, 3.5])), "axis is the first argument"
        assert same(x.mean(1, True), np.array([[1.0], [4.0]])), "keepdims is the second argument"
    finally:
        for name, part in students.items():
            setattr(Tensor, name, part)


hidden_tensor_mean()
### END HIDDEN TESTS


# %% [markdown]
"""
`max` works like `sum`. You will need it in the very next module, where the largest number of
every row is subtracted before `exp`, so that nothing overflows. It returns the largest
*number*, not its position.
"""


# %% nbgrader={"grade_id": "tensor_max", "role": "solution"}
#| export
@extend(Tensor)
def max(self, axis=None, keepdims=False):
    """The largest number along `axis` (a number or a tuple; None: of everything)."""
    # TODO: as sum.
    ### BEGIN SOLUTION
    return _wrap(self.data.max(axis=axis, keepdims=keepdims))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_max", "role": "test", "points": 1}
def test_tensor_max():
    """Everything, along an axis, and with the axis kept."""
    x = Tensor([[1.0, 5.0, 3.0], [4.0, 2.0, 6.0]])
    assert x.max().data.tolist() == 6.0, "everything"
    assert x.max(axis=0).data.tolist() == [4.0, 5.0, 6.0], "down the columns"
    assert x.max(axis=1, keepdims=True).data.tolist() == [[5.0], [6.0]], "the axis is kept"
    print("✅ max")


test_tensor_max()


# %% nbgrader={"grade_id": "hidden_tensor_max", "role": "test", "points": 4}
# After you submit, this cell compares max with numpy as the cells before did, with numbers that
# are all negative among them, and with an empty Tensor, which has no largest number.
### BEGIN HIDDEN TESTS
def hidden_tensor_max():
    def same(got, want):
        if type(got) is not Tensor or type(got.data) is not np.ndarray:
            return False
        if got.data.shape != want.shape or got.data.dtype != want.dtype:
            return False
        return bool((got.data == want).all())

    assert not same(_wrap(np.ones(1)), np.array([1.1])), (
        "this cell's comparison sees a wrong number"
    )
    assert not same(_wrap(np.ones(1)), np.array([1])), "this cell's comparison sees a wrong dtype"
    rng = np.random.default_rng(114)
    for shape in ((), (5,), (1,), (2, 3), (3, 3), (4, 1), (2, 3, 4), (2, 2, 2), (2, 1, 3, 2)):
        axes = [None, *range(-len(shape), len(shape))]
        axes += [(0, -1)] if len(shape) > 1 else []
        axes += [(1, 2), (0, 2), (0, 1, 2)] if len(shape) > 2 else []
        for dtype in ("float64", "float32", "int64"):
            for shift in (0, -90):
                x = _wrap(np.asarray(rng.normal(size=shape) * 20 + shift).astype(dtype))
                kept = x.data.tobytes()
                for axis in axes:
                    for keepdims in (False, True):
                        got = x.max(axis=axis, keepdims=keepdims)
                        want = np.asarray(x.data.max(axis=axis, keepdims=keepdims))
                        assert type(got) is Tensor, "a maximum is a Tensor, also of one number"
                        if keepdims:
                            assert got.data.shape == want.shape, "keepdims: shape of the maximum"
                        assert got.data.shape == want.shape, "the named axis disappears"
                        assert got.data.dtype == want.dtype, "the dtype is kept"
                        if shift < 0:
                            assert same(got, want), "the largest of negative numbers"
                        assert same(got, want), "the largest number along the axis"
                assert x.data.tobytes() == kept, "the operand is unchanged"
    x = _wrap(np.array([[3.0, 1.0], [0.0, 2.0]]))
    assert same(x.max(0), np.array([3.0, 2.0])), "axis is the first argument"
    assert same(x.max(1, True), np.array([[3.0], [2.0]])), "keepdims is the second argument"
    try:
        Tensor([]).max()
    except ValueError:
        return
    raise AssertionError("no numbers, no largest: ValueError")


hidden_tensor_max()
### END HIDDEN TESTS


# %% [markdown]
"""
## Shape and index: moving the frame, not the numbers

Recall the picture of the buffer: a flat run of bytes, and a note on how to read it. Some
operations only need a new note. Here is the matrix from the beginning, read in three ways:

```
   buffer             ┌────┬────┬────┬────┬────┬────┐
                      │ 1. │ 2. │ 3. │ 4. │ 5. │ 6. │
                      └────┴────┴────┴────┴────┴────┘

   x                  shape (2, 3)    strides (24, 8)        1. 2. 3.
                                                             4. 5. 6.

   x.reshape(3, 2)    shape (3, 2)    strides (16, 8)        1. 2.
                                                             3. 4.
                                                             5. 6.

   x.transpose()      shape (3, 2)    strides (8, 24)        1. 4.
                                                             2. 5.
                                                             3. 6.
```

To find entry (i, j), numpy goes i times the first stride plus j times the second from the
beginning. **Reshaping** keeps the order of the buffer and cuts it differently. **Transposing**
swaps the strides, so that what was a column is now read as a row. Same shape in the end, other
numbers in it: do not use one for the other.

Neither moves a number. The result is a **view**: a second Tensor on the same buffer. That is
why they cost next to nothing, however large the Tensor. Have no fear about sharing here: our
operations never write into what they are given, and the constructor's rule still holds, the
memory is shared among Tensors, never with the outside.
"""


# %% nbgrader={"grade_id": "tensor_reshape", "role": "solution"}
#| export
@extend(Tensor)
def reshape(self, *shape):
    """The same numbers, in the same order, in another shape: x.reshape(3, 2).

    One length may be -1: it is computed from the others. The shape may also be one tuple.
    The result is a view where that is possible. Raises ValueError when the sizes differ.
    """
    # TODO: the array's own reshape accepts all of these forms. Pass `shape` on, wrap.
    # HINT: def f(*shape) collects the arguments in a tuple; f(*shape) spreads them out again.
    ### BEGIN SOLUTION
    return _wrap(self.data.reshape(*shape))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_reshape", "role": "test", "points": 1}
def test_tensor_reshape():
    """Other shapes, same order."""
    x = Tensor([1, 2, 3, 4, 5, 6])
    assert x.reshape(2, 3).data.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert x.reshape((3, 2)).data.tolist() == [[1, 2], [3, 4], [5, 6]], "a tuple works too"
    assert x.reshape(2, -1).data.shape == (2, 3), "-1 stands for whatever is left"
    assert x.data.shape == (6,), "x itself keeps its shape"
    print("✅ reshape")


test_tensor_reshape()


# %% nbgrader={"grade_id": "hidden_tensor_reshape", "role": "test", "points": 3}
# After you submit, this cell checks reshape between 0 and 4 axes, with -1, with a tuple, after a
# transpose, its error when sizes differ; that nothing is copied when a view is possible; that
# the dtype is kept; that a new Tensor comes out and the old one is as it was.
### BEGIN HIDDEN TESTS
def hidden_tensor_reshape():
    def equal(a, b):
        return a.shape == b.shape and a.dtype == b.dtype and bool((a == b).all())

    assert not equal(np.ones(2), np.zeros(2)), "this cell's comparison sees a wrong number"
    assert not equal(np.ones(2), np.ones((2, 1))), "this cell's comparison sees a wrong shape"
    for dtype in ("float64", "float32", "int64", "bool"):
        x = _wrap((np.arange(24) % 7).reshape(2, 3, 4).astype(dtype))
        for shape in ((24,), (4, 6), (6, 4), (2, 3, 4), (1, 24), (4, 3, 2, 1), (-1,), (4, -1)):
            for got in (x.reshape(*shape), x.reshape(shape)):
                assert type(got) is Tensor and got is not x, "reshape gives a new Tensor"
                assert equal(got.data, x.data.reshape(shape)), "the order of the numbers is kept"
                assert np.shares_memory(got.data, x.data), "no number is copied"
                assert x.data.shape == (2, 3, 4), "x itself keeps its shape"
    square = _wrap(np.arange(9).reshape(3, 3))
    assert square.reshape(-1).data.tolist() == list(range(9)), "a square, row after row"
    one = Tensor([[5.0]])
    assert one.reshape(()).data.tolist() == 5.0, "down to no axes"
    assert Tensor(5.0).reshape(1, 1).data.tolist() == [[5.0]], "up from no axes"
    assert _wrap(np.ones((0, 3))).reshape(3, 0).data.shape == (3, 0), "empty Tensors"
    turned = Tensor([0.0])
    turned.data = np.arange(6.0).reshape(2, 3).T
    assert equal(turned.reshape(6).data, turned.data.reshape(6)), "rows first, after a transpose"
    for shape in ((5,), (4, 5), (-1, 7)):
        try:
            _wrap(np.ones(24)).reshape(*shape)
        except ValueError:
            continue
        raise AssertionError("a shape of another size raises ValueError")


hidden_tensor_reshape()
### END HIDDEN TESTS


# %% [markdown]
"""
For two axes there is only one way to transpose. With more, you say in which order the old axes
should come. Attention (module 12) does this all the time, so let us be exact:

```
    x.transpose(2, 0, 1)

                        axis 0    axis 1    axis 2
                      ┌─────────┬─────────┬─────────┐
    x          length │    2    │    3    │    4    │
                      ├─────────┼─────────┼─────────┤
    result     length │    4    │    2    │    3    │
               it was │ axis 2  │ axis 0  │ axis 1  │   the arguments, read off
                      └─────────┴─────────┴─────────┘
```
"""


# %% nbgrader={"grade_id": "tensor_transpose", "role": "solution"}
#| export
@extend(Tensor)
def transpose(self, *axes):
    """The axes in another order: new axis i is the old axis axes[i]. Without axes: reversed.

    x of shape (2, 3, 4): x.transpose(2, 0, 1) has shape (4, 2, 3). The result is a view.
    """
    # TODO: as reshape. What does the array's own transpose do without arguments?
    ### BEGIN SOLUTION
    return _wrap(self.data.transpose(*axes))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_transpose", "role": "test", "points": 1}
def test_tensor_transpose():
    """Rows become columns; with three axes you choose."""
    x = Tensor([[1, 2, 3], [4, 5, 6]])
    assert x.transpose().data.tolist() == [[1, 4], [2, 5], [3, 6]]
    assert Tensor(np.ones((2, 3, 4))).transpose(2, 0, 1).data.shape == (4, 2, 3)
    print("✅ transpose")


test_tensor_transpose()

# %% [markdown]
"""
The matrix case is so common that it has a short name, `x.T`, here as everywhere.
"""


# %% nbgrader={"grade_id": "tensor_t", "role": "given"}
#| export
@extend(Tensor)
@property
def T(self):
    """The Tensor with its axes reversed: for a matrix, rows and columns swapped."""
    return self.transpose()


# %% nbgrader={"grade_id": "hidden_tensor_transpose", "role": "test", "points": 3}
# After you submit, this cell checks transpose and T on 0 to 4 axes, square ones too: every order
# of three axes, negative axes, a tuple of axes; that nothing is copied; that the dtype is kept;
# that a new Tensor comes out and the old one is as it was.
### BEGIN HIDDEN TESTS
def hidden_tensor_transpose():
    def equal(a, b):
        return a.shape == b.shape and a.dtype == b.dtype and bool((a == b).all())

    assert not equal(np.ones(2), np.zeros(2)), "this cell's comparison sees a wrong number"
    assert not equal(np.ones(2), np.ones((2, 1))), "this cell's comparison sees a wrong shape"
    orders = ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0), (-1, 0, 1))
    for dtype in ("float64", "float32", "int64", "bool"):
        for shape in ((), (3,), (2, 3), (3, 3), (2, 3, 4), (3, 3, 3), (2, 1, 3, 2)):
            x = _wrap((np.arange(np.prod(shape, dtype=int)) % 11).reshape(shape).astype(dtype))
            for got in (x.transpose(), x.T):
                assert type(got) is Tensor and got is not x, "transpose gives a new Tensor"
                assert equal(got.data, x.data.transpose()), "without axes, all are reversed"
                assert np.shares_memory(got.data, x.data), "no number is copied"
            if len(shape) != 3:
                continue
            for order in orders:
                want = x.data.transpose(order)
                for got in (x.transpose(*order), x.transpose(order)):
                    assert got.data.shape == want.shape, "new axis i is old axis axes[i]: shape"
                    assert equal(got.data, want), "new axis i is old axis axes[i]: numbers"
                    assert got is not x, "transpose gives a new Tensor"
                    assert np.shares_memory(got.data, x.data), "no number is copied"
            assert x.data.shape == shape, "x itself keeps its shape"
    square = Tensor([[1.0, 2.0], [3.0, 4.0]])
    assert square.transpose(0, 1).data.tolist() == [[1.0, 2.0], [3.0, 4.0]], "the order as it is"
    for axes in ((0, 0), (0, 1, 2), (0, 5)):
        try:
            square.transpose(*axes)
        except ValueError:
            continue
        raise AssertionError("axes that are not an order of the old ones raise ValueError")


hidden_tensor_transpose()
### END HIDDEN TESTS


# %% [markdown]
"""
### Indexing

The last operation picks numbers out. `x[0]`, `x[1:, 2]` and `x[..., -1]` you know from numpy;
they are views, made of new shapes and strides once more. But indexing with *lists of indices* is
another matter: the numbers can come from anywhere, so no stride can describe them, and numpy
must copy.

That second kind is what a loss uses. A network gives every picture a row of scores, and the
label says which of them counts:

```
                      0     1     2     3
     scores        ┌─────┬─────┬─────┬─────┐      labels
     picture 0     │ 0.1 │ 0.2 │[0.9]│ 0.3 │      2
     picture 1     │[0.4]│ 0.3 │ 0.2 │ 0.1 │      0
     picture 2     │ 0.5 │ 0.6 │ 0.7 │[0.8]│      3
                   └─────┴─────┴─────┴─────┘

     scores[[0, 1, 2], [2, 0, 3]]   →   [0.9, 0.4, 0.8]
            rows       columns          one number for each pair (row, column)
```

The labels may well be a Tensor themselves, so a Tensor has to be accepted as an index, alone or
as one of several.
"""


# %% nbgrader={"grade_id": "tensor_getitem", "role": "solution"}
#| export
@extend(Tensor)
def __getitem__(self, index):
    """x[index]: whatever numpy accepts as an index; Tensors of integers or booleans as well.

    Slices give a view; Tensors, arrays and lists of indices give a copy.

    >>> Tensor([[1, 2, 3], [4, 5, 6]])[Tensor([0, 1]), Tensor([2, 0])].data.tolist()
    [3, 4]
    """
    # TODO: turn Tensors in the index into arrays, index the array, wrap.
    # HINT: Python passes x[a, b] as one index, the tuple (a, b). _operand does not look inside
    #   a tuple, but you can.
    ### BEGIN SOLUTION
    if isinstance(index, tuple):
        index = tuple(_operand(part) for part in index)
    return _wrap(self.data[_operand(index)])
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_tensor_getitem", "role": "test", "points": 1}
def test_tensor_getitem():
    """Rows, slices, and the scores that the labels point at."""
    x = Tensor([[1, 2, 3], [4, 5, 6]])
    assert x[1].data.tolist() == [4, 5, 6]
    assert x[:, 1:].data.tolist() == [[2, 3], [5, 6]]
    assert isinstance(x[0, 0], Tensor), "a single number is a Tensor too"
    scores = Tensor([[0.1, 0.2, 0.9, 0.3], [0.4, 0.3, 0.2, 0.1], [0.5, 0.6, 0.7, 0.8]])
    labels = Tensor([2, 0, 3])
    assert scores[np.arange(3), labels].data.tolist() == [0.9, 0.4, 0.8]
    print("✅ indexing")


test_tensor_getitem()


# %% nbgrader={"grade_id": "hidden_tensor_getitem", "role": "test", "points": 4}
# After you submit, this cell compares with numpy: integers, slices with steps, ... and None,
# masks, lists and arrays of indices, Tensors alone and inside a tuple, repeated indices; that
# slices are views, that dtypes are kept, and that an index out of range raises IndexError.
### BEGIN HIDDEN TESTS
def hidden_tensor_getitem():
    def equal(a, b):
        return a.shape == b.shape and a.dtype == b.dtype and bool((a == b).all())

    assert not equal(np.ones(2), np.zeros(2)), "this cell's comparison sees a wrong number"
    assert not equal(np.ones(2), np.ones((2, 1))), "this cell's comparison sees a wrong shape"
    for dtype in ("float64", "float32", "int64"):
        x = _wrap(np.arange(60).reshape(3, 4, 5).astype(dtype))
        basic = [0, -1, slice(1, 3), slice(None, None, -2), (1, 2), (0, slice(None), 3)]
        basic += [(..., 0), (slice(None), None, 1), ..., None, (slice(None), slice(1, None, 2))]
        for index in basic:
            got = x[index]
            assert type(got) is Tensor and got is not x, "indexing gives a new Tensor"
            assert equal(got.data, x.data[index]), "integers, slices, ... and None, as in numpy"
            assert np.shares_memory(got.data, x.data), "integers and slices give views"
        assert type(x[1, 2, 3].data) is np.ndarray, "data is an array, also of one number"
        assert x[1, 2, 3].data == 33 and x[1, 2, 3].data.shape == (), "one number has no axes"
        assert x[1, 2, 3].data.dtype == x.data.dtype, "one number keeps its dtype"

        mask = x.data[:, :, 0] > 22
        for index in ([0, 2, 2], np.array([[1, 0], [2, 2]]), ([0, 1, 2], [3, 0, 3]), mask):
            got = x[index]
            assert equal(got.data, x.data[index]), "lists, arrays and masks, as in numpy"
            assert not np.shares_memory(got.data, x.data), "lists of indices give copies"
        assert equal(x[np.int64(2)].data, x.data[2]), "an integer of numpy is an integer"

        labels = np.array([4, 0, 0])
        assert equal(x[_wrap(np.array([2, 0, 2]))].data, x.data[[2, 0, 2]]), "a Tensor as index"
        assert equal(x[_wrap(mask)].data, x.data[mask]), "a Tensor of booleans as index"
        assert equal(x[_wrap(np.array(1))].data, x.data[1]), "a Tensor without axes as index"
        assert equal(x[:, 1, _wrap(labels)].data, x.data[:, 1, labels]), "a Tensor in a tuple"
        got = x[_wrap(np.arange(3)), np.array([1, 1, 3]), _wrap(labels)]
        assert equal(got.data, x.data[[0, 1, 2], [1, 1, 3], labels]), "several Tensors in a tuple"
        assert equal(x.data, np.arange(60).reshape(3, 4, 5).astype(dtype)), "x is unchanged"
    for index in (3, (0, 4), _wrap(np.array([0, 7]))):
        try:
            x[index]
        except IndexError:
            continue
        raise AssertionError("an index out of range raises IndexError")


hidden_tensor_getitem()
### END HIDDEN TESTS


# %% [markdown]
"""
One more method completes the picture. With `len(x)` and `x[0]`, `x[1]`, ... Python can even loop
over a Tensor, row by row. (What a Tensor does not have is `x[0] = 1`. Nothing in our library
changes numbers behind anybody's back, and we keep it that way.)
"""


# %% nbgrader={"grade_id": "tensor_len", "role": "given"}
#| export
@extend(Tensor)
def __len__(self):
    """The length of the first axis."""
    return len(self.data)


# %%
for row in Tensor([[1.0, 2.0], [3.0, 4.0]]):
    print(row, "with sum", row.sum().item())

# %% [markdown]
"""
## A network, today

You now own everything that a neural network computes with. So let us run one. The famous small
problem is XOR: the answer is 1 when exactly one of two inputs is 1. No single matrix product
can compute it; two products with a bend between them can. Each hidden unit adds both inputs, the
second one less 1, and cuts at zero:

```
                  ┌──────────────────────┐
      x₁ ───┬────►│ h₁ = max(x₁+x₂, 0)   ├──── · 1 ───┐
            │ ┌──►│                      │            │
            │ │   └──────────────────────┘            ├───► y
            │ │   ┌──────────────────────┐            │
            └─┼──►│ h₂ = max(x₁+x₂-1, 0) ├──── · -2 ──┘
      x₂ ─────┴──►│                      │
                  └──────────────────────┘
```

All four inputs go through at once, as the rows of one matrix:
"""


# %%
def xor_network():
    """A network of two layers, with weights found by thinking."""
    x = Tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
    hidden = (x @ Tensor([[1, 1], [1, 1]]) + Tensor([0, -1])).maximum(0)
    y = hidden @ Tensor([1, -2])
    for inputs, units, output in zip(x, hidden, y, strict=True):
        print(inputs.numpy(), "→ hidden", units.numpy(), "→", output.item())


xor_network()

# %% [markdown]
"""
Those weights came out of somebody's head. Modules 04 to 07 are about letting the machine find
them, for networks in which nobody could.

Here is one more, which turns any scores into probabilities. It uses five of your methods; read
it until every shape in it is clear to you. Why is the `max` there at all? Take it away, and see.
"""


# %%
def softmax(scores):
    """Every row as probabilities: all positive, with sum 1."""
    shifted = scores - scores.max(axis=1, keepdims=True)  # (n, c) - (n, 1)
    powers = shifted.exp()  # (n, c)
    return powers / powers.sum(axis=1, keepdims=True)  # (n, c) / (n, 1)


print(softmax(Tensor([[1.0, 2.0, 3.0], [1000.0, 1000.0, 1000.0]])))

# %% [markdown]
"""
## Computational complexity: what grows how fast

Your operations fall into three groups: those that only write a new note on an old buffer, those
that visit every number once, and the matrix product, which visits every number again and again.

| operation | numbers read and written | arithmetic | cost |
|---|---|---|---|
| `reshape`, `transpose`, slices | none | none | O(1) |
| `+ - * / **`, `exp`, `maximum`, ... on n numbers | 2n or 3n | n | O(n) |
| `sum`, `mean`, `max` of n numbers | n | n | O(n) |
| indexing with k indices | 2k | none | O(k) |
| `@` of (n, k) and (k, m) | nk + km + nm | 2nkm | O(n · k · m) |
| `@` of two n by n matrices | 3n² | 2n³ | O(n³) |

The last row is the odd one out. Double n, and there is four times as much data but eight times
as much arithmetic:

```
   n    numbers in a matrix, n²     multiplications in a product, n³
   1    █                           █
   2    ████                        ████████
   4    ████████████████            ████████████████████████████████████████████████████████████████
        16                          64
```

An addition does one operation and waits for its next two numbers: it is **memory-bound**, as fast
as numbers come out of memory and no faster. A large product uses every number n times: it is
**compute-bound**, and the only one that profits from a processor with more arithmetic units.
Let us see whether the machine agrees.
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


def measure_growth(sizes=(128, 256, 512, 1024)):
    """Time of x + y and x @ y while n doubles, with how much it grew at each step."""
    rng = np.random.default_rng(0)
    print("             x + y                          x @ y")
    print("    n    milliseconds   grew by        milliseconds   grew by       GFLOP/s")
    add_before = product_before = None
    for n in sizes:
        x = Tensor(rng.normal(size=(n, n)), dtype=np.float32)
        add = best_time(Tensor.__add__, x, x)
        product = best_time(Tensor.__matmul__, x, x)
        add_grew = f"{add / add_before:5.1f} x" if add_before else "       "
        product_grew = f"{product / product_before:5.1f} x" if product_before else "       "
        print(f"{n:5d} {add * 1e3:15.3f} {add_grew:>9} {product * 1e3:19.3f}", end=" ")
        print(f"{product_grew:>9} {2 * n**3 / product / 1e9:13.1f}")
        add_before, product_before = add, product


measure_growth()

# %% [markdown]
"""
Compare the columns "grew by" with the 4 and the 8 that we expect. Small sizes rarely fit: there,
the fixed cost of a call from Python is most of the time. Somewhere along the way `x + y` may grow
by *more* than 4. Often that is the point where the matrices no longer fit into the processor's
cache, and every number has to come from main memory. (If one row looks odd altogether, something
else was using the machine. Run the cell again: a single measurement is an anecdote.)

### Your loops against the library

You have written the same product twice: three Python loops, and `@`, which calls a library
called BLAS. Both do exactly 2n³ operations. Here they race.
"""


# %%
def race(sizes=(8, 16, 32, 64, 96)):
    """matmul_by_hand against @, with a bar for the ratio: one block for each factor of 2."""
    rng = np.random.default_rng(0)
    print("    n    by hand, ms        @, ms    times faster")
    for n in sizes:
        x = Tensor(rng.normal(size=(n, n)))
        rows = x.data.tolist()
        slow = best_time(matmul_by_hand, rows, rows, repeats=1)
        fast = best_time(Tensor.__matmul__, x, x)
        bar = "█" * round(np.log2(slow / fast))
        print(f"{n:5d} {slow * 1e3:14.3f} {fast * 1e3:12.4f} {slow / fast:15.0f} {bar}")


race()

# %% [markdown]
"""
A call of `@` has a fixed cost, which small matrices do not repay; then the ratio grows. A part of
it is Python: every `+=` in your inner loop fetches two objects and makes a third. The rest is
craft. BLAS cuts the matrices into blocks that
stay in the cache while they are used, and multiplies four, eight or sixteen numbers with a
single instruction. *The number of operations does not tell you the time. How they meet the
machine does.* We come back to this in module 16.
"""

# %% [markdown]
"""
## Memory profiling: how many bytes, and when

A program that is too slow still finishes. One that runs out of memory does not. You know two
rules by now: bytes are numbers times itemsize, and views are free. First, what a dtype buys, with
the same million numbers in each:
"""


# %%
def measure_dtypes(n=1_000_000):
    """What `n` numbers take in several dtypes, and what a dtype can hold."""
    numbers = Tensor(np.linspace(0.0, 1.0, n))
    print("dtype      megabytes                       step at 1.0     largest")
    for dtype in (np.float64, np.float32, np.float16, np.int64, np.int8):
        t = Tensor(numbers, dtype=dtype)
        is_float = t.dtype.kind == "f"
        step = np.finfo(dtype).eps if is_float else 1
        largest = np.finfo(dtype).max if is_float else np.iinfo(dtype).max
        bar = "█" * round(t.nbytes / 1e6 * 2)
        print(f"{t.dtype!s:9} {t.nbytes / 1e6:5.1f}  {bar:16} {step:18.2g} {largest:11.3g}")


measure_dtypes()

# %% [markdown]
"""
Halving the bytes costs precision: "step at 1.0" is the distance to the next number that can be
written. It is fine enough in float32 to train almost anything, which is why that is the usual
choice. float16 needs care, since its largest value is soon reached.

Now copies and views. `tracemalloc`, a part of Python, counts every byte that is asked for. The
next cell runs one operation after another on the same Tensor `x` and reports how many bytes were
in use *at the most while it ran*, and how many are *still held* by its result. The unit is the
Tensor itself: 1.00 means as many bytes as `x` has.

**Before you run it, write down your guess for each line of `operations`.** For most of them it
is 0, 1 or 2. You learn more from the two that you get wrong than from all the others.
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


def measure_copies(n=1000):
    """Which operations ask for memory?"""
    x = Tensor(np.ones((n, n)))
    rows = np.arange(n)
    operations = {
        "Tensor(x)": lambda: Tensor(x),
        "x.numpy()": lambda: x.numpy(),
        "x.reshape(-1)": lambda: x.reshape(-1),
        "x.T": lambda: x.T,
        "x.T.reshape(-1)": lambda: x.T.reshape(-1),
        "x[: n // 2]": lambda: x[: n // 2],
        "x[rows]": lambda: x[rows],
        "x + 1": lambda: x + 1,
        "(x + 1) * 2": lambda: (x + 1) * 2,
        "((x + 1) * 2).exp().sum()": lambda: ((x + 1) * 2).exp().sum(),
    }
    print(f"x has {x.nbytes / 1e6:.0f} MB                   at the most          still held")
    for name, operation in operations.items():
        peak, held = (size / x.nbytes for size in allocated(operation))
        print(f"{name:28}", *(f"{n:8.2f} {'█' * round(n * 4):10}" for n in (peak, held)))


measure_copies()

# %% [markdown]
"""
How many did you get? These are the ones that people miss:

* The views ask for nothing: a new shape and new strides are a few dozen bytes.
* `x.T` is free and `x.reshape(-1)` is free, yet `x.T.reshape(-1)` is not. Reading the transposed
  matrix row by row jumps about in the buffer, and no single stride describes that. numpy has
  no choice but to lay the numbers out anew.
* In `(x + 1) * 2` there is a moment when the intermediate result and the final one both exist.
  The chain at the end holds only one number when it is done, but on its way it needed as much as
  the line above.

That last point will grow on us. To learn, a network must *keep* its intermediate results; there
is one for every layer, and each is as large as the batch. That is why halving the batch is the
first thing that people try when memory runs out.
"""

# %% [markdown]
"""
## In production systems

PyTorch's Tensor is the same idea, at another scale. The way of one addition, here and there:

```
    x + y

    ┌──────────────────────────────┐      ┌──────────────────────────────┐
    │ TinyTorch                    │      │ PyTorch                      │
    ├──────────────────────────────┤      ├──────────────────────────────┤
    │ Tensor.__add__     Python    │      │ Tensor.__add__     C++       │
    │        │                     │      │        │                     │
    │        │                     │      │        ▼                     │
    │        │                     │      │ dispatcher: autograd? mixed  │
    │        │                     │      │ precision? which device?     │
    │        │                     │      │        │                     │
    │        ▼                     │      │        ▼                     │
    │ numpy: broadcast, promote,   │      │ one kernel for each kind of  │
    │ loop on one CPU core         │      │ device, threads inside       │
    │        │                     │      │        │                     │
    │        ▼                     │      │        ▼                     │
    │ ndarray: shape, strides,     │      │ sizes, strides, offset into  │
    │ a buffer in main memory      │      │ a Storage on CPU or GPU      │
    └──────────────────────────────┘      └──────────────────────────────┘
```

**Storage and strides.** A `torch.Tensor` consists of sizes, strides and an offset into a
`Storage`, the flat buffer, which many Tensors can share. `transpose` and slices make views, as
ours do. `view` insists on not copying and raises an error where strides cannot express the new
shape; `reshape`, like ours, copies if it must. Because PyTorch also has in-place operations,
such as `x.add_(y)`, a view there can change under your hands. With us that takes a deliberate
write into `.data`.

**Copies at the door.** `torch.tensor(array)` copies, as our constructor does.
`torch.from_numpy(array)` shares memory, as `_wrap` does, and so does `tensor.numpy()`: there we
were more careful than PyTorch, at the price of a copy.

**Dispatch.** Where our `__add__` goes straight to numpy, PyTorch asks a *dispatcher* which
kernel to run. It looks at the device and dtype of the operands and at layers that can be switched
on around every operation; recording for autograd is one of them. We shall add that layer in
module 05 by replacing methods of a Python class. That is a teaching device, not how PyTorch is
built; the effect is the same, one place through which every operation passes.

**Promotion.** When dtypes meet, a rule decides. PyTorch's default float is float32, ours float64,
because Python's floats are. PyTorch ranks operands: a Tensor with axes comes before one without,
and both before a bare number, as long as all are of one category, such as floats. We
have taken over the part that matters most: bare numbers do not count. A Tensor without axes does
count for us, so multiplying float32 data by `Tensor(2.0)` gives float64. Write `2.0`.

**Speed.** On a CPU both systems give matrix products to a BLAS library. A GPU has many more
arithmetic units and faster memory, but that memory is its own: `x.to("cuda")` copies, and an
operation on a small Tensor costs more to start than to run. Asking a GPU's driver for memory is
slow, so PyTorch keeps freed blocks in a pool and hands them out again.
"""

# %% [markdown]
"""
## All tests at once

You have run each test where it belongs. This cell runs the visible ones together, in case a later
change has broken something that worked. Before you submit, restart the kernel and run the whole
notebook, or press *Validate*: cells run out of order can pass by accident.
"""


# %%
def run_all_tests():
    """Every visible test of this module."""
    test_tensor_init()
    test_tensor_shape()
    test_tensor_nbytes()
    test_tensor_item()
    test_tensor_numpy()
    test_tensor_repr()
    test_broadcast_shape()
    test_tensor_add()
    test_tensor_mul()
    test_tensor_sub()
    test_tensor_rsub()
    test_tensor_truediv()
    test_tensor_rtruediv()
    test_tensor_pow()
    test_matmul_by_hand()
    test_tensor_matmul()
    test_tensor_exp()
    test_tensor_log()
    test_tensor_tanh()
    test_tensor_maximum()
    test_tensor_sum()
    test_tensor_mean()
    test_tensor_max()
    test_tensor_reshape()
    test_tensor_transpose()
    test_tensor_getitem()
    print("\n🎉 your Tensor is ready for module 02")


if __name__ == "__main__":
    run_all_tests()

# %% [markdown]
"""
## 🤔 ML Systems Thinking

Three questions, five points each, read by a person. Three to six sentences are enough; a number
that you computed is worth more than an adjective. Add cells to try things out.

### 1. One forgotten axis

A network predicts a price for each of 1000 houses. Its output has shape `(1000, 1)`, the true
prices are stored with shape `(1000,)`, all in float32. The loss is written as

```python
loss = ((predictions - targets) ** 2).mean()
```

```
    predictions    (1000, 1)   ─┐
                                ├──►   predictions - targets    ( ?  ,  ? )   ──►   mean   ──►   ()
    targets        (1000,)     ─┘
```

What is the shape of the difference, and how many bytes does it take, compared with what its
author had in mind? Suppose that every prediction is exactly right: is the loss zero? What does
the loss measure instead? Nothing raised an error, so propose a fix, and one line that would have
caught the mistake.
"""

# %% [markdown] nbgrader={"grade_id": "think_forgotten_axis", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
By the rule, `(1000, 1)` and `(1000,)`, which counts as `(1, 1000)`, stretch to `(1000, 1000)`:
every prediction minus every target. In float32 that is 1,000,000 · 4 = 4,000,000 bytes, where
1000 · 4 = 4,000 were meant, a thousand times as many. The loss is the mean of (pᵢ - tⱼ)² over all
pairs, not over matching ones. With perfect predictions it is the mean squared distance between
any two prices (twice their variance), which is zero only if all prices are equal; making it
small means predicting the same price, the mean, for every house.
Fix: `targets.reshape(-1, 1)` or `predictions.reshape(-1)`. Check: `assert predictions.shape ==
targets.shape`, best inside the loss function.

Mark scheme: 1 point for the shape (1000, 1000) with the rule as the reason; 1 for the bytes (4 MB
against 4 kB, or the factor of 1000); 2 for the loss: one for "not zero", one for "all pairs are
compared" or what minimising it would lead to; 1 for a working fix together with a check on
shapes.
### END SOLUTION
"""

# %% [markdown]
"""
### 2. Free now, paid later

In the table of copies, `x.T` was free and `x.T.reshape(-1)` was not. Take the matrix of shape
`(2, 3)` from the beginning of this module, in float64, with the places of its buffer numbered:

```
    place in the buffer      0      1      2      3      4      5
                          ┌──────┬──────┬──────┬──────┬──────┬──────┐
                          │  1.  │  2.  │  3.  │  4.  │  5.  │  6.  │
                          └──────┴──────┴──────┴──────┴──────┴──────┘
    x       reads them in the order    0  1  2  3  4  5
    x.T     reads them in the order    ?  ?  ?  ?  ?  ?
```

Fill in the second order. Use it to explain why `x.T` can be a view and `x.T.reshape(-1)` cannot.
Then think of a large matrix, and of a processor that fetches memory in pieces of 64 bytes: why
can it be slower to walk along the rows of `x.T` than along those of `x`, although both hold the
same numbers? When would you make the copy on purpose?
"""

# %% [markdown] nbgrader={"grade_id": "think_views", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
`x.T` reads the places 0 3 1 4 2 5. With two axes that is described by two strides: 8 bytes to the
next row, 24 to the next column, so a new note on the same buffer is enough. Flattened there is
only one axis and therefore one stride, but the steps are +3, -2, +3, -2, +3 places: no single
number describes them, so the numbers must be laid out anew.
Along a row of `x`, neighbours in the row are neighbours in memory: one piece of 64 bytes serves
eight float64. Along a row of `x.T` each step jumps by a whole row of `x`, so (for a large matrix)
every number needs a piece of its own, of which 56 bytes are not used before it is thrown out
again. I would copy on purpose when the transposed matrix is read many times after that: one slow
pass, then fast ones (PyTorch's `contiguous()`); or to let a small slice survive without keeping
its large buffer alive.

Mark scheme: 1 point for the order 0 3 1 4 2 5; 1 for two strides being enough for the view and
one stride not enough for the flat shape; 2 for the cache argument (1 for neighbours against
jumps, 1 for fetched bytes that are wasted, with or without the count of eight); 1 for a
sensible reason to copy.
### END SOLUTION
"""

# %% [markdown]
"""
### 3. What would a faster chip do for you?

One layer of a network takes a batch of 64 rows from 784 to 256 numbers, in float32:

```
     x (64, 784) ──►┌───┐      ┌───┐      ┌───────────┐
                    │ @ │ ───► │ + │ ───► │ maximum 0 │ ───►  (64, 256)
     W (784, 256) ─►└───┘      └─▲─┘      └───────────┘
                                 │
     b (256,) ───────────────────┘
```

For the `@` and for the `+`, count the arithmetic operations, and the numbers that have to be
read and written. How many operations are there for each number moved? A new chip has ten times
the arithmetic units and the same memory: say for each of the two what becomes of its time, and
support it with something that you measured above. Finally: production systems often run `@`,
`+` and `maximum` as one *fused* kernel. The arithmetic is the same, so what is saved?
"""

# %% [markdown] nbgrader={"grade_id": "think_faster_chip", "role": "answer", "points": 5}
"""
### BEGIN SOLUTION
`@`: 2 · 64 · 784 · 256 = 25,690,112 operations on 64·784 + 784·256 + 64·256 = 267,264 numbers, so
about 96 operations for each number. `+`: 64 · 256 = 16,384 operations; it reads 16,384 + 256
numbers and writes 16,384, together 33,024, about 0.5 operations for each number.
The product is compute-bound: with ten times the units it can become several times faster, until
memory (or the cost of the call) becomes the limit. The addition waits for memory already and
stays about as slow as it is. In my table x @ y grew about eightfold when n doubled, as the
arithmetic does, while x + y grew with the amount of data, and by more than 4 once the matrices
left the cache.
Fusing saves traffic, not arithmetic: the result of `@` gets its bias and its maximum while it is
still in registers or cache. Otherwise 16,384 numbers are written, read, written, read and written
again; fused they are written once (and two results are never allocated, two calls never made).

Mark scheme: 2 points for the counts (1 for each operation; allow a factor of 2 for other ways
of counting), with their ratios; 1 for compute-bound against memory-bound, with the consequence for
both on the new chip; 1 for evidence from their own measurements; 1 for saying that fusing saves
reads and writes (or memory) of intermediate results.
### END SOLUTION
"""

# %% [markdown]
"""
## 🎯 Module Summary

You have built the object that everything else in this course is made of:

```
   ┌─ Tensor ─────────────────────────────────────────────────────────────┐
   │  data              one buffer, with shape, strides and dtype         │
   │  ask               shape  ndim  size  dtype  nbytes  len()           │
   │  take out          item()  numpy()  printing                         │
   │  number by number  +  -  *  /  **   exp  log  tanh  maximum          │
   │  combine           @                                                 │
   │  reduce            sum  mean  max                                    │
   │  reframe           reshape  transpose  T  [...]                      │
   └──────────────────────────────────────────────────────────────────────┘
```

And with it, a few things that stay true far beyond this course:

- **A Tensor is a buffer and a note on how to read it.** New notes are free, new buffers are not.
- **Shapes are compared from the right, and 1 gives way.** When the result has a shape that you
  did not expect, stop; do not reshape until the error goes away.
- **Decide who owns memory.** Copy at the door, share inside, never write into an operand.
- **The dtype is a choice**: it sets bytes, precision and speed. A bare number does not change it.
- **Count bytes as well as operations.** Element-wise work waits for memory; matrix products
  do arithmetic; Python loops do neither well.

In **module 02** you build the activations, ReLU, sigmoid, GELU, softmax, from nothing but these
methods. From there on your notebooks begin with `from tinytorch.tensor import Tensor`.
"""
