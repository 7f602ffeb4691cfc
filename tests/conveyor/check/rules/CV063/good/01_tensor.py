# %%
import random

import numpy as np

x = np.random.randn(3)

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
rng = np.random.default_rng(7)
assert abs(rng.normal()) < 9

# %% nbgrader={"grade_id": "test_g", "role": "test", "points": 2}
np.random.seed(7)
random.seed(3)
assert np.random.randn(3).shape == (3,)
assert 0 <= random.random() < 1
