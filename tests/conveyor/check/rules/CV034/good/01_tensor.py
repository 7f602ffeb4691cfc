# %% nbgrader={"grade_id": "f", "role": "solution"}
def short(x):
    # TODO: add it to itself.
    ### BEGIN SOLUTION
    # Twice is
    # a sum, too.
    return x + x
    ### END SOLUTION


def hinted(x):
    # TODO: add it up.
    # HINT: begin with the first.
    ### BEGIN SOLUTION
    total = x[0]
    for other in x[1:]:
        total += other
    return total
    ### END SOLUTION


def longer_todo(x):
    # TODO: add it up. Begin with the first, and add
    #   each of the others.
    ### BEGIN SOLUTION
    total = x[0]
    for other in x[1:]:
        total += other
    return total
    ### END SOLUTION
