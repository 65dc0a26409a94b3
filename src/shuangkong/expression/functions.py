"""Functions of the language (函数): how many arguments they take, and what they give.

A function of a group takes its argument of every row; a row that cannot be decided makes the whole absent, so
that nothing missing is counted as zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shuangkong.expression.value import (
    EXACT,
    Cells,
    Evaluate,
    Value,
    absent,
    finite,
    number_of,
    truth_of,
)
from shuangkong.quantity import Period, find_unit
from shuangkong.trace import Absence

__all__ = ["FUNCTIONS", "Function"]

Build = Callable[[Sequence[Evaluate]], Evaluate]
_NO_ROWS = absent("no_rows", "没有数据行", "there are no rows")
_NONE_FITS = absent("none_fits", "没有符合条件的行", "no row fits the condition")
_SEVERAL = absent("several", "符合条件的行不止一个且数值不同", "several rows fit the condition and differ")


@dataclass(frozen=True)
class Function:
    """A function (函数): fewest and most arguments, and how its evaluation is made of theirs."""

    fewest: int
    most: int
    build: Build
    is_of_group: bool = False


def _applied(function: Callable[..., Value]) -> Build:
    """Return a function of present values; the first absent one is the result."""

    def build(arguments: Sequence[Evaluate]) -> Evaluate:
        def evaluate(cells: Cells, group: Sequence[Cells]) -> Value:
            values = []
            for argument in arguments:
                value = argument(cells, group)
                if isinstance(value, Absence):
                    return value
                values.append(value)
            return function(*values)

        return evaluate

    return build


def _presence(*, wanted: bool) -> Build:
    def build(arguments: Sequence[Evaluate]) -> Evaluate:
        (argument,) = arguments
        return lambda cells, group: (not isinstance(argument(cells, group), Absence)) is wanted

    return build


def _choice(arguments: Sequence[Evaluate]) -> Evaluate:
    condition, then, otherwise = arguments

    def evaluate(cells: Cells, group: Sequence[Cells]) -> Value:
        decided = condition(cells, group)
        if isinstance(decided, Absence):
            return decided
        return then(cells, group) if truth_of(decided) else otherwise(cells, group)

    return evaluate


def _rounded(value: Value, digits: Value) -> Value:
    step = Decimal(1).scaleb(-int(number_of(digits)))
    return finite(EXACT.quantize(number_of(value), step))


def _extreme(pick: Callable[..., Value]) -> Callable[..., Value]:
    return lambda *values: pick(values)


def _part_of_day(part: str) -> Callable[[Value], Value]:
    unreadable = absent("no_period", "不是日期或期间", "neither a day nor a period")

    def of(value: Value) -> Value:
        if isinstance(value, str):
            try:
                value = Period.parse(value).end
            except ValueError:
                return unreadable
        if not isinstance(value, date):
            raise TypeError(f"{value!r} is no day")
        return Decimal(value.year if part == "year" else value.month)

    return of


def _years(start: Value, end: Value) -> Value:
    """Return years between two days, whole at each anniversary; the running year is shared out by days."""
    if not isinstance(start, date) or not isinstance(end, date):
        raise TypeError(f"{start!r} or {end!r} is no day")
    sign, (first, last) = (1, (start, end)) if start <= end else (-1, (end, start))
    whole = last.year - first.year - ((last.month, last.day) < (first.month, first.day))
    since, until = (_anniversary(first, whole + each) for each in (0, 1))
    part = EXACT.divide(Decimal((last - since).days), Decimal((until - since).days))
    return finite(EXACT.multiply(Decimal(sign), EXACT.add(Decimal(whole), part)))


def _anniversary(day: date, years: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + years, day.month, 28 if is_leap_day else day.day)


def _length(value: Value) -> Value:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return Decimal(len(value))


def _ends(value: Value, ending: Value) -> Value:
    if not isinstance(value, str) or not isinstance(ending, str):
        raise TypeError(f"{value!r} is no text")
    return value.endswith(ending)


def _converted(value: Value, source: Value, target: Value) -> Value:
    """Return a figure in another unit of the same dimension; a plain decimal multiple."""
    one, other = find_unit(str(source)), find_unit(str(target))
    if one is None or other is None or one.dimension != other.dimension:
        raise TypeError(f"{source} is not converted to {target}")
    return finite(EXACT.divide(EXACT.multiply(number_of(value), one.factor), other.factor))


def _every(argument: Evaluate, group: Sequence[Cells]) -> list[Value] | Absence:
    values: list[Value] = []
    for row in group:
        value = argument(row, ())
        if isinstance(value, Absence):
            return value
        values.append(value)
    return values


def _sum(arguments: Sequence[Evaluate]) -> Evaluate:
    (argument,) = arguments

    def evaluate(_cells: Cells, group: Sequence[Cells]) -> Value:
        values = _every(argument, group)
        if isinstance(values, Absence):
            return values
        total = Decimal(0)
        for value in values:
            total = EXACT.add(total, number_of(value))
        return finite(total) if values else _NO_ROWS

    return evaluate


def _count(arguments: Sequence[Evaluate]) -> Evaluate:
    if not arguments:
        return lambda _cells, group: Decimal(len(group))
    (argument,) = arguments

    def evaluate(_cells: Cells, group: Sequence[Cells]) -> Value:
        values = _every(argument, group)
        return values if isinstance(values, Absence) else Decimal(sum(map(truth_of, values)))

    return evaluate


def _some(*, decisive: bool) -> Build:
    """Return ``any`` (one true row decides) or ``all`` (one false row does)."""

    def build(arguments: Sequence[Evaluate]) -> Evaluate:
        (argument,) = arguments

        def evaluate(_cells: Cells, group: Sequence[Cells]) -> Value:
            undecided: Absence | None = None
            for row in group:
                value = argument(row, ())
                if value is decisive:
                    return decisive
                if isinstance(value, Absence):
                    undecided = undecided or value
            return undecided or not decisive

        return evaluate

    return build


def _only(arguments: Sequence[Evaluate]) -> Evaluate:
    """Return the value of the one row that fits; several that agree are one."""
    argument, condition = arguments

    def evaluate(_cells: Cells, group: Sequence[Cells]) -> Value:
        found: Value = _NONE_FITS
        for row in group:
            if condition(row, ()) is not True:
                continue
            value = argument(row, ())
            if found is not _NONE_FITS and value != found:
                return _SEVERAL
            found = value
        return found

    return evaluate


FUNCTIONS: Mapping[str, Function] = {
    "abs": Function(1, 1, _applied(lambda value: EXACT.abs(number_of(value)))),
    "min": Function(2, 20, _applied(_extreme(min))),
    "max": Function(2, 20, _applied(_extreme(max))),
    "round": Function(2, 2, _applied(_rounded)),
    "missing": Function(1, 1, _presence(wanted=False)),
    "present": Function(1, 1, _presence(wanted=True)),
    "if": Function(3, 3, _choice),
    "year": Function(1, 1, _applied(_part_of_day("year"))),
    "month": Function(1, 1, _applied(_part_of_day("month"))),
    "years": Function(2, 2, _applied(_years)),
    "length": Function(1, 1, _applied(_length)),
    "ends": Function(2, 2, _applied(_ends)),
    "convert": Function(3, 3, _applied(_converted)),
    "sum": Function(1, 1, _sum, is_of_group=True),
    "count": Function(0, 1, _count, is_of_group=True),
    "any": Function(1, 1, _some(decisive=True), is_of_group=True),
    "all": Function(1, 1, _some(decisive=False), is_of_group=True),
    "only": Function(2, 2, _only, is_of_group=True),
}
