# %%
import tinytorch.tensor
from tinytorch import tensor
from tinytorch import layers
