# %%
class ReLU:
    """Nothing below zero."""

    def __init__(self):
        self.calls = 0

    def __call__(self, x):
        positive = x.maximum(0.0)
        return positive
