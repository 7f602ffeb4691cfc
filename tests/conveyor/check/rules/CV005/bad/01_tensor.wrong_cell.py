# %% nbgrader={"grade_id": "f", "role": "given"}
def f(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION
