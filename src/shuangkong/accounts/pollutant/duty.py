"""Duties of pollutant reduction (减排任务): percentage of the base and tonnes of engineering, side by side.

Both exist for one region and pollutant. The percentage needs the emission of its base year; where that is not
public the duty is not rated, and no other year steps in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from shuangkong.accounts.account import Account
from shuangkong.accounts.arithmetic import HUNDRED, compound, percent, printed, ratio
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.observation import observe, observed_in, plain
from shuangkong.accounts.pollutant.account import ReductionAccount
from shuangkong.accounts.pollutant.outcome import TONNE
from shuangkong.accounts.pollutant.terms import AssessedPollutant
from shuangkong.accounts.unit import in_unit
from shuangkong.quantity import Period
from shuangkong.schema import Row, table, write_cell
from shuangkong.trace import Absence, Figure, Label, RowReference, Status, Trace, worst

__all__ = ["DutyForm", "ReductionDuty", "rate_duty", "reduction_duties", "required_by_percentage"]

DutyForm = Literal["percentage_of_base", "tonnes_of_engineering"]
_LABELS = {
    "percentage_of_base": Label("比基准年下降比例任务", "duty in per cent of the base year"),
    "tonnes_of_engineering": Label("重点工程减排量任务", "duty in tonnes of engineering reduction"),
}


@dataclass(frozen=True)
class ReductionDuty:
    """A duty and how far it is met (减排任务完成情况).

    Attributes
    ----------
    required, achieved
        Tonnes the duty asks for, and tonnes that count [t].
    completion
        achieved / required [%].
    is_met
        None where it is not rated; the reason stands in ``not_rated``: ``no_duty``, ``no_base``,
        ``not_filed``, ``not_verified``, ``partial_coverage``, ``not_yet_due``, ``period_differs``,
        ``undefined_ratio``.
    """

    form: DutyForm
    required: Figure
    achieved: Figure
    completion: Figure
    is_met: bool | None
    not_rated: Absence | None


def reduction_duties(
    rows: FrozenRows, account: ReductionAccount, pollutant: AssessedPollutant, *, due: Period | None = None
) -> tuple[ReductionDuty, ReductionDuty]:
    """Return both duties of a division (两种减排任务), the percentage first; each is there even if not rated.

    Parameters
    ----------
    due
        Period of the duties asked about; None takes the account's own.

    Raises
    ------
    ProblemsFound
        If two series of the base are filed for the base year (``account_two_vintages`` and the like).
    """
    period = due or account.period
    synthetic = account.counted.figure.is_synthetic
    required = (
        _required_by_base(rows, account, pollutant, period, synthetic),
        _assigned(rows, account, period, synthetic),
    )
    forms: tuple[DutyForm, ...] = ("percentage_of_base", "tonnes_of_engineering")
    share, tonnes = (
        rate_duty(form, figure, account, due=period) for form, figure in zip(forms, required, strict=True)
    )
    return share, tonnes


def rate_duty(
    form: DutyForm, required: Figure, account: ReductionAccount, *, due: Period | None = None
) -> ReductionDuty:
    """Return how far a duty is met (任务完成判定).

    Tonnes only grow: a duty reached with some still absent is met; one not reached is missed only when
    everybody has filed, every line is decided and the period is over.

    Parameters
    ----------
    due
        Period of the duty; None takes the account's own.
    """
    achieved = account.counted.figure
    absence = required.absence or achieved.absence
    value = None
    if required.value is not None and achieved.value is not None:
        quotient = ratio(achieved.value, required.value)
        value, absence = (None, quotient) if isinstance(quotient, Absence) else (percent(quotient), None)
    completion = _completion(form, value, (required, achieved), absence)
    if value is None or absence is not None:
        return ReductionDuty(form, required, achieved, completion, None, absence)
    is_reached = value >= HUNDRED
    not_rated = _not_rated(account, due or account.period, is_reached=is_reached)
    is_met = is_reached if not_rated is None else None
    return ReductionDuty(form, required, achieved, completion, is_met, not_rated)


def _not_rated(account: ReductionAccount, due: Period, *, is_reached: bool) -> Absence | None:
    if account.period.start != due.start or account.period.end > due.end:
        reason = Label(
            f"核算期 {account.period} 与任务期 {due} 不符", f"{account.period} is no part of {due}"
        )
        return Absence("period_differs", reason)
    if is_reached:
        return None
    if account.period.end < due.end:
        return Absence("not_yet_due", Label("任务期未满", "the period of the duty is not over"))
    if not account.is_complete:
        who = "、".join((*account.divisions.absent, *account.lines.absent))
        return Absence("partial_coverage", Label(f"{who} 缺数或未核查", f"absent or not verified: {who}"))
    return None


def _completion(
    form: DutyForm, value: Decimal | None, figures: Sequence[Figure], absence: Absence | None
) -> Figure:
    trace = Trace(
        label=_LABELS[form],
        value="—" if value is None else f"{printed(value)} %",
        formula="100 × counted / required",
        rows=tuple(row for each in figures for row in each.trace.rows),
        status=worst(each.status for each in figures),
        is_synthetic=any(each.is_synthetic for each in figures),
        coverage=figures[1].trace.coverage,
        inputs=lambda: tuple(each.trace for each in figures),
    )
    return Figure(value, "%", trace, absence)


def required_by_percentage(share: Figure, base: Figure) -> Figure:
    """Return the tonnes a percentage of the base asks for (比例任务折算减排量) [t].

    Formula: base × share / 100.

    Examples
    --------
    >>> share = Figure(Decimal(10), "%", Trace(Label("", ""), ""))
    >>> base = Figure(Decimal(400000), "吨", Trace(Label("", ""), ""))
    >>> plain(required_by_percentage(share, base).value)
    '40000'
    """
    in_tonnes = in_unit(base, TONNE)
    absence, value = share.absence or in_tonnes.absence, None
    if share.value is not None and in_tonnes.value is not None:
        value = compound((in_tonnes.value, share.value, Decimal("0.01")))
    trace = Trace(
        label=Label("按基准年排放量折算的减排量", "tonnes the percentage of the base asks for"),
        value="—" if value is None else f"{plain(value)} {TONNE}",
        formula="base × share / 100",
        rows=share.trace.rows + base.trace.rows,
        status=worst((share.status, base.status)),
        is_synthetic=share.is_synthetic or base.is_synthetic,
        inputs=lambda: (share.trace, base.trace),
    )
    return Figure(value, TONNE, trace, absence)


def _required_by_base(
    rows: FrozenRows, account: ReductionAccount, pollutant: AssessedPollutant, due: Period, synthetic: bool
) -> Figure:
    row = _duty_row(rows, account, due, "percentage_of_base", synthetic)
    if row is None:
        return _no_duty("percentage_of_base")
    year = row["base_year"]
    found = observed_in(observe(rows, pollutant.emission, account.division, synthetic=synthetic), str(year))
    return required_by_percentage(_filed(row, rows), _base(found, account, year))


def _base(found: Sequence[Account], account: ReductionAccount, year: object) -> Figure:
    if len(found) == 1:
        return found[0].figure
    what = Label(f"{account.division} {year} 年 {account.pollutant} 排放基数", f"base of {year}")
    code, zh, en = (
        "no_base",
        f"{year} 年排放基数未公布，也未填报",
        f"the base of {year} is neither public nor filed",
    )
    if found:
        code, zh, en = (
            "several_series",
            f"{year} 年排放基数有多个版本",
            f"several figures are filed for the base of {year}",
        )
    return Figure(None, TONNE, Trace(label=what, value="—"), Absence(code, Label(zh, en)))


def _assigned(rows: FrozenRows, account: ReductionAccount, due: Period, synthetic: bool) -> Figure:
    row = _duty_row(rows, account, due, "tonnes_of_engineering", synthetic)
    return _no_duty("tonnes_of_engineering") if row is None else in_unit(_filed(row, rows), TONNE)


def _duty_row(
    rows: FrozenRows, account: ReductionAccount, due: Period, form: DutyForm, synthetic: bool
) -> Row | None:
    asked = {"division_code": account.division, "pollutant": account.pollutant, "period": due.text}
    found = rows.rows("reduction_duty", duty_form=form, is_synthetic=synthetic, **asked)
    return found[0] if found else None


def _filed(row: Row, rows: FrozenRows) -> Figure:
    layout = table("reduction_duty")
    key = tuple(write_cell(row[name], layout.column(name)) for name in layout.key)
    value, unit = cast(Decimal, row["value"]), str(row["unit"])
    trace = Trace(
        label=_LABELS[str(row["duty_form"])],
        value=f"{plain(value)} {unit}",
        rows=(RowReference("reduction_duty", key, rows.table_hash("reduction_duty")),),
        status=cast(Status, row["status"]),
        is_synthetic=bool(row["is_synthetic"]),
        notes=tuple(Label(str(row[name]), str(row[name])) for name in ("source", "note") if row.get(name)),
    )
    return Figure(value, unit, trace)


def _no_duty(form: DutyForm) -> Figure:
    reason = Absence("no_duty", Label(f"没有下达{_LABELS[form].zh}", f"no {_LABELS[form].en} was assigned"))
    return Figure(None, TONNE, Trace(label=_LABELS[form], value="—"), reason)
