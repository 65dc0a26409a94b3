"""Expressions (表达式): a small typed, safe language for row rules, limits, indicators and prices.

Numbers (with a unit if need be: ``10 万千瓦``), ``'texts'``, ``true``, ``false``, ``date '2024-01-01'``;
``+ - * /``, ``= != < <= > >=``, ``and or not``, ``in ('a', 'b')``; ``abs min max round missing present if
year month years length ends convert``, and over the rows of a group ``sum count any all only``. What is
missing makes the result missing, never zero; units that do not go together are refused before any row is
seen.
"""

from shuangkong.expression.expression import Expression, parse
from shuangkong.expression.kind import DATE, OPEN, PERIOD, TEXT, TRUTH, Kind, Type, number
from shuangkong.expression.throughout import Columns
from shuangkong.expression.tracing import written
from shuangkong.expression.value import Cells, Scalar, Value

__all__ = [
    "DATE",
    "OPEN",
    "PERIOD",
    "TEXT",
    "TRUTH",
    "Cells",
    "Columns",
    "Expression",
    "Kind",
    "Scalar",
    "Type",
    "Value",
    "number",
    "parse",
    "written",
]
