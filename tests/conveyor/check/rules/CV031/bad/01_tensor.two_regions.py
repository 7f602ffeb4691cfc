# %% nbgrader={"grade_id": "f", "role": "solution"}
def f(x):
    ### BEGIN SOLUTION
    y = x
    ### END SOLUTION
    y = 2 * y
    ### BEGIN SOLUTION
    return y
    ### END SOLUTION


def __init__(self):
    ### BEGIN SOLUTION
    self.x = 1
    ### END SOLUTION


class Bare:
    def __init__(self):
        ### BEGIN SOLUTION
        self.x = 1
        ### END SOLUTION
