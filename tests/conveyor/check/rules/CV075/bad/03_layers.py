# %%
import matplotlib.pyplot as plt

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
# After you submit: against scipy.
### BEGIN HIDDEN TESTS
from scipy.special import expit
assert expit(0) == 0.5, "the middle"
### END HIDDEN TESTS

# %%
def helper():
    from .shared import tools
    return tools, __import__("torch")
