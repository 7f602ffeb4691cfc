# %%
def f(x):
    return x / 0

# %%
if __name__ == "__main__":
    f(1)
