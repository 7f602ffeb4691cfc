# %%
import math
import os.path
from collections import abc

import numpy as np
from numpy.lib import stride_tricks

from tinytorch import Tensor
