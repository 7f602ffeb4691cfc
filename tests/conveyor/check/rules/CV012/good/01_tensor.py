# %% [markdown]
"""
# Module 01: Tensor
"""

# %% [markdown]
"""
We build the array that every later module computes with, since what it does, and what it costs, decides what all of them can do. We build the array that every later module computes with, since what it does, and what it costs, decides what all of them can do. We build the array that every later module computes with, since what it does, and what it costs, decides what all of them can do.
"""

# %%
x = 1
