# %%
import numpy as np

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
# After you submit: sums.
assert np.allclose(1.0, 1.0)
### BEGIN HIDDEN TESTS
assert abs(np.ones(2) - 1).max() < 1e-9, "ones are one"
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "test_g", "role": "test", "points": 2}
# After you submit: sums.
### BEGIN HIDDEN TESTS
assert not np.allclose(1.0, 2.0), "the comparison rejects"
assert np.allclose(1.0, 1.0), "one is one"
try:
    np.testing.assert_allclose(1.0, 2.0)
except AssertionError:
    pass
else:
    raise AssertionError("the comparison accepts what is wrong")
np.testing.assert_allclose(1.0, 1.0)
### END HIDDEN TESTS
