# %% [markdown]
"""
# Module 01: Tensor

**Learning Objectives:**
- Build a tensor
- Say what it costs
"""
