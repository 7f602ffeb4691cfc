# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    # Your code goes between BEGIN SOLUTION and the end.
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION
