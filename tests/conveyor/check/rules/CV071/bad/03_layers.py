# %%
class Tensor:
    pass


class GradTensor:
    pass
