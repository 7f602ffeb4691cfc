# %%
import numpy

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
# After you submit: sums.
### BEGIN HIDDEN TESTS
assert numpy.isclose(1.0, 1.0), "one is one"
assert numpy.array_equal([1], [1]), "one is one"
assert numpy.array_equiv([1], [1]), "one is one"
assert numpy.array_equiv([2], [2]), "two is two"
assert -numpy.allclose(1.0, 1.0), "one is one"
try:
    numpy.testing.assert_allclose(1.0, 1.0)
except AssertionError:
    raise AssertionError("one is one") from None
### END HIDDEN TESTS
