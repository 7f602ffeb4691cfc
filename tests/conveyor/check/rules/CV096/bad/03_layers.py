# %%
import tracemalloc

# %% nbgrader={"grade_id": "traces", "role": "given"}
tracemalloc.start()

# %%
print("the next cell is not blamed")
