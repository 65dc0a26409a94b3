"""Lines of the project list (减排项目清单): one project, pollutant and year, with its cuts and offsets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from shuangkong.accounts.arithmetic import difference
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.schema import Row, table, write_cell
from shuangkong.trace import Label, RowReference, Status, worst

__all__ = [
    "CUT_REASONS",
    "LINES",
    "RECORDS",
    "Cut",
    "OffsetUse",
    "ProjectLine",
    "added",
    "line_key",
    "read_lines",
    "rows_of",
]

LINES = "reduction_project_line"
_CUTS = "reduction_cut"
_OFFSETS = "reduction_offset_use"
RECORDS = (_CUTS, _OFFSETS)
CUT_REASONS: Mapping[str, Label] = {
    "before_counting_start": Label("未到起算月", "before counting starts"),
    "not_in_base": Label("不在基数", "not in the base"),
    "used_as_offset": Label("已用于替代", "used as an offset"),
    "unstable_operation": Label("运行不稳定", "unstable operation"),
    "evidence_insufficient": Label("材料不足", "evidence insufficient"),
    "load_below_design": Label("负荷不足", "load below design"),
    "monitoring_correction": Label("监测系数修正", "monitoring factor corrected"),
    "counted_twice": Label("重复计算", "counted twice"),
    "other": Label("其他", "other"),
}
"""Reason of a cut → what it is called."""
_Key = tuple[str, str, int]


@dataclass(frozen=True)
class Cut:
    """Tonnes taken off a reported reduction (核减) [t], with the reason."""

    reason: str
    tonnes: Decimal
    row: RowReference
    status: Status


@dataclass(frozen=True)
class OffsetUse:
    """Tonnes of a line used as a regional offset (区域削减替代) [t]."""

    id: str
    used_by: str
    tonnes: Decimal
    row: RowReference
    status: Status


@dataclass(frozen=True)
class ProjectLine:
    """A project's reduction of one pollutant in one year (减排项目清单行) [t]; None is not filed, never 0."""

    project: str
    division: str
    facility: str
    pollutant: str
    category: str
    year: int
    planned: Decimal | None
    reported: Decimal | None
    verified: Decimal | None
    stable_on: date | None
    counting_start: date | None
    is_in_base: bool
    offset: Decimal
    verification_note: str
    evidence: str
    guide_edition: str
    status: Status
    is_synthetic: bool
    row: RowReference
    cuts: tuple[Cut, ...] = ()
    offset_uses: tuple[OffsetUse, ...] = ()

    def __str__(self) -> str:
        return f"{self.project} {self.pollutant} {self.year}"

    @property
    def cut(self) -> Decimal:
        """Sum of the cuts (核减合计) [t]."""
        return added(cut.tonnes for cut in self.cuts)

    @property
    def worst_status(self) -> Status:
        """Worst status of the line, its cuts and its offsets."""
        return worst(
            (self.status, *(cut.status for cut in self.cuts), *(use.status for use in self.offset_uses))
        )

    @property
    def rows(self) -> tuple[RowReference, ...]:
        """Every row the line was read from."""
        return (self.row, *(cut.row for cut in self.cuts), *(use.row for use in self.offset_uses))


def added(values: Iterable[Decimal]) -> Decimal:
    """Return an exact sum (合计) of fixed-point tonnes.

    Examples
    --------
    >>> added([Decimal("0.1"), Decimal("0.2")])
    Decimal('0.3')
    """
    total = Decimal(0)
    for value in values:
        total = difference(total, value.copy_negate())
    return total


def read_lines(rows: FrozenRows, years: Sequence[int], *, synthetic: bool = False) -> tuple[ProjectLine, ...]:
    """Return the lines of some accounting years (读取项目清单), real or synthetic, in order."""
    cuts: dict[_Key, list[Cut]] = {}
    for row in rows_of(rows, _CUTS, years, synthetic=synthetic):
        cut = Cut(
            reason=str(row["cut_reason"]),
            tonnes=cast(Decimal, row["cut_t"]),
            row=_reference(row, _CUTS, rows),
            status=cast(Status, row["status"]),
        )
        cuts.setdefault(line_key(row), []).append(cut)
    uses: dict[_Key, list[OffsetUse]] = {}
    for row in rows_of(rows, _OFFSETS, years, synthetic=synthetic):
        use = OffsetUse(
            id=str(row["offset_id"]),
            used_by=str(row["used_by"]),
            tonnes=cast(Decimal, row["offset_t"]),
            row=_reference(row, _OFFSETS, rows),
            status=cast(Status, row["status"]),
        )
        uses.setdefault(line_key(row), []).append(use)
    listed = rows_of(rows, LINES, years, synthetic=synthetic)
    found = (_line(row, rows, cuts, uses) for row in listed)
    return tuple(sorted(found, key=lambda each: (each.year, each.division, each.project, each.pollutant)))


def rows_of(rows: FrozenRows, name: str, years: Sequence[int], *, synthetic: bool) -> Iterator[Row]:
    """Yield the rows of a table for some accounting years, year by year."""
    for year in years:
        yield from rows.rows(name, reduction_year=year, is_synthetic=synthetic)


def line_key(row: Row) -> _Key:
    """Return what a line, its cuts and its offset uses share (行键): project, pollutant and year."""
    return str(row["project_id"]), str(row["pollutant"] or ""), cast(int, row["reduction_year"])


def _line(
    row: Row,
    rows: FrozenRows,
    cuts: Mapping[_Key, list[Cut]],
    uses: Mapping[_Key, list[OffsetUse]],
) -> ProjectLine:
    key = line_key(row)
    return ProjectLine(
        project=key[0],
        division=str(row["division_code"]),
        facility=str(row["facility"]),
        pollutant=key[1],
        category=str(row["reduction_category"]),
        year=key[2],
        planned=cast(Decimal | None, row["planned_t"]),
        reported=cast(Decimal | None, row["reported_t"]),
        verified=cast(Decimal | None, row["verified_t"]),
        stable_on=cast(date | None, row["stable_operation_on"]),
        counting_start=cast(date | None, row["counting_start"]),
        is_in_base=bool(row["in_base"]),
        offset=cast(Decimal, row["offset_t"]),
        verification_note=str(row["verification_note"] or ""),
        evidence=str(row["evidence"] or ""),
        guide_edition=str(row["guide_edition"]),
        status=cast(Status, row["status"]),
        is_synthetic=bool(row["is_synthetic"]),
        row=_reference(row, LINES, rows),
        cuts=tuple(cuts.get(key, ())),
        offset_uses=tuple(uses.get(key, ())),
    )


def _reference(row: Row, name: str, rows: FrozenRows) -> RowReference:
    layout = table(name)
    key = tuple(write_cell(row[column], layout.column(column)) for column in layout.key)
    return RowReference(name, key, rows.table_hash(name))
