# %%
import tracemalloc
from tracemalloc import start


def never():
    tracemalloc.start()
    return tracemalloc.get_traced_memory()


def only_when_all_goes_well():
    start()
    x = [0] * 1000
    tracemalloc.stop()


def elsewhere():
    try:
        pass
    finally:
        tracemalloc.stop()
