"""Deduction records (扣减记录): one tonne each, filed with its evidence, whatever basis will use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, cast

from shuangkong.accounts.frozen import FrozenRows
from shuangkong.quantity import EnergyBasis
from shuangkong.schema import Row, columns, table, write_cell
from shuangkong.territory import Level
from shuangkong.trace import RowReference, Status

__all__ = ["KIND_LABELS", "Deduction", "DeductionKind", "Measure", "read_deductions"]

DeductionKind = Literal[
    "feedstock", "renewable_power", "nuclear_power", "other_non_fossil", "certificate", "separate_listing"
]
Measure = Literal["total", "intensity"]
"""Which line set: that of the total or that of the energy the intensity is taken of."""
KIND_LABELS: Mapping[DeductionKind, tuple[str, str]] = {
    "feedstock": ("原料用能", "feedstock"),
    "renewable_power": ("可再生能源电力", "renewable power"),
    "nuclear_power": ("核电", "nuclear power"),
    "other_non_fossil": ("其他非化石能源", "other non-fossil energy"),
    "certificate": ("绿证", "certificates"),
    "separate_listing": ("单列项目", "listed project"),
}
_SHARES: tuple[tuple[Level, str], ...] = (
    ("nation", "share_nation"),
    ("region", "share_region"),
    ("prefecture", "share_prefecture"),
)


@dataclass(frozen=True)
class Deduction:
    """One record of energy that a basis may take out (扣减记录).

    Attributes
    ----------
    tce
        Energy of the year in ``energy_basis`` [tce]; the whole project where it is listed.
    claims
        The tonnes claimed: meters, trades or certificate batches. None of them is taken out twice.
    sender
        Division that certificates traded on their own come from.
    shares
        Level → part of a listed project's energy it bears [fraction], the levels stated only.
    """

    id: str
    division: str
    year: int
    kind: DeductionKind
    scope: Literal["total", "intensity", "both"]
    tce: Decimal
    energy_basis: EnergyBasis | None
    subject: str
    claims: tuple[str, ...]
    evidence: str
    approval: str
    sender: str | None
    shares: Mapping[Level, Decimal] = field(hash=False)
    effective_from: int | None
    effective_to: int | None
    status: Status
    source: str
    is_synthetic: bool
    reference: RowReference

    @property
    def place(self) -> str:
        """Where the record stands, for a problem."""
        return f"{self.division} {self.year} {self.id}"

    def concerns(self, measure: Measure) -> bool:
        """Whether the record may be used for a line set (适用指标)."""
        return self.scope in (measure, "both")

    def is_effective(self, year: int) -> bool:
        """Whether a listing holds in a year (是否在单列年限内)."""
        return (self.effective_from is None or self.effective_from <= year) and (
            self.effective_to is None or year <= self.effective_to
        )


def read_deductions(rows: FrozenRows, *, synthetic: bool = False) -> tuple[Deduction, ...]:
    """Return the deduction records of a snapshot (读取扣减记录), by id: real ones or synthetic ones."""
    table_hash = rows.table_hash("deduction")
    found = (_read(row, table_hash) for row in rows.rows("deduction", is_synthetic=synthetic))
    return tuple(sorted(found, key=lambda each: (each.id, each.energy_basis or "")))


def _read(row: Row, table_hash: str) -> Deduction:
    key = tuple(write_cell(row[name], columns()[name]) for name in table("deduction").key)
    return Deduction(
        id=str(row["deduction_id"]),
        division=str(row["division_code"]),
        year=cast(int, row["deduction_year"]),
        kind=cast(DeductionKind, row["deduction_kind"]),
        scope=cast(Literal["total", "intensity", "both"], row["deduction_scope"]),
        tce=cast(Decimal, row["deduction_tce"]),
        energy_basis=cast(EnergyBasis | None, row["energy_basis"]),
        subject=str(row["deduction_subject"]),
        claims=tuple(part.strip() for part in str(row["claimed_source"]).split(";") if part.strip()),
        evidence=str(row["deduction_evidence"] or ""),
        approval=str(row["deduction_approval"] or ""),
        sender=cast(str | None, row["certificate_sender_code"]),
        shares={level: cast(Decimal, row[name]) for level, name in _SHARES if row[name] is not None},
        effective_from=cast(int | None, row["effective_from_year"]),
        effective_to=cast(int | None, row["effective_to_year"]),
        status=cast(Status, row["status"]),
        source=str(row["source"]),
        is_synthetic=bool(row["is_synthetic"]),
        reference=RowReference("deduction", key, table_hash),
    )
