"""Residuals (差额): a whole against its parts, year by year, with coverage, absentees and the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shuangkong.accounts.account import Account, Series
from shuangkong.accounts.arithmetic import difference, percent, ratio
from shuangkong.accounts.total import unallocated
from shuangkong.accounts.wording import amount
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Coverage, Figure, Label, Trace, worst

__all__ = ["Residual", "residuals"]


_NO_LIST = Absence(
    "no_expected_list",
    Label("没有应报名单，不知是否报齐", "no list says who is expected: nobody knows whether all are in"),
)


@dataclass(frozen=True)
class Residual:
    """What a whole holds beyond its parts in one year (差额) [unit of the whole].

    Attributes
    ----------
    share
        Residual over the whole [%].
    change
        Residual less that of the year before, where both are there and fit [unit of the whole].
    """

    name: Label
    division: str
    indicator_id: str
    period: Period
    series: Series
    whole: Figure
    parts: Figure
    residual: Figure
    share: Figure
    change: Figure

    @property
    def coverage(self) -> Coverage | None:
        """Who of the expected parts is in the sum, and who is absent."""
        return self.parts.trace.coverage

    def as_json(self) -> dict[str, object]:
        """Return the line as plain data."""
        coverage = self.coverage
        figures = {name: getattr(self, name) for name in ("whole", "parts", "residual", "share", "change")}
        return {
            "name": {"zh": self.name.zh, "en": self.name.en},
            "division": self.division,
            "indicator": self.indicator_id,
            "period": self.period.text,
            **{name: _plain(each) for name, each in figures.items()},
            "coverage": None
            if coverage is None
            else {
                "expected": coverage.expected,
                "present": coverage.present,
                "absent": list(coverage.absent),
            },
            "status": self.residual.status,
            "is_synthetic": self.residual.is_synthetic,
        }


def residuals(wholes: Sequence[Account], parts: Sequence[Account], name: Label) -> tuple[Residual, ...]:
    """Return the residual of every year in order (逐年差额).

    Formula: region − Σ parts. A silent part leaves no residual: it would hide in it.

    Parameters
    ----------
    wholes, parts
        Year by year the whole and the sum of its parts, in the same order.
    name
        What is compared with what.

    Raises
    ------
    ProblemsFound
        If whole and parts of a year differ in energy basis, price base, vintage or unit, or one is synthetic.
    """
    made: list[Residual] = []
    for whole, part in zip(wholes, parts, strict=True):
        left = unallocated(whole, part)
        left = replace(left, trace=replace(left.trace, label=name))
        coverage = part.figure.trace.coverage
        if left.value is not None and (coverage is None or coverage.expected == 0):
            left = replace(left, value=None, absence=_NO_LIST)
        last = made[-1] if made else None
        follows = last is not None and last.period.end.year == whole.period.end.year - 1
        before = last if follows and last is not None and last.series == whole.series else None
        share, change = _share(left, whole.figure), _change(None if before is None else before.residual, left)
        made.append(
            Residual(
                name,
                whole.division,
                whole.indicator_id,
                whole.period,
                whole.series,
                whole.figure,
                part.figure,
                left,
                share,
                change,
            )
        )
    return tuple(made)


def _share(left: Figure, whole: Figure) -> Figure:
    quotient = left.absence if left.value is None or whole.value is None else ratio(left.value, whole.value)
    label = Label("差额占比", "share of the residual")
    if isinstance(quotient, Decimal):
        return _figure(percent(quotient), "%", label, "100 × residual / whole", (left, whole))
    return _figure(quotient, "%", label, "100 × residual / whole", (left, whole))


def _change(before: Figure | None, left: Figure) -> Figure:
    label, formula = (
        Label("差额比上年变化", "change of the residual"),
        "residual − residual of the year before",
    )
    if before is None:
        reason = Label("没有同一版本的上年差额", "there is no residual of the year before in this series")
        return _figure(Absence("no_base", reason), left.unit, label, formula, (left,))
    if before.value is None or left.value is None:
        return _figure(before.absence or left.absence, left.unit, label, formula, (before, left))
    return _figure(difference(left.value, before.value), left.unit, label, formula, (before, left))


def _figure(
    found: Decimal | Absence | None, unit: str, label: Label, formula: str, inputs: tuple[Figure, ...]
) -> Figure:
    value = found if isinstance(found, Decimal) else None
    trace = Trace(
        label=label,
        value=amount(value, unit).zh,
        formula=formula,
        status=worst(each.status for each in inputs),
        is_synthetic=any(each.is_synthetic for each in inputs),
        inputs=lambda: tuple(each.trace for each in inputs),
    )
    return Figure(value, unit, trace, found if isinstance(found, Absence) else None)


def _plain(figure: Figure) -> dict[str, object]:
    absence = figure.absence
    return {
        "value": None if figure.value is None else str(figure.value),
        "unit": figure.unit,
        "absence": None
        if absence is None
        else {"code": absence.code, "zh": absence.reason.zh, "en": absence.reason.en},
    }
