# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    # TODO: add it up.
    ### BEGIN SOLUTION
    total = x[0]
    total += x[1]
    return total
    ### END SOLUTION
