# %%
from tinytorch import Tenser
from tinytorch.tensor import tensor
from tinytorch.convolution import conv
from tinytorch.tensor import *
