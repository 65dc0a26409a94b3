"""Wording (措辞): verdicts, values, periods and levels as an office writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from shuangkong.assessment import STANCES, Verdict
from shuangkong.reports.content import Level, Note, Tone
from shuangkong.trace import Label

__all__ = [
    "clause",
    "conclusion",
    "day",
    "is_computed",
    "margin",
    "said",
    "signed_change",
    "tone",
    "value",
]

_CHANGES = ("change_rate", "absolute_change", "percentage_points")
_UNCOMPUTED = ("declared", "no_account", "not_declared", "not_filed", "threshold")
_TONES: dict[str | None, Tone] = {"red": "red", "yellow": "yellow", "green": "green"}


def is_computed(verdict: Verdict) -> bool:
    """Whether the target is computed here (由系统核算), not declared by a department."""
    code = None if verdict.reason is None else verdict.reason.code
    return verdict.stance != "declared" and code not in _UNCOMPUTED


def tone(verdict: Verdict) -> Tone:
    """Return the tone of a verdict's warning level (预警色)."""
    return _TONES.get(None if verdict.warning is None else verdict.warning.colour, "none")


def conclusion(verdict: Verdict) -> Level | Label:
    """Return the level or the stance (结论), with the reason where there is neither."""
    warning = verdict.warning
    if warning is not None and warning.name is not None:
        stance = STANCES[verdict.stance]
        return Level(
            Label(f"{stance.zh}·{warning.name.zh}", f"{stance.en}, {warning.name.en}"), tone(verdict)
        )
    if verdict.reason is None:
        return Level(STANCES[verdict.stance])
    return said(verdict)


def said(verdict: Verdict) -> Label:
    """Return the verdict's own sentence (结论原句) without its synthetic mark; the report gives its own."""
    sentence = verdict.sentence()
    return Label(sentence.zh.removeprefix("〔演示数据〕"), sentence.en.removeprefix("[synthetic] "))


def value(verdict: Verdict, number: Decimal | None) -> Label | str:
    """Return an actual or due value (数值): a change says which way it goes."""
    if number is None:
        return "—"
    is_change = verdict.target.direction is not None and verdict.target.form in _CHANGES
    return verdict.worded(number) if is_change else verdict.shown(number)


def margin(verdict: Verdict) -> Label | str:
    """Return the margin (差额), per cent apart being points."""
    return "—" if verdict.margin is None else verdict.shown_margin()


def signed_change(verdict: Verdict, number: Decimal | None) -> Decimal | None:
    """Return a value along the target's direction as a plain change (变化率): a fall is negative [%].

    A target of decrease counts its fall as positive; a chart of changes counts it as negative.
    """
    if number is None or verdict.target.direction != "decrease":
        return number
    return Decimal(0) - number


def clause(verdict: Verdict) -> Note:
    """Return the clause of the target (目标条款) as a note."""
    target = verdict.target
    return Note(Label(f"{target.id} {target.indicator}", target.id), target.citation, target.status)


def day(on: date) -> Label:
    """Return a day as written in full (日期).

    Examples
    --------
    >>> day(date(2026, 1, 2))
    Label(zh='2026年1月2日', en='2026-01-02')
    """
    return Label(f"{on.year}年{on.month}月{on.day}日", on.isoformat())
