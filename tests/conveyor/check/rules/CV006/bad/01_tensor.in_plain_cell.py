# %%
### BEGIN HIDDEN TESTS
assert 1 + 1 == 2, "one and one"
### END HIDDEN TESTS
