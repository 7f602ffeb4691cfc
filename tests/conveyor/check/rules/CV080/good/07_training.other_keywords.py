# %%
import numpy as np

zeros = np.array([0], copy=True)
allow_pickle = True
print(np.load, sorted([], reverse=True))
