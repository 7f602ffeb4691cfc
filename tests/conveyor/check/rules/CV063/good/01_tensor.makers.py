# %%
import random

import numpy as np

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
bits = np.random.PCG64(3)
rng = np.random.Generator(bits)
old = np.random.RandomState(seed=3)
more = np.random.SeedSequence(3)
other = random.Random(3)
assert rng.normal() != old.normal()

# %% nbgrader={"grade_id": "test_g", "role": "test", "points": 2}
state = np.random.default_rng(1).bit_generator.state
np.random.set_state(np.random.RandomState(3).get_state())
assert np.random.rand() < 1
assert np.random.mtrand.RandomState(3).beta(1, 1) < 2
