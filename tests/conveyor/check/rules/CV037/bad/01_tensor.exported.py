# %%
#| export
import math
