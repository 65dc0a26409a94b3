"""Verdicts under an accounting basis (分口径结论): the same target before and after a rule changed."""

from __future__ import annotations

from dataclasses import replace

from shuangkong.accounts import FrozenRows, Question
from shuangkong.accounts.bases import Inquiry, state
from shuangkong.assessment.duty import signed_share
from shuangkong.errors import ProblemsFound
from shuangkong.packs import Packs
from shuangkong.plan import Target
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Figure, Label, Trace

__all__ = ["are_deductions_filed", "intensity_as_filed", "intensity_under_basis", "names_basis"]


def names_basis(question: Question, packs: Packs) -> bool:
    """Whether the asker names an accounting basis (是否指定核算口径)."""
    bases = {rule.key for rule in packs.rules("accounting_basis")}
    return any(name.partition("@")[0] in bases for name in question.rule)


def intensity_under_basis(
    question: Question, target: Target, rows: FrozenRows, packs: Packs, *, synthetic: bool
) -> Figure:
    """Return the change of intensity since the base year under the basis named (分口径能耗强度变化) [%].

    Both years are computed anew from energy, deductions and constant-price GDP, as the basis treats its
    base year; a published rate is of no use here, for it does not say what was taken out of it.

    Raises
    ------
    ProblemsFound
        As `shuangkong.accounts.bases.state`.
    """
    if target.base_year is None:
        raise ValueError("a change is set against its base year")
    span = Period.parse(f"{target.base_year + 1}-{question.year}")
    inquiry = Inquiry.of(replace(question, period=span), rows, packs, synthetic=synthetic)
    return state(replace(inquiry, intensity_target=signed_share(target))).intensity_change


def are_deductions_filed(question: Question, base_year: int, rows: FrozenRows, *, synthetic: bool) -> bool:
    """Whether a division filed deductions for one of the years, or sent certificates away (有无扣减)."""
    years = (base_year, question.year)
    return any(
        row["deduction_year"] in years
        for column in ("division_code", "certificate_sender_code")
        for row in rows.rows("deduction", is_synthetic=synthetic, **{column: question.division})
    )


def intensity_as_filed(
    question: Question, target: Target, rows: FrozenRows, packs: Packs, *, synthetic: bool
) -> Figure:
    """Return the change of intensity under the basis of the year (按现行口径扣减后的变化率) [%].

    Deductions that contradict each other leave no figure, with every problem as its reason: they must not
    keep the other targets from their verdicts.
    """
    try:
        return intensity_under_basis(question, target, rows, packs, synthetic=synthetic)
    except ProblemsFound as found:
        reason = Absence(
            "deductions_contradict",
            Label(
                " ".join(problem.text("zh") for problem in found.problems),
                " ".join(problem.text("en") for problem in found.problems),
            ),
        )
    where = f"{question.division} {question.period}"
    label = Label(
        f"{where} 单位地区生产总值能耗变化率（扣减后）", f"change of intensity, deductions made {where}"
    )
    return Figure(None, "%", Trace(label, "—", notes=(reason.reason,), is_synthetic=synthetic), reason)
