# %%
from tinytorch import Tensor

backward = len
print(backward([]), Tensor.backward)
