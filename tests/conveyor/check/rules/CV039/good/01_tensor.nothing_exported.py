# %%
print(missing)
