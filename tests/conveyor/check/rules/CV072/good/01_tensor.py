# %%
class Tensor:
    """Without gradients: no grad, no backward pass."""

    # module 05 adds requires_grad
    def upgrade(self, gradual):
        return self.graded + gradual


class Degrade:
    pass

# %% nbgrader={"grade_id": "hidden_pure", "role": "test", "points": 2}
# After you submit: that the class is pure data.
### BEGIN HIDDEN TESTS
assert not {"grad", "requires_grad", "backward"} & set(dir(Tensor())), "pure data"
try:
    Tensor(requires_grad=True)
except TypeError:
    pass
### END HIDDEN TESTS
