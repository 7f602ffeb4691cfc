# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 5}
def hidden():
    ### BEGIN HIDDEN TESTS
    assert 1 + 1 == 2, "one and one"
    ### END HIDDEN TESTS

hidden()
