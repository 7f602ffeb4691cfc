# %%
class ReLU:
    """Nothing below zero."""

    def __call__(self, x):
        self.input = x
        return x.maximum(0.0)

    def forward(self, x):
        self.calls += 1
        return self(x)
