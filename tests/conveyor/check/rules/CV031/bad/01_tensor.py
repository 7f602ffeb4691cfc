# %% nbgrader={"grade_id": "f", "role": "solution"}
class Counter:
    """Counts from zero."""

    def up(self):
        ### BEGIN SOLUTION
        self.n = 0
        ### END SOLUTION


def f(x):
    ### BEGIN SOLUTION
    """Students do not get this line."""
    return x
    ### END SOLUTION


class Other:
    def __init__(self):
        ### BEGIN SOLUTION
        self.n = 0
        ### END SOLUTION
