# %%
from tinytorch import add_autograd


def train(loss):
    loss.backward()
