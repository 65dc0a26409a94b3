"""Synthetic deduction records (演示扣减记录): seeded rows for a region and two prefectures, all invented.

The records of the region hold those of its prefectures: the same meters, never less energy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.totals import GENERATOR, LABEL

__all__ = ["synthetic_deduction_rows"]

_FILING = 2  # how many prefectures file
_SUBJECTS = {
    "feedstock": "合成氨原料",
    "renewable_power": "风电、太阳能发电",
    "separate_listing": "示例单列项目",
}
_FIRST = {"feedstock": (300_000, 600_000), "renewable_power": (300_000, 600_000)}  # invented [tce]
_GROWTH = {"feedstock": (0, 300), "renewable_power": (1_000, 2_500)}  # invented, a year [1/10000]
_ABOVE = (3, 5)  # the region holds so many times what the two prefectures file
_LISTED_AFTER, _LISTED_TCE = 3, 240_000  # years after the first; invented size [tce]
_SHARES = {"share_nation": Decimal("0.5"), "share_region": Decimal("0.3"), "share_prefecture": Decimal("0.2")}


@dataclass(frozen=True)
class _Record:
    """What differs between two records of one run."""

    division: str
    year: int
    kind: str
    tce: int
    claims: tuple[str, ...]


def synthetic_deduction_rows(
    codes: Sequence[str], region: str, *, seed: int, years: range = range(2020, 2026)
) -> tuple[Row, ...]:
    """Invent feedstock, renewable power and one listed project for the region and two prefectures (演示扣减).

    Parameters
    ----------
    codes, region
        Division codes of the prefectures and of the region above them; the first two codes file.
    years
        Years covered; the project is listed from the fourth of them.

    Returns
    -------
    tuple of rows
        Rows of ``deduction`` in coal equivalent [吨标准煤], region first, all synthetic.

    Examples
    --------
    >>> rows = synthetic_deduction_rows(["000100", "000200"], "000000", seed=1, years=range(2020, 2022))
    >>> len(rows), {row["is_synthetic"] for row in rows}
    (12, {True})
    """
    random = Random(seed)
    filing = sorted(codes)[:_FILING]
    found: list[_Record] = []
    for kind in _FIRST:
        walks = {code: _walk(random, kind, years) for code in filing}
        factor = random.randint(*_ABOVE)
        found.extend(_of_kind(kind, walks, factor, region))
    if filing:
        found.extend(_listed(region, filing[0], years))
    found.sort(key=lambda each: (each.division != region, each.division, each.kind, each.year))
    return tuple(_row(each, years, seed) for each in found)


def _walk(random: Random, kind: str, years: range) -> Mapping[int, int]:
    """Return a yearly quantity that grows by whole tonnes [tce]."""
    tce, walk = random.randint(*_FIRST[kind]), {}
    for year in years:
        walk[year] = tce
        tce = tce * (10_000 + random.randint(*_GROWTH[kind])) // 10_000
    return walk


def _of_kind(
    kind: str, walks: Mapping[str, Mapping[int, int]], factor: int, region: str
) -> Iterator[_Record]:
    for year in next(iter(walks.values()), ()):
        claims = {code: f"SYN-{kind}-{code}-{year}" for code in walks}
        total = factor * sum(walk[year] for walk in walks.values())
        yield _Record(region, year, kind, total, (*claims.values(), f"SYN-{kind}-{region}-{year}"))
        for code, walk in walks.items():
            yield _Record(code, year, kind, walk[year], (claims[code],))


def _listed(region: str, code: str, years: range) -> Iterator[_Record]:
    for year in years[_LISTED_AFTER:]:
        for division in (region, code):
            yield _Record(division, year, "separate_listing", _LISTED_TCE, (f"SYN-listed-{year}",))


def _row(record: _Record, years: range, seed: int) -> Row:
    is_listed = record.kind == "separate_listing"
    shares: Mapping[str, Cell] = {name: share if is_listed else None for name, share in _SHARES.items()}
    return {
        "deduction_id": f"SYN-{record.kind}-{record.division}-{record.year}",
        "division_code": record.division,
        "deduction_year": record.year,
        "deduction_kind": record.kind,
        "deduction_scope": "both",
        "deduction_tce": Decimal(record.tce),
        "energy_basis": "coal_equivalent",
        "deduction_subject": f"{_SUBJECTS[record.kind]}（{LABEL.zh}）",
        "claimed_source": ";".join(record.claims),
        "deduction_evidence": f"{LABEL.zh}证明材料 {record.year}",
        "deduction_approval": f"{LABEL.zh}单列清单" if is_listed else None,
        "certificate_sender_code": None,
        **shares,
        "effective_from_year": years[_LISTED_AFTER] if is_listed else None,
        "effective_to_year": None,
        "is_synthetic": True,
        "status": "constructed",
        "source": f"{LABEL.zh} {LABEL.en}: generator {GENERATOR}, seed {seed}",
        "note": "虚构数值 invented",
    }
