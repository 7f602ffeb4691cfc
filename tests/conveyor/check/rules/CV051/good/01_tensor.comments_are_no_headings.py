# %% nbgrader={"grade_id": "tools", "role": "given"}
import tracemalloc


def measured(make):
    tracemalloc.start()
    try:
        make()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

# %% [markdown]
"""
### Memory profiling
"""

# %%
# A comment, and no heading.
x = [0] * 1000

# %%
print(measured(lambda: x * 2))
