# %% [markdown]
"""
# Module 01: Tensor
"""

# %%
x = 1

# %%
class run_all_tests:
    pass


if __name__ == "__main__":
    run_all_tests()
