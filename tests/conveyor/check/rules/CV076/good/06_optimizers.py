# %%
from tinytorch.autograd import Tensor


def train(loss):
    loss.backward()
