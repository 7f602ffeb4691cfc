# %%
class Tensor:
    def __init__(self, data, requires_grad=False):
        self.data = data
        self.grad = None

    def backward(self):
        raise NotImplementedError
