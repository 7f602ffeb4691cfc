# %% [markdown]
"""
# Module 01: Tensor
"""

# %%
x = 1

# %%
if __name__ == "__main__":
    run_all_tests()
