# %% nbgrader={"grade_id": "tools", "role": "given"}
#| export
import math

# %%
# Scratch: what nobody relies on.
scratch = math.sqrt(2)
print(scratch)
value = 7

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
value = 8
assert math.sqrt(4) == 2 < value
