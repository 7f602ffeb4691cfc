# %% nbgrader={"grade_id": "f", "role": "solution"}
class Counter:
    """Counts."""

    def __init__(self):
        """Begin at zero."""
        ### BEGIN SOLUTION
        self.n = 0
        ### END SOLUTION

    def up(self):
        """Count one."""
        ### BEGIN SOLUTION
        def more(n):
            return n + 1
        self.n = more(self.n)
        ### END SOLUTION

    ### BEGIN SOLUTION
    def _private(self):
        return self.n
    ### END SOLUTION
