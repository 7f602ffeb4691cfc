# %% nbgrader={"grade_id": "f", "role": "solution"}
class Counter:
    """Counts from zero."""

    def __init__(self):
        ### BEGIN SOLUTION
        self.n = 0
        ### END SOLUTION

def given_whole(x):
    return x

def f(x):
    """The double of `x`."""
    ### BEGIN SOLUTION
    def double():
        return x + x
    return double()
    ### END SOLUTION

# TODO: give the answer.
answer = None
### BEGIN SOLUTION
answer = 42
### END SOLUTION
