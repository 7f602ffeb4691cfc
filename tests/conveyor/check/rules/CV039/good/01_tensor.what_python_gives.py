# %% nbgrader={"grade_id": "tools", "role": "given"}
#| export
HERE = (__name__, __file__, __doc__, len(__name__))


class Base:
    def kind(self):
        return __class__
