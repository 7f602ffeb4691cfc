# %% nbgrader={"grade_id": "f", "role": "solution"}
### BEGIN SOLUTION
class Counter:
    """Counts."""

    def up(self):
        """Count one."""
### END SOLUTION
