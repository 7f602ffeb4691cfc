# %% [markdown]
"""
Markdown takes an indented line that follows a line of text for more of that text:
    ┌───────┐
    │ value │
    └───────┘
"""
