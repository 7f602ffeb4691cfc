# %%
class forward:
    def setup(self, x):
        self.x = x
