"""Deciding many rows at once (整块判定): an expression over whole columns, where no row is odd.

Most rows of a filing are complete and follow the rules, and for those one pass over each column is enough. A
missing cell, a zero divisor or anything else that needs a reason is left to the evaluation row by row.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from shuangkong.expression.compiling import ARITHMETIC, COMPARISON
from shuangkong.expression.node import Binary, Call, Constant, Membership, Name, Node, Unary
from shuangkong.expression.value import EXACT, Scalar

__all__ = ["Columns", "is_true_throughout"]

Columns: TypeAlias = Mapping[str, Sequence[Scalar]]
"""Name → its cells in all the rows."""
_Column: TypeAlias = Sequence[Decimal | str | bool | date]
_AS_THEY_ARE: tuple[set[type], ...] = ({str}, {bool}, {date})


class _Doubt(Exception):
    """A row needs a look of its own."""


def is_true_throughout(node: Node, columns: Columns, count: int) -> bool:
    """Whether a node is true in all of so many rows; False says only that one must be looked at.

    Examples
    --------
    >>> from shuangkong.expression.parsing import tree
    >>> rule = tree("a + b <= 3", "rule")
    >>> is_true_throughout(rule, {"a": [1, 2], "b": [1, 1]}, 2)
    True
    >>> is_true_throughout(rule, {"a": [1, None], "b": [1, 1]}, 2)
    False
    """
    try:
        return all(_truths(_column(node, columns, count)))
    except (_Doubt, TypeError):  # what is of the wrong type is reported for its row
        return False


def _column(node: Node, columns: Columns, count: int) -> _Column:
    """Return the values of a node in all rows."""
    if isinstance(node, Constant):
        return [node.value] * count
    if isinstance(node, Name):
        return _cells(columns.get(node.name, ()))
    if isinstance(node, Binary):
        left, right = _column(node.left, columns, count), _column(node.right, columns, count)
        return _joined(node.operator, left, right)
    if isinstance(node, Unary):
        operand = _column(node.operand, columns, count)
        if node.operator == "not":
            return list(map(operator.not_, _truths(operand)))
        return list(map(EXACT.minus, operand))  # type: ignore[arg-type] # else a TypeError
    if isinstance(node, Membership):
        options = frozenset(option.value for option in node.options)
        found = _column(node.operand, columns, count)
        return [(value in options) is not node.is_negated for value in found]
    return _presence(node, columns, count)


def _cells(cells: Sequence[Scalar]) -> _Column:
    """Return the cells of a column as values, if all are there and of one type."""
    kinds = set(map(type, cells))
    if kinds == {Decimal}:
        return _finite(cells)  # type: ignore[arg-type]
    if kinds == {int}:
        return list(map(Decimal, cells))  # type: ignore[arg-type]
    if kinds not in _AS_THEY_ARE:
        raise _Doubt
    return cells  # type: ignore[return-value]


def _joined(sign: str, left: _Column, right: _Column) -> _Column:
    if sign in COMPARISON:
        return list(map(COMPARISON[sign], left, right))
    if sign in {"and", "or"}:
        join = operator.and_ if sign == "and" else operator.or_
        return list(map(join, _truths(left), _truths(right)))
    if sign != "/":
        return _finite(map(ARITHMETIC[sign], left, right))
    if not all(right):
        raise _Doubt
    return _finite(map(EXACT.divide, left, right))  # type: ignore[arg-type]


def _presence(node: Call, columns: Columns, count: int) -> Sequence[bool]:
    """Return the answer of ``present`` or ``missing`` for what has a value in every row."""
    if node.function not in {"present", "missing"}:
        raise _Doubt
    _column(node.arguments[0], columns, count)
    return [node.function == "present"] * count


def _finite(numbers: Iterable[Decimal]) -> Sequence[Decimal]:
    column = list(numbers)
    if not all(map(Decimal.is_finite, column)):
        raise _Doubt
    return column


def _truths(column: _Column) -> Sequence[bool]:
    if set(map(type, column)) != {bool}:
        raise _Doubt
    return column  # type: ignore[return-value]
