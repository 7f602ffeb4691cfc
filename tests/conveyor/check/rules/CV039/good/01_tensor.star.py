# %% nbgrader={"grade_id": "tools", "role": "given"}
#| export
from math import *

root = sqrt(2)
