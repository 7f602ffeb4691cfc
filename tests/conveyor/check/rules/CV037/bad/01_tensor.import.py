# %%
import math

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
def test_f():
    assert math.sqrt(4) == 2


test_f()
