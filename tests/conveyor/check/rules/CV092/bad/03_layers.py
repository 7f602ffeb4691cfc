# %%
import time

# %% nbgrader={"grade_id": "slow", "role": "given"}
time.sleep(0.6)
