# %%
import time

time.sleep(0.1)

# %% nbgrader={"grade_id": "slowest", "role": "given"}
time.sleep(0.4)
