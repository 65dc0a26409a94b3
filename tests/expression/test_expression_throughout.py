"""Many rows decided at once: true only where each row is true, and left open wherever a row is odd."""

from datetime import date
from decimal import Decimal

import pytest

from shuangkong.expression import Columns, parse

TRUE = [
    ("a + b = 3", {"a": [1, 2], "b": [2, 1]}),
    ("-a < b / a", {"a": [Decimal(1), Decimal(2)], "b": [2, 1]}),
    ("t in ('x', 'y') and not (t = 'z')", {"t": ["x", "y"]}),
    ("t not in ('z') or p", {"t": ["x", "y"], "p": [False, True]}),
    ("p or q", {"p": [True, False], "q": [False, True]}),
    ("present(a) and not missing(a)", {"a": [1, 2]}),
    ("d >= date '2024-01-01'", {"d": [date(2024, 1, 1), date(2024, 2, 1)]}),
]
LEFT_OPEN = [
    ("a + b = 3", {"a": [1, 2], "b": [2, 2]}),  # false in one row
    ("a + b = 3", {"a": [1, None], "b": [2, 1]}),  # missing
    ("a >= 0 or missing(a)", {"a": [1, None]}),  # true, but of a row that is not whole
    ("a / b > 0", {"a": [1, 1], "b": [1, 0]}),  # without a divisor
    ("a > 0", {"a": [1, Decimal(1)]}),  # of two types
    ("a > 0", {"a": ["x", "y"]}),  # of the wrong type
    ("a > 0", {}),  # no such column
    ("a and b", {"a": [1, 1], "b": [True, True]}),
    ("a > 0", {"a": [Decimal("Infinity")] * 2}),
    ("a * a > 0", {"a": [Decimal("9E+999999")] * 2}),  # beyond what is computed
    ("max(a, 1) > 0", {"a": [1, 2]}),  # a function is applied row by row
]


@pytest.mark.parametrize(("text", "columns"), TRUE)
def test_true_in_all_rows(text: str, columns: Columns) -> None:
    assert parse(text).is_true_throughout(columns, 2)


@pytest.mark.parametrize(("text", "columns"), LEFT_OPEN)
def test_left_open(text: str, columns: Columns) -> None:
    assert not parse(text).is_true_throughout(columns, 2)
