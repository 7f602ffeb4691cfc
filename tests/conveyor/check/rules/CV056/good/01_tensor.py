# %%
import time

start = time.perf_counter()
elapsed = time.perf_counter() - start
print(f"{1000 * elapsed:.2f} ms for 2 layers of 512")
print("module 05 has 12 steps")
text = "2 ms"
