# %% [markdown]
"""
## Measuring memory
"""

# %% nbgrader={"grade_id": "tools", "role": "given"}
import tracemalloc as tm


def measured(make):
    tm.start()
    try:
        make()
        return tm.get_traced_memory()[1]
    finally:
        tm.stop()
