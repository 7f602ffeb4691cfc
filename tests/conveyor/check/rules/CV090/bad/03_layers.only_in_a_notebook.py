# %%
value = 7

# %%
assert get_ipython()
