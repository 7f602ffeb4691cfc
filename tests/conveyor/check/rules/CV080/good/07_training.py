# %%
import numpy as np


def save(path, arrays):
    np.savez(path, **arrays)


def load(path):
    return dict(np.load(path, allow_pickle=False))
