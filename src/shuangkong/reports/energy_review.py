"""Opinions (审查意见): what the review says of one user's yearly report, and what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from shuangkong.accounts import signed
from shuangkong.assessment.energy_report import ACTIONS, Doubt, Review
from shuangkong.reports.content import Facts, Header, Note, Paragraph, Part, Report, Row, Section, Table
from shuangkong.reports.official import DRAFT
from shuangkong.reports.wording import day
from shuangkong.trace import Label

__all__ = ["opinion"]

_PARTS: tuple[tuple[Label, Literal["what", "why", "remedy"]], ...] = (
    (Label("情况", "finding"), "what"),
    (Label("理由", "why"), "why"),
    (Label("要求", "request"), "remedy"),
)
_HEADERS = (
    Header(Label("序号", "no."), width=1),
    Header(Label("位置", "place"), width=4),
    Header(Label("疑点", "doubt"), width=3),
    Header(Label("涉及能耗", "energy concerned"), "吨标准煤", 3, is_number=True),
    Header(Label("处理", "action"), width=2),
)


def opinion(review: Review, facility: str, *, division: Label, basis: Facts = ()) -> Report:
    """Return the opinion on one user's report (审查意见).

    Parameters
    ----------
    division
        Where the user stands, in words.
    basis
        What it was made from (snapshot, packs, release), shown at the foot.
    """
    doubts = review.of(facility)
    title = Label(
        f"{review.year}年度能源利用状况报告审查意见",
        f"review of the yearly energy report {review.year}",
    )
    summary = Section(Label("审查结论", "conclusion"), (_summary(review, doubts), *_table(review, doubts)))
    found = (_section(number, each, review) for number, each in enumerate(doubts, start=1))
    part = Part(Label(review.name(facility), facility), (summary, *found))
    return Report(title, (part,), _subject(review, facility, division), basis)


def _subject(review: Review, facility: str, division: Label) -> Facts:
    report = review.reports.get(facility)
    filed = None if report is None or report.totals is None else report.totals.submitted_on
    return (
        (Label("单位", "name"), review.name(facility)),
        (Label("单位标识", "facility"), facility),
        (Label("所在地区", "division"), division.zh),
        (Label("报送截止", "due"), day(review.due).zh),
        (Label("报送日期", "filed on"), "—" if filed is None else day(filed).zh),
        (Label("性质", "standing"), DRAFT.zh),
    )


def _summary(review: Review, doubts: tuple[Doubt, ...]) -> Paragraph:
    rule = review.terms.rule
    note = Note(
        Label(f"容差 {rule.key}@{rule.edition}", f"tolerances {rule.key}@{rule.edition}"), None, rule.status
    )
    if not doubts:
        text = Label("未发现疑点。", "No doubt was found.")
    else:
        actions = [action for action in ACTIONS if any(each.action == action for each in doubts)]
        zh = "、".join(ACTIONS[action].zh for action in actions)
        en = ", ".join(ACTIONS[action].en for action in actions)
        text = Label(
            f"共有疑点 {len(doubts)} 项，处理意见：{zh}。疑点是核查线索，不是结论。",
            f"Doubts: {len(doubts)}; to be done: {en}. A doubt is a lead, no verdict.",
        )
    return Paragraph(text, (note,), is_synthetic=review.is_synthetic)


def _table(review: Review, doubts: tuple[Doubt, ...]) -> Iterator[Table]:
    if not doubts:
        return
    rows = tuple(
        Row(
            (str(number), each.place, each.label, signed(each.size), ACTIONS[each.action]),
            is_synthetic=review.is_synthetic,
        )
        for number, each in enumerate(doubts, start=1)
    )
    yield Table(Label("疑点一览", "doubts"), _HEADERS, rows)


def _section(number: int, doubt: Doubt, review: Review) -> Section:
    title = Label(f"{number}. {doubt.place}：{doubt.label.zh}", doubt.label.en)
    blocks = []
    for name, part in _PARTS:
        said = doubt.part(part)
        text = Label(f"{name.zh}：{said.zh}。", f"{name.en}: {said.en}.")
        blocks.append(Paragraph(text, is_synthetic=review.is_synthetic))
    return Section(title, tuple(blocks))
