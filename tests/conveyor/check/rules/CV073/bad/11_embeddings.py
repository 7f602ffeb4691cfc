# %% nbgrader={"grade_id": "f", "role": "solution"}
from tinytorch import Tensor


class Embedding:
    """A table of vectors."""

    def __call__(self, ids):
        ### BEGIN SOLUTION
        return Tensor(self.weight.data[ids.data])
        ### END SOLUTION
