# %% [markdown]
"""
# Module 01: Tensor

Café, naïve, São Paulo, ┌─┐ ∂z/∂x → 🎯: characters of all kinds are welcome.
"""
