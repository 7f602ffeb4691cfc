# %% nbgrader={"grade_id": "tools", "role": "given"}
import tracemalloc


def measured(make):
    tracemalloc.start()
    try:
        make()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

# %%
tracemalloc.start()
try:
    x = [0] * 1000
finally:
    print(tracemalloc.get_traced_memory())
    tracemalloc.stop()

# %%
from tracemalloc import start, stop


def other():
    start()
    try:
        return [0] * 1000
    finally:
        stop()


class Clock:
    def start(self):
        return self


Clock().start()
