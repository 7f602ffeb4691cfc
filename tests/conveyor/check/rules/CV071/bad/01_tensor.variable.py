# %%
class Tensor:
    pass


class Variable:
    pass


class Weight(Tensor):
    pass
