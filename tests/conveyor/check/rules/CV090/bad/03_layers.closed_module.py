# %%
from importlib import import_module

name = "tinytorch." + "autograd"
import_module(name)
