# %% [markdown]
"""
# Module 01: Tensor

A bar is no box: ████, and neither is `┌─┐` in a sentence.

```
a --> b --> c
████░░░░
────────
```
"""
