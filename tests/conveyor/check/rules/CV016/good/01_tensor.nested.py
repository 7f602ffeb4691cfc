# %% nbgrader={"grade_id": "test_a", "role": "test", "points": 1}
def helper():
    def test_inner():
        assert 1 + 1 == 2
    test_inner()


class Cases:
    def test_method(self):
        assert 1 + 1 == 2


helper()
Cases().test_method()

# %%
def run_all_tests():
    helper()
