"""The proof that a module's tests notice mistakes.

mutant        the reference with one small mistake made by a program
stub          what a student hands in who has not solved a cell
wrong answer  a mistake that students make, written by the author in wrong_answers.py
variant       any of the three: the reference with other text in some solutions
killed        noticed: some test loses points
survivor      a mutant that gets all points although no reason excuses it
"""

from conveyor.strength.prove import prove_strength
from conveyor.strength.report import GOAL, StrengthReport

__all__ = ["GOAL", "StrengthReport", "prove_strength"]
