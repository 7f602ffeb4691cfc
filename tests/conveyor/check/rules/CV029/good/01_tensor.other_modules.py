# %%
import numpy as np

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
# After you submit: sums.
### BEGIN HIDDEN TESTS
class mine:
    allclose = staticmethod(lambda a, b: a == b)

assert mine.allclose(1, 1), "one is one"
assert np.ones(2).sum() == 2, "two ones"
### END HIDDEN TESTS
