# %%
def add_autograd(cls):
    cls.grad = None
    cls.requires_grad = False
    return cls
