# %%
from tinytorch import Tensor


def train(loss):
    loss.backward()
    loss.backward()
