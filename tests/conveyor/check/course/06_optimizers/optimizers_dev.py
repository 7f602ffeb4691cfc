# %% [markdown]
"""
# Module 06: Optimizers
"""

# %% nbgrader={"grade_id": "optimizers", "role": "given"}
#| export
class SGD:
    """Plain gradient descent."""
