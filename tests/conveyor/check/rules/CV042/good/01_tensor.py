# %% [markdown]
"""
The toolkit is `┌─┐│└┘`; a ─ in a sentence is fine.

```
┌─────┐
│  7  │
└─────┘
```

~~~text
┌─┐
└─┘
~~~

Or indented:

    ┌─┐
    └─┘
"""
