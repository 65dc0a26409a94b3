"""Lines of a bridge (调整表行): what each exception takes out of one division's energy in one year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.accounts.arithmetic import compound, difference, printed, ratio
from shuangkong.accounts.bases.basis import LabelledException
from shuangkong.accounts.bases.filed import FiledDeductions
from shuangkong.accounts.bases.record import KIND_LABELS, Deduction, Measure
from shuangkong.accounts.naming import CODES, Naming
from shuangkong.errors import Collector
from shuangkong.quantity import EnergyBasis, find_unit
from shuangkong.trace import Absence, Figure, Label, RuleReference, Trace, worst

__all__ = ["BridgeLine", "Taken", "View", "added", "in_unit_of", "taken_by"]


@dataclass(frozen=True)
class View:
    """Which lines are asked for (取数范围): one division, line set, base year and year, in one unit."""

    filed: FiledDeductions
    division: str
    measure: Measure
    base_year: int
    last_year: int
    year: int
    energy_basis: EnergyBasis
    unit: str
    names: Naming = CODES

    @property
    def other_year(self) -> int:
        """The year this one is set against."""
        return self.last_year if self.year == self.base_year else self.base_year


@dataclass(frozen=True)
class BridgeLine:
    """One line of a bridge (调整表行).

    Attributes
    ----------
    taken
        What the line takes out [unit of the account]; negative where it puts something back.
    records
        Ids of the deduction records behind it.
    """

    item: str
    label: Label
    taken: Figure
    rule: RuleReference
    records: tuple[str, ...]
    evidence: tuple[str, ...]
    approval: tuple[str, ...]


@dataclass(frozen=True)
class Taken:
    """What one exception takes out (扣减结果): its lines, the records counted, and what it cannot know."""

    lines: tuple[BridgeLine, ...] = ()
    counted: tuple[Deduction, ...] = ()
    absence: Absence | None = None


def taken_by(exception: LabelledException, view: View, problems: Collector) -> Taken:
    """Return what an exception takes out (按例外扣减), by record id, whatever order they were filed in."""
    if exception.extent == "share_borne_above":
        return _shares(exception, view, problems)
    if exception.extent == "yearly_increment":
        return _increments(exception, view, problems)
    return _whole(exception, view, problems)


def _own(exception: LabelledException, view: View, year: int, problems: Collector) -> tuple[Deduction, ...]:
    found = view.filed.of_division(view.division, year, exception.kinds, view.measure)
    return view.filed.in_basis(found, view.energy_basis, problems)


def _whole(exception: LabelledException, view: View, problems: Collector) -> Taken:
    own = _own(exception, view, view.year, problems)
    found = view.filed.sent_from(view.division, view.year, exception.kinds, view.measure)
    sent = [
        each
        for each in view.filed.in_basis(found, view.energy_basis, problems)
        if not view.filed.are_in_one_region(each.division, view.division, view.year)
    ]
    lines = [_own_line(exception, view, each) for each in own]
    lines += [_sent_line(exception, view, each) for each in sent]
    absence = _silent(exception, view, own) if exception.needs_both_years else None
    return Taken(tuple(lines), (*own, *sent), absence)


def _own_line(exception: LabelledException, view: View, record: Deduction) -> BridgeLine:
    is_inside = record.sender is not None and view.filed.are_in_one_region(
        record.division, record.sender, view.year
    )
    if not is_inside:
        return _line(exception, view, (record,), record.tce)
    note = Label("省内绿证交易不重复扣除", "certificates traded inside the region are not taken out again")
    return _line(exception, view, (record,), Decimal(0), notes=(note,))


def _sent_line(exception: LabelledException, view: View, record: Deduction) -> BridgeLine:
    name = view.names.division(record.division)
    note = Label(f"绿证转至{name.zh}，从送端核减", f"certificates went to {name.en}: put back here")
    return _line(exception, view, (record,), record.tce.copy_negate(), notes=(note,))


def _silent(exception: LabelledException, view: View, own: Sequence[Deduction]) -> Absence | None:
    """Return why a year alone cannot be deducted (基期与报告期须同时扣减); a true zero is filed as 0."""
    there = view.filed.of_division(view.division, view.other_year, exception.kinds, view.measure)
    if any(each.kind != "certificate" for each in own) or all(each.kind == "certificate" for each in there):
        return None
    return _year_silent(exception, view.year)


def _year_silent(exception: LabelledException, year: int) -> Absence:
    return Absence(
        "deduction_year_silent",
        Label(
            f"{year} 年没有“{exception.rule.title.zh}”的扣减记录，不能只扣一年；确无发生额时应申报 0",
            f"no record for {year} under {exception.label}: one year is not deducted alone; file 0 for none",
        ),
    )


def _increments(exception: LabelledException, view: View, problems: Collector) -> Taken:
    """Increments over the year before add up to the last year less the first (逐年增量之和)."""
    start = max(view.base_year, exception.increments_from or view.base_year)
    if view.year <= start:
        return Taken()
    before, after = (_own(exception, view, year, problems) for year in (start, view.year))
    if not before and not after:
        return Taken()
    if not before or not after:
        return Taken((), before + after, _year_silent(exception, view.year if before else start))
    grown = difference(_sum(after), _sum(before))
    note = Label(
        f"{view.year} 年 {printed(_sum(after))} − {start} 年 {printed(_sum(before))} 吨标准煤",
        f"{view.year}: {printed(_sum(after))} − {start}: {printed(_sum(before))} tce",
    )
    notes = [note]
    if grown < 0:
        notes.append(Label("消费量减少，无新增，不扣减", "it fell: there is no increment to take out"))
    line = _line(exception, view, (*after, *before), max(grown, Decimal(0)), notes=tuple(notes))
    return Taken((line,), before + after)


def _shares(exception: LabelledException, view: View, problems: Collector) -> Taken:
    levels = view.filed.levels_above(view.division, view.year)
    own = _own(exception, view, view.year, problems)
    lines = []
    for record in own:
        share = added(record.shares.get(level, Decimal(0)) for level in levels)
        borne = ", ".join(f"{level} {record.shares[level].normalize():f}" for level in record.shares)
        note = Label(
            f"上级承担比例 {share.normalize():f}（{borne}）", f"borne above: {share.normalize():f} ({borne})"
        )
        lines.append(_line(exception, view, (record,), compound((record.tce, share)), notes=(note,)))
    return Taken(tuple(lines), own)


def _sum(records: Sequence[Deduction]) -> Decimal:
    return added(each.tce for each in records)


def _line(
    exception: LabelledException,
    view: View,
    records: Sequence[Deduction],
    tce: Decimal,
    *,
    notes: tuple[Label, ...] = (),
) -> BridgeLine:
    zh, en = KIND_LABELS[records[0].kind]
    subjects = "、".join(dict.fromkeys(each.subject for each in records))
    label = Label(f"{zh}：{subjects}", f"{en}: {subjects}")
    value = in_unit_of(tce, view.unit)
    trace = Trace(
        label=label,
        value=f"{printed(value, 4)} {view.unit}",
        rule=exception.rule.reference,
        rows=tuple(each.reference for each in records),
        status=worst([exception.rule.status, *(each.status for each in records)]),
        is_synthetic=any(each.is_synthetic for each in records),
        notes=(*notes, *(_proof(each) for each in records)),
    )
    return BridgeLine(
        item=exception.item,
        label=label,
        taken=Figure(value, view.unit, trace),
        rule=exception.rule.reference,
        records=tuple(each.id for each in records),
        evidence=tuple(dict.fromkeys(each.evidence for each in records if each.evidence)),
        approval=tuple(dict.fromkeys(each.approval for each in records if each.approval)),
    )


def _proof(record: Deduction) -> Label:
    approved = (
        (f"；批准文件：{record.approval}", f"; approved by {record.approval}")
        if record.approval
        else ("", "")
    )
    return Label(
        f"{record.id} 证明材料：{record.evidence}{approved[0]}",
        f"{record.id} evidence: {record.evidence}{approved[1]}",
    )


def added(values: Iterable[Decimal]) -> Decimal:
    """Return an exact sum (合计), which no order of the values changes.

    Examples
    --------
    >>> added([Decimal("0.1"), Decimal("0.2")])
    Decimal('0.3')
    """
    total = Decimal(0)
    for value in values:
        total = difference(total, value.copy_negate())
    return total


def in_unit_of(tce: Decimal, symbol: str) -> Decimal:
    """Return an energy in another multiple of standard coal (标准煤量换算) [symbol].

    Examples
    --------
    >>> in_unit_of(Decimal(25000), "万吨标准煤")
    Decimal('2.5')

    Raises
    ------
    ValueError
        If the unit is no multiple of standard coal.
    """
    unit = find_unit(symbol)
    value = None if unit is None or unit.dimension != "energy_tce" else ratio(tce, unit.factor)
    if not isinstance(value, Decimal):
        raise ValueError(f"{symbol} is no unit of standard coal")  # noqa: TRY004 - a value of the wrong kind
    return value
