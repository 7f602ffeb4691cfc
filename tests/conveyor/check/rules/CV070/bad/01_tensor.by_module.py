# %%
import builtins

found = builtins.hasattr(1, "real")
