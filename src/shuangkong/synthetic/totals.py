"""Synthetic data (演示数据): seeded prefecture energy and output where nothing is published.

Every row says that it is invented. The figures are whole hundredths drawn from a seeded generator, so they
are the same on every machine, and prefectures plus what is unallocated give the region's total exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from shuangkong.schema import Row
from shuangkong.trace import Label

__all__ = ["ENERGY", "GENERATOR", "LABEL", "OUTPUT", "RegionalTotals", "synthetic_prefecture_rows"]

GENERATOR = "1"
LABEL = Label("演示数据", "synthetic")
ENERGY, OUTPUT = "energy_consumption", "gdp_constant"
RegionalTotals = Mapping[tuple[str, int], Decimal]

_HUNDREDTHS = 100
_UNALLOCATED_IN = 50  # one part in fifty stays with the region itself
_UNITS = {ENERGY: "万吨标准煤", OUTPUT: "亿元"}
_FIRST = {ENERGY: (100_000, 400_000), OUTPUT: (80_000, 300_000)}  # invented sizes [hundredths of the unit]
_GROWTH = (400, 800)  # invented real growth of output a year [1/10000]
# Invented yearly change of intensity [1/10000]: some prefectures ahead, most near the path, some behind.
_PATHS = {"ahead": (-560, -400), "near": (-360, -280), "behind": (-150, 120)}
_SHARES = ("behind", "near", "ahead", "near")


@dataclass(frozen=True)
class _Region:
    """What all rows of one run share."""

    code: str
    years: range
    totals: RegionalTotals
    seed: int

    def row(self, code: str, indicator: str, year: int, hundredths: int) -> Row:
        """Return one observation row."""
        base_year = self.years[0] if indicator == OUTPUT else None
        basis = f"，{base_year}年可比价 at {base_year} prices" if base_year else ""
        return {
            "division_code": code,
            "indicator_id": indicator,
            "period": str(year),
            "value": Decimal(hundredths) / _HUNDREDTHS,
            "unit": _UNITS[indicator],
            "energy_basis": "coal_equivalent" if indicator == ENERGY else None,
            "price_base_year": base_year,
            "vintage": f"synthetic-{GENERATOR}",
            "stage": "final",
            "parts_absent": False,
            "is_synthetic": True,
            "status": "constructed",
            "source": f"{LABEL.zh} {LABEL.en}: generator {GENERATOR}, seed {self.seed}",
            "note": f"虚构数值 invented{basis}",
        }


def synthetic_prefecture_rows(
    codes: Sequence[str],
    region: str,
    *,
    seed: int,
    years: range = range(2020, 2026),
    regional: RegionalTotals | None = None,
) -> tuple[Row, ...]:
    """Invent energy [万吨标准煤] and output at constant prices [亿元] for prefectures (演示数据).

    Parameters
    ----------
    codes, region
        Division codes of the prefectures and of the region above them.
    years
        Years covered; the first is the price base.
    regional
        Known totals of the region by indicator and year; prefectures are scaled to them. A total that is
        not given is invented with the rest.

    Returns
    -------
    tuple of rows
        Rows of ``observation``, region first, all synthetic. One prefecture is silent about its energy in
        the last year, so that it can be seen how a missing figure is shown.

    Notes
    -----
    Σ prefectures + unallocated = region, in hundredths, for every indicator and year; the unallocated part
    is never negative. A silent prefecture's share is still in the region's total.

    Examples
    --------
    >>> rows = synthetic_prefecture_rows(["000100", "000200"], "000000", seed=1, years=range(2020, 2022))
    >>> {row["is_synthetic"] for row in rows}
    {True}
    """
    run = _Region(region, years, regional or {}, seed)
    random = Random(seed)
    order = sorted(codes)
    random.shuffle(order)
    raw = {code: _walk(random, _SHARES[place % len(_SHARES)], years) for place, code in enumerate(order)}
    silent = order[1 % len(order)], years[-1]
    above: list[Row] = []
    below: list[Row] = []
    for indicator in (ENERGY, OUTPUT):
        for place, year in enumerate(years):
            total, shares = _calibrated(
                {code: raw[code][indicator][place] for code in sorted(codes)},
                run.totals.get((indicator, year)),
            )
            above.append(run.row(region, indicator, year, total))
            below.extend(
                run.row(code, indicator, year, value)
                for code, value in shares.items()
                if (indicator, code, year) != (ENERGY, *silent)
            )
    return (*above, *below)


def _walk(random: Random, path: str, years: range) -> Mapping[str, Sequence[int]]:
    """Return yearly energy and output of one prefecture [hundredths]."""
    energy, output = random.randint(*_FIRST[ENERGY]), random.randint(*_FIRST[OUTPUT])
    walk: dict[str, list[int]] = {ENERGY: [energy], OUTPUT: [output]}
    for _ in years[1:]:
        growth, change = 10_000 + random.randint(*_GROWTH), 10_000 + random.randint(*_PATHS[path])
        output = output * growth // 10_000
        energy = energy * growth * change // 10_000**2
        walk[ENERGY].append(energy)
        walk[OUTPUT].append(output)
    return walk


def _calibrated(raw: Mapping[str, int], published: Decimal | None) -> tuple[int, Mapping[str, int]]:
    """Return the region's total and its prefectures' shares [hundredths]; the rest is unallocated."""
    whole = sum(raw.values())
    if published is None:
        return whole * _UNALLOCATED_IN // (_UNALLOCATED_IN - 1), raw
    total = int(published * _HUNDREDTHS)
    if total != published * _HUNDREDTHS:
        raise ValueError(f"the total {published} has more than two decimals")
    allocated = total * (_UNALLOCATED_IN - 1) // _UNALLOCATED_IN
    return total, {code: value * allocated // whole for code, value in raw.items()}
