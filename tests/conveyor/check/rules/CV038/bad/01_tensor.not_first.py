# %% nbgrader={"grade_id": "tools", "role": "given"}
import math
#| export
