"""Compiling (编译): a tree into one function of named cells, so that many rows are decided fast.

Three-valued throughout: a missing operand gives the absence of the result, never zero; ``false and`` what is
missing is false, ``true or`` what is missing is true.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from shuangkong.expression.functions import FUNCTIONS
from shuangkong.expression.node import Binary, Constant, Membership, Name, Node, Unary
from shuangkong.expression.value import (
    EXACT,
    OVERFLOW,
    Cells,
    Evaluate,
    Value,
    absent,
    finite,
    number_of,
    truth_of,
)
from shuangkong.trace import Absence

__all__ = ["ARITHMETIC", "COMPARISON", "compiled"]

ARITHMETIC: Mapping[str, Callable[..., Decimal]] = {
    "+": EXACT.add,
    "-": EXACT.subtract,
    "*": EXACT.multiply,
}
COMPARISON: Mapping[str, Callable[..., bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compiled(node: Node, text: str) -> Evaluate:
    """Return the function that decides a node of an expression's text (编译节点)."""
    if isinstance(node, Constant):
        return _constant(node.value)
    if isinstance(node, Name):
        return _name(node.name)
    if isinstance(node, Unary):
        return _unary(node, text)
    if isinstance(node, Membership):
        return _membership(node, text)
    if isinstance(node, Binary):
        return _binary(node, text)
    return FUNCTIONS[node.function].build([compiled(argument, text) for argument in node.arguments])


def _constant(value: Decimal | str | bool | date) -> Evaluate:
    return lambda _cells, _group: value


def _name(name: str) -> Evaluate:
    absence = absent("missing", f"缺少 {name}", f"{name} is missing")

    def evaluate(cells: Cells, _group: Sequence[Cells]) -> Value:
        cell = cells.get(name)
        if cell is None:
            return absence
        if isinstance(cell, Decimal):
            return cell if cell.is_finite() else OVERFLOW
        return Decimal(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell

    return evaluate


def _unary(node: Unary, text: str) -> Evaluate:
    operand = compiled(node.operand, text)

    def negative(cells: Cells, group: Sequence[Cells]) -> Value:
        value = operand(cells, group)
        return value if isinstance(value, Absence) else finite(EXACT.minus(number_of(value)))

    def negation(cells: Cells, group: Sequence[Cells]) -> Value:
        value = operand(cells, group)
        return value if isinstance(value, Absence) else not truth_of(value)

    return negative if node.operator == "-" else negation


def _binary(node: Binary, text: str) -> Evaluate:
    if node.operator in {"and", "or"}:
        return _junction(node, text)
    left, right = compiled(node.left, text), compiled(node.right, text)
    if node.operator in COMPARISON and isinstance(node.right, Constant):
        return _comparison_with(left, node.right.value, COMPARISON[node.operator])
    if node.operator in COMPARISON:
        return _comparison(left, right, COMPARISON[node.operator])
    if node.operator == "/":
        return _ratio(left, right, text[node.right.start : node.right.end])
    return _arithmetic(left, right, ARITHMETIC[node.operator])


def _junction(node: Binary, text: str) -> Evaluate:
    """Return ``and`` (decided by a false) or ``or`` (decided by a true), a chain of them in one go."""
    decisive = node.operator == "or"
    parts = [compiled(part, text) for part in _chained(node, node.operator)]

    def evaluate(cells: Cells, group: Sequence[Cells]) -> Value:
        unknown: Absence | None = None
        for part in parts:
            value = part(cells, group)
            if value is decisive:
                return decisive
            if isinstance(value, Absence):
                unknown = unknown or value
            else:
                truth_of(value)
        return not decisive if unknown is None else unknown

    return evaluate


def _chained(node: Node, operator: str) -> Iterator[Node]:
    """Yield the parts of a chain of one operator, in order."""
    if isinstance(node, Binary) and node.operator == operator:
        yield from _chained(node.left, operator)
        yield from _chained(node.right, operator)
    else:
        yield node


def _comparison(left: Evaluate, right: Evaluate, compare: Callable[..., bool]) -> Evaluate:
    def evaluate(cells: Cells, group: Sequence[Cells]) -> Value:
        one = left(cells, group)
        if one.__class__ is Absence:
            return one
        other = right(cells, group)
        return other if other.__class__ is Absence else compare(one, other)

    return evaluate


def _comparison_with(left: Evaluate, constant: Value, compare: Callable[..., bool]) -> Evaluate:
    """Return the comparison with a written value: what most rules are, and so worth its own way."""

    def evaluate(cells: Cells, group: Sequence[Cells]) -> Value:
        one = left(cells, group)
        return one if one.__class__ is Absence else compare(one, constant)

    return evaluate


def _arithmetic(left: Evaluate, right: Evaluate, join: Callable[..., Decimal]) -> Evaluate:
    def evaluate(cells: Cells, group: Sequence[Cells]) -> Value:
        one = left(cells, group)
        if one.__class__ is Absence:
            return one
        other = right(cells, group)
        if other.__class__ is Absence:
            return other
        joined = join(one, other)
        return joined if joined.is_finite() else OVERFLOW

    return evaluate


def _ratio(left: Evaluate, right: Evaluate, divisor: str) -> Evaluate:
    undefined = absent("undefined_ratio", f"除数 {divisor} 为零", f"the divisor {divisor} is zero")

    def divide(one: Decimal, other: Decimal) -> Value:
        return undefined if not other else finite(EXACT.divide(one, other))

    def evaluate(cells: Cells, group: Sequence[Cells]) -> Value:
        one = left(cells, group)
        if isinstance(one, Absence):
            return one
        other = right(cells, group)
        return other if isinstance(other, Absence) else divide(number_of(one), number_of(other))

    return evaluate


def _membership(node: Membership, text: str) -> Evaluate:
    operand = compiled(node.operand, text)
    options = frozenset(option.value for option in node.options)
    is_negated = node.is_negated

    def evaluate(cells: Cells, group: Sequence[Cells]) -> Value:
        value = operand(cells, group)
        return value if isinstance(value, Absence) else (value in options) is not is_negated

    return evaluate
