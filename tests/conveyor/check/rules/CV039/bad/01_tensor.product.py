# %% nbgrader={"grade_id": "tools", "role": "given"}
#| export
two = 2 * one
