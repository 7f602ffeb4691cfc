# %%
import numpy as np

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
bits = np.random.PCG64()
old = np.random.RandomState()
more = np.random.SeedSequence()

# %% nbgrader={"grade_id": "test_g", "role": "test", "points": 2}
np.random.seed()
assert np.random.rand() < 1
