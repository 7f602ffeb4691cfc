# %%
#| export
from tinytorch.layers import Linear


class Linear:
    pass
