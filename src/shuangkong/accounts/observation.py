"""Observations (观测值): published or reported figures as typed accounts, read from frozen rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, cast, get_args

from shuangkong.accounts.account import Account, Series
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.naming import CODES, Naming
from shuangkong.quantity import EnergyBasis, Period
from shuangkong.schema import Row, columns, table, write_cell
from shuangkong.trace import Figure, Label, RowReference, Status, Trace

__all__ = ["Stage", "observe", "observed_in"]

Stage = Literal["estimate", "preliminary", "final"]
_STAGES: tuple[str, ...] = get_args(Stage)


def observe(
    rows: FrozenRows,
    indicator_id: str,
    division: str,
    *,
    energy_basis: EnergyBasis | None = None,
    synthetic: bool = False,
    names: Naming = CODES,
) -> tuple[Account, ...]:
    """Return a division's observations of an indicator (取数), the latest stage of each period and series.

    An estimate gives way to the preliminary figure and that to the final one within the same series; two
    series (energy basis, price base, vintage) both stay, for the caller to choose between. A row whose
    value is unknown is no observation.

    Parameters
    ----------
    energy_basis
        Leave out figures that state another basis.
    synthetic
        Take demonstration rows only, or real rows only; never both.
    names
        What people call the division and the indicator.
    """
    table_hash = rows.table_hash("observation")
    found = rows.rows(
        "observation", division_code=division, indicator_id=indicator_id, is_synthetic=synthetic
    )
    latest: dict[tuple[str, Series], tuple[int, Account]] = {}
    for row in found:
        series = _series(row)
        if row["value"] is None or (energy_basis and series.energy_basis not in (None, energy_basis)):
            continue
        key, stage = (str(row["period"]), series), _STAGES.index(str(row["stage"]))
        if key not in latest or latest[key][0] < stage:
            latest[key] = (stage, _read(row, series, table_hash, names))
    accounts = (account for _, account in latest.values())
    return tuple(sorted(accounts, key=lambda each: (each.period, str(each.series))))


def observed_in(accounts: tuple[Account, ...], period: str) -> tuple[Account, ...]:
    """Return the accounts of one period (某期数据), one for each series."""
    return tuple(each for each in accounts if each.period.text == period)


def _series(row: Row) -> Series:
    return Series(
        energy_basis=cast(EnergyBasis | None, row["energy_basis"] or None),  # the schema allows no other
        price_base_year=cast(int | None, row["price_base_year"]),
        vintage=str(row["vintage"] or ""),
    )


def _read(row: Row, series: Series, table_hash: str, names: Naming) -> Account:
    division, indicator_id, period = (str(row[name]) for name in ("division_code", "indicator_id", "period"))
    value, unit = cast(Decimal, row["value"]), str(row["unit"])
    key = tuple(write_cell(row[name], columns()[name]) for name in table("observation").key)
    trace = Trace(
        label=names.figure(division, Period.parse(period), indicator_id),
        value=f"{plain(value)} {unit}",
        rows=(RowReference("observation", key, table_hash),),
        status=cast(Status, row["status"]),
        is_synthetic=bool(row["is_synthetic"]),
        notes=tuple(Label(str(row[name]), str(row[name])) for name in ("source", "note") if row.get(name)),
    )
    return Account(division, indicator_id, Period.parse(period), Figure(value, unit, trace), series, names)


def plain(value: Decimal) -> str:
    """Return a value without the zeros its column pads it with (去尾零).

    Examples
    --------
    >>> plain(Decimal("-4.060000")), plain(Decimal("200"))
    ('-4.06', '200')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
