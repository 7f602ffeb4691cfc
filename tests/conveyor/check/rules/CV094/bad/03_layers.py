# %%
import numpy as np

# %% nbgrader={"grade_id": "test_np", "role": "test", "points": 2}
np.float64(1.5)

# %% nbgrader={"grade_id": "test_more", "role": "test", "points": 2}
float(3)

# %% nbgrader={"grade_id": "test_less", "role": "test", "points": 2}
1
