"""The mistakes that mutants make: one function for each kind.

A function looks at one node of a solution and yields the changes that its kind of mistake
would make there. The name of the kind is part of a mutant's id: it never changes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from conveyor.strength.operators import arithmetic, arrays, calls, flow
from conveyor.strength.sites import Change, Sheet

Operator = Callable[[Sheet, ast.AST], Iterator[Change]]

OPERATORS: dict[str, Operator] = {
    "sign": arithmetic.sign,
    "arithmetic": arithmetic.other_operator,
    "swap-operands": arithmetic.swap_operands,
    "drop-term": arithmetic.drop_term,
    "constant": arithmetic.constant,
    "comparison": arithmetic.comparison,
    "off-by-one": arithmetic.off_by_one,
    "axis": arrays.axis,
    "keepdims": arrays.keepdims,
    "drop-broadcast": arrays.drop_broadcast,
    "dtype": arrays.dtype,
    "copy": arrays.copy,
    "in-place": arrays.in_place,
    "wrong-function": calls.wrong_function,
    "drop-call": calls.drop_call,
    "wrong-input": calls.wrong_input,
    "accumulate": flow.accumulate,
    "return-input": flow.return_input,
    "delete-statement": flow.delete_statement,
    "negate-condition": flow.negate_condition,
    "remove-raise": flow.remove_raise,
}
