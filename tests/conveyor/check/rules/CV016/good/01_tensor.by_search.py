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

# %%
def run_all_tests():
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
