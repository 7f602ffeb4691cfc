# %%
from tinytorch.autograd import Tensor, add_autograd
import tinytorch.autograd
