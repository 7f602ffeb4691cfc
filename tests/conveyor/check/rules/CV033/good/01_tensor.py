# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    """The double."""
    # TODO: add it to itself.
    ### BEGIN SOLUTION
    # Twice is a sum, too.
    return x + x
    ### END SOLUTION


def g(x):
    """The half."""
    # todo: divide.
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION
