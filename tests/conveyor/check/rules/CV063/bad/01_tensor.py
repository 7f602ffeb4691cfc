# %%
import random

import numpy as np

np.random.seed(7)

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
rng = np.random.default_rng()
assert np.random.randn(3).shape == (3,)
assert 0 <= random.random() < 1
other = random.Random()
