# %% [markdown]
"""
# Module 01: Tensor
"""

# %%
x = 1

# %%
class Suite:
    def run_all_tests(self):
        pass


def run_all_tests():
    Suite().run_all_tests()


if __name__ == "__main__":
    run_all_tests()
