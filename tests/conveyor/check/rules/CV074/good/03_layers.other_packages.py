# %%
import tinytorchvision
from mytinytorch.tensor import whatever
from tinytorch.tensor import EPS as SMALL
