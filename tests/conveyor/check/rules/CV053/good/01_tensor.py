# %% [markdown]
"""
## In production systems

PyTorch does the same, with kernels that are written for each processor, with memory that is kept and used again,
and with a dispatcher that chooses between them. What you wrote is the idea of it, in a tenth of a thousandth of the lines.
"""
