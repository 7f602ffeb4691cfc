# %% [markdown]
"""
# Module 01: Tensor

- This module is long

**Learning Objectives:** many
"""
