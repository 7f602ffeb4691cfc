# %%
import numpy as np
import pickle


def load(path):
    return np.load(path, allow_pickle=True)
