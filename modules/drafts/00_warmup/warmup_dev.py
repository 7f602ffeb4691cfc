# %% [markdown]
"""
# Module 00: Warm-up

**Learning Objectives:**
- Take one assignment the whole way: fetch, work, validate, submit, read the feedback
- Know what the visible tests tell you, what the hidden ones look at, and what costs points
- Find out now, with nothing at stake, whether your account and your browser work

Plan ten minutes. The module has 5 points, and no mathematics that you have not met at school.
"""

# %% [markdown]
"""
## What this is about

All modules of this course go the same way, and the first one that counts is a bad moment to learn
it. So here is a small one, with two functions to write. You have done the first step already, or you
would not read this.

```
        you                                               the course
   ┌────────────┐   1 fetch                           ┌────────────────────┐
   │            │ ◄────────────────────────────────── │  assignments       │
   │  notebook  │                                     └────────────────────┘
   │            │
   │  2 work    │   3 validate: the visible tests, in a fresh kernel
   │            │
   │            │   4 submit                          ┌────────────────────┐
   │            │ ──────────────────────────────────► │  all of the tests, │
   │            │   5 feedback                        │  hidden ones, too  │
   │            │ ◄────────────────────────────────── │                    │
   └────────────┘                                     └────────────────────┘
```

A notebook consists of cells. Click into a cell and press *Shift-Enter* to run it. Some cells are
locked: they hold tests or code that your own work rests on. If you change one all the same,
nothing bad happens, and nothing good: grading puts the original back. You may add cells of your own
wherever you like.

Run the next cell now.
"""

# %% nbgrader={"grade_id": "warmup_imports", "role": "given"}
import numpy as np

print("numpy", np.__version__, "is here, and so are you")

# %% [markdown]
"""
## A test that you can see, and one that you cannot

The exercise: the average of a list of numbers, which is their sum divided by how many there are.

Below, write your code in place of `raise NotImplementedError()`, and remove that line. What is
above it stays: the first line is the name under which the tests call your function, and the text in
three quotation marks, the *docstring*, says what is expected. `# TODO` and `# HINT` are for you.

Then run the cell, and the test after it. As long as nothing happens but a line with a green
check mark, that test is content. If there is a red block instead, read its *last* line first.
"""


# %% nbgrader={"grade_id": "average", "role": "solution"}
def average(numbers):
    """The average of a list of numbers. Raises ValueError when the list is empty.

    >>> average([1, 2, 6])
    3.0
    """
    # TODO: two cases: an empty list, and all others.
    # HINT: raise ValueError("no numbers, no average") is how Python says no.
    ### BEGIN SOLUTION
    if len(numbers) == 0:
        raise ValueError("no numbers, no average")
    return sum(numbers) / len(numbers)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_average", "role": "test", "points": 1}
def test_average():
    """Three small numbers."""
    assert average([1, 2, 6]) == 3, "1 + 2 + 6 is 9, and a third of that is 3"
    print("✅ an average")


test_average()

# %% [markdown]
"""
One point, if you saw the check mark. Did you think of the empty list? The test did not ask. It
rarely asks for everything: what else has to hold is written in the docstring, and in the
comment of the next cell, which looks empty. It is not. After you submit, a *hidden* test
runs in its place. Reading these comments is half the work in this course. (If your function has no
answer for the empty list yet, go back and give it one.)
"""


# %% nbgrader={"grade_id": "hidden_average", "role": "test", "points": 2}
# After you submit, this cell checks averages of 1 to 50 numbers, whole ones, negative ones and
# fractions; that the list is as it was before; and that an empty list raises ValueError.
### BEGIN HIDDEN TESTS
def hidden_average():
    assert abs(1.0 - 1.1) > 1e-9, "this cell's comparison sees a wrong number"
    for numbers in ([7], [-3, 5], [0.5, 0.25], [0, 0, 0], [-1.5, -2.5], list(range(50))):
        kept = list(numbers)
        exact = 0
        for number in kept:
            exact += number / len(kept)
        answer = average(numbers)
        assert isinstance(answer, float), "an average is a float: / divides, // rounds down"
        assert abs(answer - exact) < 1e-9, "the sum, divided by how many numbers there are"
        assert numbers == kept, "the list is as it was before"
    try:
        average([])
    except ValueError:
        return
    raise AssertionError("an empty list raises ValueError, as the docstring says")


hidden_average()
### END HIDDEN TESTS


# %% [markdown]
"""
## A warning costs the point

The second function turns counts into shares: of 3 apples and 1 pear, 0.75 and 0.25 of the
fruit. The counts are an array of numpy, and arrays compute with all their numbers at once:
`np.array([3, 1]) / 4` is `[0.75, 0.25]`.

What if there is nothing at all, `[0, 0]`? Then every share shall be 0. Here a trap lies open.
numpy does not stop at 0 divided by 0. It prints a *warning*, in a red block, goes on, and
calls the result `nan`, "not a number". In this course, **a test during which a warning is printed
gets no points**, even if the result happens to be right. Sums that are not numbers have ruined many
a training, and a warning is often the only sign of them.

So do not silence it. See to it that there is no division by zero.
"""


# %% nbgrader={"grade_id": "shares", "role": "solution"}
def shares(counts):
    """The share of each count in their sum: an array of floats, of the same shape (n,).

    counts   an array (n,) of numbers that are not negative. If all are 0, so are the shares.

    >>> shares(np.array([3, 1])).tolist()
    [0.75, 0.25]
    """
    # TODO: compute the sum first, and look at it.
    # HINT: counts.sum() is the sum; np.zeros(n) is an array of n zeros, as floats.
    ### BEGIN SOLUTION
    total = counts.sum()
    if total == 0:
        return np.zeros(len(counts))
    return counts / total
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_shares", "role": "test", "points": 1}
def test_shares():
    """Some fruit, and none."""
    assert shares(np.array([3, 1])).tolist() == [0.75, 0.25], "3 and 1 of 4"
    assert shares(np.array([0, 0])).tolist() == [0.0, 0.0], "nothing, so every share is 0"
    print("✅ shares, and no warning above this line")


test_shares()


# %% nbgrader={"grade_id": "hidden_shares", "role": "test", "points": 1}
# After you submit, this cell checks arrays of 1 to 9 counts, whole numbers and fractions, very
# small ones and zeros among them; that the result is an array of floats with the sum 1 (or all
# 0); that the counts are as they were before; and that no warning is printed.
### BEGIN HIDDEN TESTS
def hidden_shares():
    assert abs(1.0 - 1.1) > 1e-9, "this cell's comparison sees a wrong number"
    for numbers in ([5], [0], [0, 2], [1, 1, 2], [0.5, 1.5], [1e-9, 3e-9], [0.0] * 9, range(9)):
        counts = np.array(list(numbers))
        kept = counts.tolist()
        result = shares(counts)
        assert isinstance(result, np.ndarray), "the result is an array"
        assert result is not counts, (
            "the result is an array of its own, also where nothing changes"
        )
        assert result.dtype.kind == "f", "shares are floats, also when all of them are 0"
        assert result.shape == counts.shape, "a share for each count"
        total = sum(kept)
        for share, count in zip(result.tolist(), kept, strict=True):
            exact = count / total if total else 0.0
            assert abs(share - exact) < 1e-9, "each count, divided by the sum of all"
        assert counts.tolist() == kept, "the counts are as they were before"


hidden_shares()
### END HIDDEN TESTS


# %% [markdown]
"""
## Validate, submit, and look at what comes back

Cells can be run in any order, and a notebook remembers everything that ever ran in it. So it happens
that all tests pass *here*, because of a variable that you have since deleted, and fail in grading,
which starts from nothing and goes from top to bottom.

1. **Save** (*Ctrl-S*, or *Cmd-S* on a Mac). What is on the screen is not yet on the disk.
2. **Validate**: press the button of that name above the notebook. It does what grading does,
   as far as the visible tests go. You want to read that the notebook "passes all the tests". If it
   does not, it names the cell.
3. **Submit**: in the tab *Assignments* (menu *Nbgrader → Assignment List*), press *Submit* beside
   this module. You may do so again as often as you like; the newest submission counts.
4. **Feedback**: when the staff have graded, press *Fetch Feedback* in the same place, then *view
   feedback*. The page shows your notebook with the points of each test, and for a hidden test that
   failed the sentence that belongs to it.

If something does not work on the way, ask now. That is what this module is for.

Here is also how to see all visible tests at once. Every module ends with such a cell.
"""


# %%
def run_all_tests():
    """Every visible test of this module."""
    test_average()
    test_shares()
    print("\n🎉 save, validate, submit: you are ready for module 01")


if __name__ == "__main__":
    run_all_tests()

# %% [markdown]
"""
## 🎯 Module Summary

```
   ┌─ before you submit ─────────────────┬─ after ─────────────────────────────┐
   │  run the visible test at once       │  hidden tests: all that the         │
   │  read docstring and comments        │  docstring and the comments say     │
   │  no warnings                        │  a test gives all its points, or 0  │
   │  save, then Validate                │  feedback: cell by cell             │
   └─────────────────────────────────────┴─────────────────────────────────────┘
```

- **The docstring and the comment "After you submit" are the task.** The visible test is a sample of it.
- **Warnings count as failures.** Mend their cause.
- **Validate starts from nothing**, as grading does. A notebook that you have worked in does not.
- **Submit early, and again.** The newest submission counts, and nothing is lost by an older one.

In **module 01** you build the Tensor, on which everything else in this course rests.
"""
