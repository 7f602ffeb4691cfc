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

It takes 8 bytes a number.
"""

# %%
print(8 * 1000)

# %% [markdown]
"""
### Something else
"""

# %%
print(measured(lambda: [0] * 1000))
