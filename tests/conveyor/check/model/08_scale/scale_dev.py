# %% [markdown]
"""
# Module 08: Scale

**Learning Objectives:**
- Build a function that multiplies the numbers of a Tensor
- Say how its cost grows

Every layer of a network multiplies numbers by other numbers. Before we do that with whole
tables of weights, we do it with a single factor, and look closely at what happens to memory:
is there a new block of numbers afterwards, or the old one? The answer decides whether two
parts of a program can work with the same Tensor without getting into each other's way.

```
   ┌───┬───┐   × 3   ┌───┬───┐
   │ 1 │ 2 │  ────►  │ 3 │ 6 │
   └───┴───┘         └───┴───┘
```
"""

# %% nbgrader={"grade_id": "scale_setup", "role": "given"}
#| export
import tracemalloc

from tinytorch.tensor import Tensor

# %% [markdown]
"""
## Multiplying by a factor

The result is a Tensor of its own, and its operand keeps its numbers.
"""

# %% nbgrader={"grade_id": "scale", "role": "solution"}
#| export
def scale(x, factor):
    """`x` times a number: a new Tensor of the same shape."""
    # TODO: multiply, and leave `x` as it is.
    # HINT: a list comprehension makes a new list.
    ### BEGIN SOLUTION
    numbers = [factor * number for number in x.data.tolist()]
    fresh = list(numbers)
    return Tensor(fresh)
    ### END SOLUTION

# %% [markdown]
"""
### Testing it
"""

# %% nbgrader={"grade_id": "test_scale", "role": "test", "points": 25}
def test_scale():
    """Each number is multiplied."""
    assert scale(Tensor([1, 2]), 3).data.tolist() == [3, 6]
    print("each number was multiplied")


test_scale()

# %% nbgrader={"grade_id": "hidden_scale", "role": "test", "points": 60}
# After you submit, this cell checks that the operand keeps its numbers.
### BEGIN HIDDEN TESTS
def hidden_scale():
    x = Tensor([1, 2])
    scale(x, 3)
    assert x.data.tolist() == [1, 2], "the operand keeps its numbers"


hidden_scale()
### END HIDDEN TESTS

# %% [markdown]
"""
## Systems

### Computational complexity

One multiplication a number: O(n).

```
n = 10   ██
n = 20   ████
```

### Memory profiling

How much is allocated while it works?
"""

# %%
def profile_memory():
    """Peak memory for growing inputs."""
    for n in (1000, 2000):
        x = Tensor([1.0] * n)
        tracemalloc.start()
        try:
            scale(x, 2.0)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        print(f"{n:5d} numbers {peak:8d} bytes {'█' * (peak // 10000)}")


profile_memory()

# %% [markdown]
"""
## In production systems

PyTorch multiplies in a kernel that is compiled for the processor at hand, and it can write the
result over its operand when you ask for `mul_`. Both save memory traffic, which is what such
an operation spends its time on.

```
┌────────┐     ┌────────────┐     ┌────────┐
│ Python │ ──► │ dispatcher │ ──► │ kernel │
└────────┘     └────────────┘     └────────┘
```
"""

# %%
def run_all_tests():
    test_scale()


if __name__ == "__main__":
    run_all_tests()

# %% [markdown]
"""
## 🤔 ML Systems Thinking

```
   x ──┬──► scale(x, 2)
       └──► scale(x, 3)
```

What would go wrong here if `scale` wrote over its operand?
"""

# %% [markdown] nbgrader={"grade_id": "think_alias", "role": "answer", "points": 15}
"""
### BEGIN SOLUTION
The second call would get numbers that the first one has changed already. 10 points for this,
5 points for an example.
### END SOLUTION
"""

# %% [markdown]
"""
## 🎯 Module Summary

You multiplied a Tensor by a number, and know what that costs.
"""
