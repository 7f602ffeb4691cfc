# %% [markdown]
"""
# Module 01: Tensor
"""

# %%
x = 1

# %%
def run_all_tests():
    print("all tests passed")


if __name__ == "__main__":
    run_all_tests()

# %% [markdown]
"""
Code cells for written answers may follow.
"""

# %% nbgrader={"grade_id": "why", "role": "answer", "points": 5}
### BEGIN SOLUTION
# 5 points
### END SOLUTION
