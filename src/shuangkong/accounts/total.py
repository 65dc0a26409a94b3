"""Totals (合计): sums of the divisions below with coverage; a silent one is named, never counted as 0."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from shuangkong.accounts.account import Account, Series, same_series
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.naming import CODES, Naming
from shuangkong.accounts.observation import observe, observed_in, plain
from shuangkong.quantity import EnergyBasis, Period
from shuangkong.trace import Absence, Coverage, Figure, Label, Trace, worst

__all__ = ["divisions_below", "sum_below", "total", "unallocated"]


def divisions_below(rows: FrozenRows, division: str, on: date) -> tuple[str, ...]:
    """Return the codes of the divisions directly below one (下级行政区划), valid on a day."""
    below = []
    for row in rows.rows("division", parent_code=division):
        first, last = row["valid_from"], row["valid_to"]
        started = not isinstance(first, date) or first <= on
        if started and (not isinstance(last, date) or on <= last):
            below.append(str(row["division_code"]))
    return tuple(sorted(below))


def total(parts: Mapping[str, Account | None], *, label: Label) -> tuple[Figure, Series]:
    """Return the sum of the parts that are there (合计) [unit of the parts], with who is absent.

    Parameters
    ----------
    parts
        Expected division → its account, None where it is silent.

    Returns
    -------
    tuple of Figure and Series
        The sum with its coverage, absent only where nobody reported, and the series all parts share.

    Raises
    ------
    ProblemsFound
        If the parts mix energy bases, price bases, vintages, units, or synthetic rows with real ones.
    """
    held = {key: each for key, each in parts.items() if each is not None and each.figure.value is not None}
    same_series(held.values(), label.zh)
    figures = tuple(each.figure for each in held.values())
    value = sum((each.value for each in figures if each.value is not None), Decimal(0)) if figures else None
    unit = figures[0].unit if figures else ""
    trace = Trace(
        label=label,
        value="—" if value is None else f"{plain(value)} {unit}",
        formula="Σ",
        rows=tuple(row for each in figures for row in each.trace.rows),
        status=worst(each.status for each in figures),
        is_synthetic=any(each.is_synthetic for each in figures),
        coverage=Coverage(len(parts), len(held), tuple(key for key in parts if key not in held)),
        inputs=lambda: tuple(each.trace for each in figures),
    )
    absence = None if figures else Absence("not_published", Label("下级均无数据", "no part has reported"))
    series = next((each.series for each in held.values()), Series())
    return Figure(value, unit, trace, absence), series


def sum_below(
    rows: FrozenRows,
    indicator_id: str,
    division: str,
    period: Period,
    *,
    energy_basis: EnergyBasis | None = None,
    synthetic: bool = False,
    names: Naming = CODES,
) -> Account:
    """Return the sum over the divisions below (下级汇总), with coverage.

    Raises
    ------
    ProblemsFound
        If the parts cannot be added, or one of them has two figures for the period.
    """
    parts: dict[str, Account | None] = {}
    for code in divisions_below(rows, division, period.end):
        observed = observe(
            rows, indicator_id, code, energy_basis=energy_basis, synthetic=synthetic, names=names
        )
        found = observed_in(observed, period.text)
        same_series(found, names.figure(code, period, indicator_id).zh)
        parts[code] = found[0] if found else None
    what = names.figure(division, period, indicator_id)
    figure, series = total(parts, label=Label(f"{what.zh}：下级合计", f"sum below: {what.en}"))
    return Account(division, indicator_id, period, figure, series, names)


def unallocated(region: Account, parts: Account) -> Figure:
    """Return what the region holds beyond its parts (区本级/未分解) [unit of the region].

    Formula: region − Σ parts. A silent part would hide in the residual, so then there is none.

    Raises
    ------
    ProblemsFound
        If region and parts differ in energy basis, price base, vintage or unit, or one is synthetic.
    """
    own, below = region.figure, parts.figure
    if below.value is not None:
        same_series((region, parts), region.label.zh)
    coverage = below.trace.coverage
    absence = own.absence or below.absence
    if absence is None and coverage is not None and not coverage.is_full:
        who = [region.names.division(code, region.period.end) for code in coverage.absent]
        reason = Label(
            f"下级缺{'、'.join(each.zh for each in who)}，差额不能视为未分解",
            f"{', '.join(each.en for each in who)} absent: the difference is no residual",
        )
        absence = Absence("partial_coverage", reason)
    complete = absence is None and own.value is not None and below.value is not None
    value = (
        own.value - below.value if complete and own.value is not None and below.value is not None else None
    )
    trace = Trace(
        label=Label("未分解（本级）", "unallocated"),
        value="—" if value is None else f"{plain(value)} {own.unit}",
        formula="region − Σ parts",
        rows=own.trace.rows,
        status=worst((own.status, below.status)),
        is_synthetic=own.is_synthetic,
        coverage=coverage,
        inputs=lambda: (own.trace, below.trace),
    )
    return Figure(value, own.unit, trace, absence)
