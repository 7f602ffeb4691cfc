# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    # TODO: add it up.
    ### BEGIN SOLUTION
    total = x[0]

    return total
    ### END SOLUTION


def g(x):
    # HINT: begin with the first.
    ### BEGIN SOLUTION
    total = x[0]
    for other in x[1:]:
        total += other
    return total
    ### END SOLUTION
