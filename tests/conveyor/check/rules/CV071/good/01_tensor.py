# %%
class Tensor:
    pass


class TensorDataset:
    pass

# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
class FakeTensor(Tensor):
    """In a test anything goes."""


assert FakeTensor()
