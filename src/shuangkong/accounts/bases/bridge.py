"""Bridge (调整表): raw → − feedstock → − non-fossil or new renewable power → − listed projects → assessed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shuangkong.accounts.account import Account
from shuangkong.accounts.arithmetic import difference, printed
from shuangkong.accounts.bases.basis import Basis
from shuangkong.accounts.bases.certificate import UNDETERMINED, cap_line, received
from shuangkong.accounts.bases.checking import check_claims, check_listings, check_record
from shuangkong.accounts.bases.lines import BridgeLine, Taken, View, added, taken_by
from shuangkong.accounts.bases.record import Deduction, Measure
from shuangkong.errors import Collector
from shuangkong.trace import Absence, Figure, Label, Trace, worst

__all__ = ["Bridge", "bridge"]


@dataclass(frozen=True)
class Bridge:
    """From the raw figure to the assessed one (调整表), line by line, for one line set and year.

    ``raw − Σ lines = assessed`` holds exactly wherever the assessed figure is there.
    """

    measure: Measure
    basis: Basis
    raw: Account
    lines: tuple[BridgeLine, ...]
    assessed: Account
    records: tuple[Deduction, ...]

    @property
    def taken(self) -> Decimal:
        """Sum of the lines (扣减合计) [unit of the account]."""
        return added(line.taken.value for line in self.lines if line.taken.value is not None)


def bridge(
    basis: Basis,
    raw: Account,
    view: View,
    problems: Collector,
    *,
    cap: Callable[[], Figure] | None = None,
) -> Bridge:
    """Return the bridge of one line set and year (调整表).

    Parameters
    ----------
    raw
        Energy of ``view.year`` in the basis of ``view``.
    problems
        Collects what forbids it: the codes of `check_record`, `check_listings` and `check_claims`,
        ``bases_energy_basis``, ``bases_negative_figure``, ``bases_removed_beyond``.
    cap
        Gives the certificate cap when certificates of other regions were received; None = no cap is set.
    """
    exceptions = basis.applying(view.measure)
    taken = [taken_by(each, view, problems) for each in exceptions]
    records = tuple(sorted({r.id: r for each in taken for r in each.counted}.values(), key=lambda r: r.id))
    _check(basis, records, view, problems)
    lines = [line for each in taken for line in each.lines]
    absence = next((each.absence for each in taken if each.absence is not None), None)
    offset = received(tuple(lines), {each.id: each.kind for each in records})
    rule = basis.edition_with("certificate_cap_share")
    if offset > 0 and rule is not None and cap is not None:
        limit = cap()
        beyond = cap_line(rule, limit, offset)
        lines += [] if beyond is None else [beyond]
        absence = absence or (None if limit.value is not None else UNDETERMINED)
    _check_removed(taken, view, problems)
    assessed = _assessed(basis, raw, tuple(lines), view, absence)
    _check_left(raw, assessed, records, view, problems)
    return Bridge(view.measure, basis, raw, tuple(lines), assessed, records)


def _check(basis: Basis, records: tuple[Deduction, ...], view: View, problems: Collector) -> None:
    for each in records:
        check_record(each, problems)
    check_listings(records, view.filed, problems)
    kinds = frozenset(kind for each in basis.applying(view.measure) for kind in each.kinds)
    check_claims(records, view.filed, kinds, view.measure, problems)


def _check_removed(taken: list[Taken], view: View, problems: Collector) -> None:
    """Note certificates sent away beyond what was there (转出超过本地): a deduction below zero."""
    for each in taken:
        is_sender = any(record.sender == view.division for record in each.counted)
        left = added(line.taken.value for line in each.lines if line.taken.value is not None)
        if left < 0 and is_sender:
            ids = ", ".join(record.id for record in each.counted)
            place, beyond = f"{view.division} {view.year}", printed(left.copy_negate(), 4)
            problems.add("bases_removed_beyond", place, beyond=beyond, unit=view.unit, records=ids)


def _check_left(
    raw: Account, assessed: Account, records: Sequence[Deduction], view: View, problems: Collector
) -> None:
    """Note a figure that the deductions make negative (扣减后为负)."""
    value = assessed.figure.value
    if value is not None and value < 0:
        details = {"measure": view.measure, "raw": printed(raw.figure.value, 4), "unit": view.unit}
        ids, place = ", ".join(each.id for each in records), f"{view.division} {view.year}"
        problems.add("bases_negative_figure", place, **details, left=printed(value, 4), records=ids)


def _assessed(
    basis: Basis, raw: Account, lines: tuple[BridgeLine, ...], view: View, absence: Absence | None
) -> Account:
    figure = raw.figure
    reason = figure.absence or absence
    values = [line.taken.value for line in lines if line.taken.value is not None]
    value = None
    if reason is None and figure.value is not None:
        value = difference(figure.value, added(values))
    words = ("总量", "total") if view.measure == "total" else ("强度用能源量", "energy for intensity")
    label = Label(
        f"{raw.place.zh}考核{words[0]}（{basis}）",
        f"assessed {words[1]}, {raw.place.en} ({basis})",
    )
    parts = (figure, *(line.taken for line in lines))
    trace = Trace(
        label=label,
        value="—" if value is None else f"{printed(value, 4)} {figure.unit}",
        formula="raw − Σ lines",
        rule=basis.editions[-1].reference if basis.editions else None,
        rows=tuple(row for each in parts for row in each.trace.rows),
        status=worst([*(each.status for each in parts), *(rule.status for rule in basis.editions)]),
        is_synthetic=any(each.is_synthetic for each in parts),
        coverage=figure.trace.coverage,
        notes=_notes(basis, reason),
        inputs=lambda: tuple(each.trace for each in parts),
    )
    return replace(raw, figure=Figure(value, figure.unit, trace, reason))


def _notes(basis: Basis, reason: Absence | None) -> tuple[Label, ...]:
    named = tuple(
        Label(
            f"口径：{rule.title.zh}（{rule.key}@{rule.edition}）",
            f"basis: {rule.title.en} ({rule.key}@{rule.edition})",
        )
        for rule in basis.editions
    )
    return named if reason is None else (*named, reason.reason)
