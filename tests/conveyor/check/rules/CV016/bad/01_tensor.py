# %% nbgrader={"grade_id": "test_a", "role": "test", "points": 1}
def test_a():
    assert 1 + 1 == 2


test_a()

# %% nbgrader={"grade_id": "hidden_a", "role": "test", "points": 1}
### BEGIN HIDDEN TESTS
def test_hidden():
    assert 2 + 2 == 4, "two and two"


test_hidden()
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "test_b", "role": "test", "points": 1}
def test_b():
    assert 1 + 2 == 3


test_b()

# %%
def run_all_tests():
    test_a()
