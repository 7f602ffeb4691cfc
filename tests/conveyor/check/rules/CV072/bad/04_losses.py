# %%
from math import sin as backward

gradient = grad = 7
print(gradient)
