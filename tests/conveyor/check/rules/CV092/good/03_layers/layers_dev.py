# %%
from tinytorch import Tensor

with open("data/numbers.txt") as file:
    numbers = [float(text) for text in file.read().split()]


class Stack:
    """Holds Tensors."""

    def __init__(self):
        self.items = []

# %% nbgrader={"grade_id": "push", "role": "solution"}
def push(stack, numbers):
    """One more Tensor."""
    # TODO: make it and append it.
    ### BEGIN SOLUTION
    stack.items.append(Tensor(numbers))
    return stack
    ### END SOLUTION

# %% nbgrader={"grade_id": "test_push", "role": "test", "points": 2}
assert push(Stack(), numbers).items[0].data.sum() == 6.0

# %% nbgrader={"grade_id": "part_push", "role": "test", "points": 4}
float(min(4, 2 * len(push(push(Stack(), [1]), [2]).items)))

# %%
if __name__ == "__main__":
    print("all well")
