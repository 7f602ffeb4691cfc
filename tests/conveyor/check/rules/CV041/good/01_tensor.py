# %% [markdown]
"""
A box with a title, a tree, loose ends above words, an arrow that crosses a side, boxes side
by side and within each other:

```
┌─ Tensor ──┐      model
│ data ──►──┼──►   ├── layers
│ shape     │      │   ├── 0
└──┬─────┬──┘      │   └── 1
   │     │         └── loss
   ▼     ▼
 numbers │
        tuple

┌───┬───┐  ╔═══╗┌─┐   x(2.0) ──┐
│ 1 │ 2 │  ║ 7 ║│ │            ├─[×]→ z(6.0)
├───┼───┤  ╚═══╝└─┘   y(3.0) ──┘
│ 3 │ 4 │
└───┴───┘            |x| │ y │ z

   ┌───────────┐          ┌───┬───┐
 ┌─┴─────────┐ │        ┌─┴─┬─┴─┐ │
 │ ┌───────┐ │ │        │ 1 │ 2 ├─┘
 │ │ inner │ ├─┘        └───┴───┘
 │ └───────┘ │
 └───────────┘          ░░░▓▓▓███│
```
"""
