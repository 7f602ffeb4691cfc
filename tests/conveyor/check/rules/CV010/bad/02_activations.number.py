# %% [markdown]
"""
# Module 01: Activations
"""
