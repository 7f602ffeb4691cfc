# %% [markdown]
"""
# Module 01: Tensor
"""

# %%
text = """
# %% this is text, not a cell
"""
