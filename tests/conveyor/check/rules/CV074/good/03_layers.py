# %%
import tinytorch
from tinytorch import Tensor
from tinytorch.tensor import EPS, extend
import importlib

importlib.import_module("tinytorch.tensor")
