# %% nbgrader={"grade_id": "test_f", "role": "test", "points": 2}
import math

limit = 7
