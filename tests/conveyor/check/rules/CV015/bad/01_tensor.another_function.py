# %% [markdown]
"""
# Module 01: Tensor
"""

# %%
x = 1

# %%
def run_some_tests():
    pass


if __name__ == "__main__":
    run_all_tests()
