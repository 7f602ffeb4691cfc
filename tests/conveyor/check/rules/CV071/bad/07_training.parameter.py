# %%
class Parameter:
    pass
