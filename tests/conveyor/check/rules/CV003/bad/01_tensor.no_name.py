# %% nbgrader={"grade_id": "the setup", "role": "given"}
x = 1

# %% nbgrader={"role": "given"}
y = 1
