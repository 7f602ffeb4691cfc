# %% nbgrader={"grade_id": "f", "role": "solution"}
def data_of(x):
    """The numbers."""
    ### BEGIN SOLUTION
    return x.data if hasattr(x, "data") else x
    ### END SOLUTION

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
assert not hasattr(data_of(1), "data")
