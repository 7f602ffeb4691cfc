# %%
import numpy as np

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
# After you submit: sums.
### BEGIN HIDDEN TESTS
assert np.allclose(1.0, 1.0), "one is one"
np.testing.assert_array_equal([1], [1])
### END HIDDEN TESTS
