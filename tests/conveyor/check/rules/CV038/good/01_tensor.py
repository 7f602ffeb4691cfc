# %% nbgrader={"grade_id": "tools", "role": "given"}
#| export
import numpy as np

# %% nbgrader={"grade_id": "f", "role": "solution"}
#| export
class Tensor:
    """Prints only when it is told to."""

    def show(self):
        """Print it."""
        ### BEGIN SOLUTION
        print(self)
        ### END SOLUTION


for name in ("exp", "log"):
    setattr(Tensor, name, getattr(np, name))
setattr(Tensor, "test", None)

# %% nbgrader={"grade_id": "test_a", "role": "test", "points": 1}
def test_a():
    assert 1 + 1 == 2


test_a()

# %% nbgrader={"grade_id": "hidden_a", "role": "test", "points": 1}
### BEGIN HIDDEN TESTS
def test_hidden():
    assert 2 + 2 == 4, "two and two"


test_hidden()
### END HIDDEN TESTS
