# %% nbgrader={"grade_id": "tools", "role": "given"}
#| export
def run_all_tests():
    pass


class test_case:
    pass


run_all_tests()
