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
    print("hello")
