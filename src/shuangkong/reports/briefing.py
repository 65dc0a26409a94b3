"""Briefing (考核简报): results worded as a short report, the published apart from the invented."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shuangkong.reports.all_targets import all_targets_section
from shuangkong.reports.content import Facts, Header, Paragraph, Part, Report, Row, Section, Table
from shuangkong.reports.demonstration import demonstration_part
from shuangkong.reports.divisions import divisions_section
from shuangkong.reports.official import DRAFT, OFFICIAL, check_results
from shuangkong.reports.plan_section import plan_section, rate_sentence, span
from shuangkong.reports.published_levels import levels_section
from shuangkong.reports.results import PlanResult, Results
from shuangkong.reports.wording import clause, conclusion, day, is_computed, margin
from shuangkong.trace import Label

__all__ = ["briefing"]

_FEW = 5  # targets that the section on the plan shows whole
_UNTITLED = Label("", "")
_STANDING = Label("文稿性质", "standing")
_COUNTED = (
    ("met", "达标", "met"),
    ("basically_met", "基本达标", "basically met"),
    ("missed", "未达标", "missed"),
    ("not_rated", "不予评定", "not rated"),
    ("not_yet_due", "尚未到期", "not yet due"),
)


def briefing(results: Results, *, official: bool = False) -> Report:
    """Return the short report on a division (考核简报).

    It opens with a summary and the published data; what is behind follows, then the synthetic part.

    Parameters
    ----------
    official
        Write it as an official document; otherwise it says under its title that it is a draft.

    Raises
    ------
    ProblemsFound
        If it is to be official and anything in it is unverified, constructed or synthetic: the errors of
        `shuangkong.reports.check_results`.
    """
    if official:
        check_results(results).raise_errors()
    name = results.division
    published = [levels_section(results)]
    for plan in results.published:
        targets = [verdict.target for verdict in plan.verdicts]
        published += [
            plan_section(plan, results),
            all_targets_section(plan, targets, results) if len(targets) > _FEW else None,
            divisions_section(plan, results),
        ]
    parts = [
        Part(Label("摘要", "summary"), (Section(_UNTITLED, tuple(_summary(results))),)),
        Part(Label("一、公布数据的考核结果", "results on published data"), tuple(filter(None, published))),
        *demonstration_part(results, Label("二、演示数据", "synthetic data")),
        Part(
            Label(
                "三、落后事项与依据" if results.invented else "二、落后事项与依据", "behind, with its clause"
            ),
            (Section(_UNTITLED, (_behind(results.published),)),),
        ),
    ]
    return Report(
        title=Label(
            f"{name.zh}节能减排目标考核简报", f"{name.en}: energy and emission targets, short report"
        ),
        parts=tuple(parts),
        subject=(*_subject(results), (_STANDING, (OFFICIAL if official else DRAFT).zh)),
        basis=(
            (Label("快照", "snapshot"), results.snapshot),
            (
                Label("规则包", "packs"),
                "、".join(f"{each.id}@{each.edition}" for each in results.packs.references),
            ),
            (Label("程序版本", "release"), f"shuangkong {results.release}"),
        ),
    )


def _subject(results: Results) -> Facts:
    spans = "、".join(span(plan).zh for plan in results.published)
    return (
        (Label("地区", "division"), results.division.zh),
        (Label("考核期间", "periods"), spans),
        (Label("数据截至", "known on"), day(results.known_on).zh),
    )


def _summary(results: Results) -> Iterable[Paragraph]:
    """Word the published results alone: one sentence a plan on energy intensity, one on all its targets."""
    for plan in results.published:
        years, rate, counted = span(plan), plan.rate, _count(plan)
        result = Label("", "") if rate is None else rate_sentence(rate, results)
        yield Paragraph(
            Label(
                f"{years.zh}规划（截至{plan.year}年底）：{result.zh}{counted.zh}",
                f"Plan {years.en} (to the end of {plan.year}): {result.en} {counted.en}",
            ),
            notes=() if rate is None else (clause(rate),),
            status="official" if rate is None else rate.status,
        )


def _count(plan: PlanResult) -> Label:
    computed = [verdict for verdict in plan.verdicts if is_computed(verdict)]
    zh, en = [], []
    for stance, name_zh, name_en in _COUNTED:
        if found := sum(verdict.stance == stance for verdict in computed):
            zh.append(f"{name_zh} {found} 项")
            en.append(f"{found} {name_en}")
    if others := len(plan.verdicts) - len(computed):
        zh.append(f"由主管部门认定或尚无台账 {others} 项")
        en.append(f"{others} declared by departments or without a register yet")
    whole = len(plan.verdicts)
    return Label(f"目标共 {whole} 项：{'，'.join(zh)}。", f"Of {whole} targets: {', '.join(en)}.")


def _behind(plans: Sequence[PlanResult]) -> Table | Paragraph:
    rows = tuple(
        Row(
            (
                Label(verdict.target.indicator, verdict.target.id),
                span(plan).zh,
                margin(verdict),
                conclusion(verdict),
                f"{verdict.target.citation.document} {verdict.target.citation.section}"
                f"：“{verdict.target.citation.quote}”",
            ),
            status=verdict.status,
        )
        for plan in plans
        for verdict in plan.verdicts
        if verdict.stance == "missed"
    )
    if not rows:
        return Paragraph(
            Label("按公布数据，没有可评定为落后的目标。", "On published data no target is rated behind.")
        )
    headers = (
        Header(Label("目标", "target"), width=3),
        Header(Label("规划期", "plan"), width=2),
        Header(Label("差额", "margin"), width=3),
        Header(Label("结论", "verdict"), width=3),
        Header(Label("条款", "clause"), width=6),
    )
    return Table(Label("落后于要求的目标（公布数据）", "targets behind, published data"), headers, rows)
