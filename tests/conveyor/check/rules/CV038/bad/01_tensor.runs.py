# %% nbgrader={"grade_id": "tools", "role": "given"}
#| export
def test_tools():
    assert 1 + 1 == 2


test_tools()
assert 1 + 1 == 2
print("loaded")
