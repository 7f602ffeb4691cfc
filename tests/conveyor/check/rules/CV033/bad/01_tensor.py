# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    """The double."""
    # TODO: add it to itself.
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION


def g(x):
    """The half."""
    ### BEGIN SOLUTION
    # HINT: divide.
    return x / 2
    ### END SOLUTION
