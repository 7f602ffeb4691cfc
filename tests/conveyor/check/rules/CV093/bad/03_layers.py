# %%
import warnings
import numpy as np

warnings.warn("this cell is not graded")

# %% nbgrader={"grade_id": "test_warns", "role": "test", "points": 2}
assert np.isinf(np.ones(1) / np.zeros(1))

# %% nbgrader={"grade_id": "test_quiet", "role": "test", "points": 2}
with np.errstate(all="ignore"):
    assert np.isinf(np.ones(1) / np.zeros(1))
