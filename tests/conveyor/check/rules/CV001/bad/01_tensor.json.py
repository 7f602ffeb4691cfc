# %% [markdown]
"""
# Module 01: Tensor
"""

# %% nbgrader={'grade_id': 'x', 'role': 'given'}
x = 1
