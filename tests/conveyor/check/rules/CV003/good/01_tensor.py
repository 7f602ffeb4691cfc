# %% nbgrader={"grade_id": "setup", "role": "given"}
x = 1

# %% nbgrader={"grade_id": "setup-2", "role": "given"}
y = 1
