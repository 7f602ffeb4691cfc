# %% nbgrader={"grade_id": "tools", "role": "given"}
import tracemalloc


class Meter:
    """Measures."""

    def peak(self):
        tracemalloc.start()
        try:
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

# %% [markdown]
"""
### Memory profiling
"""

# %%
tracemalloc.start()
try:
    print(7)
finally:
    tracemalloc.stop()
