# %% nbgrader={"grade_id": "f", "role": "solution"}
class Counter:
    """Counts."""

    ### BEGIN SOLUTION
    def up(self):
        """Count one."""
        return 1

    def __len__(self):
        return 0
    ### END SOLUTION
