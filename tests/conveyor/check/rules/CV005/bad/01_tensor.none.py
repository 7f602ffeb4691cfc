# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    return x
