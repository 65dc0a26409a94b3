"""What is shown of a two-high project (项目展示): a line of the list, a CSV row, plain data, the whole."""

from __future__ import annotations

from collections.abc import Iterator

from shuangkong.accounts import printed
from shuangkong.assessment.two_high import DUTIES, STAGES, Focus, LineStanding, Review, Standing
from shuangkong.cli.asking import Inquiry
from shuangkong.cli.project_words import CONSEQUENCE, USES, days_of, word
from shuangkong.cli.screen import Screen
from shuangkong.cli.tree import trace_tree
from shuangkong.trace import STATUSES, Label

__all__ = ["CSV_HEADERS", "HEADERS", "project_cells", "project_plain", "project_row", "show_project"]

HEADERS = (
    Label("编号", "id"),
    Label("地区", "place"),
    Label("项目", "project"),
    Label("行业", "industry"),
    Label("类别", "stage"),
    Label("等价值（吨标准煤）", "coal-equivalent (tce)"),
    Label("重点", "focus"),
    Label("能效与期限", "efficiency and clocks"),
    Label("违规", "violations"),
    Label("用能 %", "energy used %"),
)
CSV_HEADERS = (
    "id",
    "division",
    "name",
    "industry",
    "stage",
    "equal_tce",
    "calorific_tce",
    "factor_year",
    "is_focus",
    "review",
    "line",
    "class",
    "duty",
    "due_on",
    "eliminate_by",
    "open_violations",
    "energy_share_pct",
    "is_leader",
    "status",
    "is_synthetic",
)


def project_row(standing: Standing, inquiry: Inquiry, screen: Screen) -> tuple[str, ...]:
    language = screen.languages[0]
    project, focus = standing.project, standing.focus
    mark = "★" if isinstance(focus, Focus) and focus.is_focus else ""
    lines = "\n".join(_line_text(line, screen) for line in standing.lines)
    violations = "\n".join(
        word(inquiry, "violation_kind", each.kind).text(language) + ("！" if each.is_overdue else "")
        for each in standing.violations
        if each.is_open
    )
    last = standing.energy[-1] if standing.energy else None
    share = "" if last is None or last.share is None else f"{last.actual.year}: {printed(last.share, 1)}"
    return (
        project.id,
        inquiry.names.division(project.division).text(language),
        project.name,
        word(inquiry, "two_high_industry", project.industry).text(language),
        "—" if standing.stage is None else STAGES[standing.stage].text(language),
        f"{printed(project.equal, 0)} ({project.factor_year or '—'})",
        mark,
        lines,
        violations,
        share,
    )


def _line_text(line: LineStanding, screen: Screen) -> str:
    language = screen.languages[0]
    text = f"{line.row['two_high_line_product']} {DUTIES[line.duty].text(language)}"
    if line.duty == "retrofit" and line.deadline is not None:
        return f"{text} {line.deadline.on}"
    last = next(iter(line.eliminate_by.values()), None) if line.is_overdue else None
    return f"{text} {last}" if last is not None else text


def project_cells(standing: Standing) -> Iterator[tuple[str, ...]]:
    """One CSV row for each line of a project; one for a project without lines."""
    project, review = standing.project, standing.review
    authority = review.authority if isinstance(review, Review) else None
    last = standing.energy[-1] if standing.energy else None
    for line in standing.lines or (None,):
        due = None if line is None else line.deadline
        clocks = {} if line is None else line.eliminate_by
        yield (
            project.id,
            project.division,
            project.name,
            project.industry,
            standing.stage or "",
            f"{project.equal:f}",
            f"{project.calorific:f}",
            str(project.factor_year or ""),
            str(standing.is_focus).lower(),
            authority or "",
            "" if line is None else line.id,
            "" if line is None else line.found_after or line.found,
            "" if line is None else line.duty,
            "" if due is None else str(due.on),
            ";".join(f"{start}={day}" for start, day in clocks.items()),
            str(sum(each.is_open for each in standing.violations)),
            "" if last is None or last.share is None else printed(last.share, 2),
            str(standing.is_leader).lower(),
            standing.status,
            str(project.is_synthetic).lower(),
        )


def project_plain(standing: Standing, *, is_whole: bool = False) -> dict[str, object]:
    project, focus, review = standing.project, standing.focus, standing.review
    found: dict[str, object] = {
        "id": project.id,
        "division": project.division,
        "name": project.name,
        "industry": project.industry,
        "stage": standing.stage,
        "equal_tce": f"{project.equal:f}",
        "calorific_tce": f"{project.calorific:f}",
        "factor_year": project.factor_year,
        "is_focus": standing.is_focus,
        "review": review.authority if isinstance(review, Review) else None,
        "review_rule": review.rule.edition if isinstance(review, Review) else None,
        "opinion_lapsed": standing.opinion_lapsed,
        "lines": [_plain_line(line, is_whole=is_whole) for line in standing.lines],
        "violations": [
            {
                "id": each.row["two_high_violation_id"],
                "kind": each.kind,
                "is_open": each.is_open,
                "is_overdue": each.is_overdue,
                "consequences": [vars(c.first) for c in each.consequences],
            }
            for each in standing.violations
        ],
        "energy": [
            {
                "year": each.actual.year,
                "basis": each.actual.energy_basis,
                "used_tce": f"{each.actual.energy:f}",
                "approved_tce": None if each.approved is None else f"{each.approved:f}",
                "share_pct": None if each.share is None else printed(each.share, 2),
                "verdict": each.verdict,
            }
            for each in standing.energy
        ],
        "substitution": [
            {
                "material": each.material,
                "unit": each.unit,
                "needed": f"{each.needed:f}",
                "supplied": f"{each.supplied:f}",
                "is_covered": each.is_covered,
                "used_twice": list(each.used_twice),
                "open_sources": list(each.open_sources),
            }
            for each in standing.substitution
        ],
        "overdue": list(standing.overdue),
        "is_leader": standing.is_leader,
        "status": standing.status,
        "is_synthetic": project.is_synthetic,
    }
    if is_whole:
        found["focus_trace"] = focus.trace.as_json() if isinstance(focus, Focus) else None
        found["review_trace"] = review.trace.as_json() if isinstance(review, Review) else None
    return found


def _plain_line(line: LineStanding, *, is_whole: bool) -> dict[str, object]:
    found: dict[str, object] = {
        "id": line.id,
        "product": line.row["two_high_line_product"],
        "class": line.found,
        "class_after": line.found_after,
        "differs": line.differs,
        "duty": line.duty,
        "due_on": None if line.deadline is None else str(line.deadline.on),
        "eliminate_by": {start: str(day) for start, day in line.eliminate_by.items()},
        "status": line.status,
    }
    return found | {"trace": line.trace.as_json()} if is_whole else found


def show_project(standing: Standing, inquiry: Inquiry, screen: Screen, *, is_synthetic: bool) -> None:
    project = standing.project
    place = inquiry.names.division(project.division)
    name = Label(f"{project.id} {project.name}", "")
    screen.line(screen.marked(name) if is_synthetic else name, "bold")
    stage = None if standing.stage is None else STAGES[standing.stage]
    fields = [
        (Label("地区", "place"), screen.brief(place)),
        (Label("行业", "industry"), screen.brief(word(inquiry, "two_high_industry", project.industry))),
        (Label("类别", "stage"), "—" if stage is None else screen.brief(stage)),
        (
            Label("设计能耗", "design energy"),
            f"{printed(project.equal, 0)} tce（等价值，{project.factor_year or '—'}年系数）"
            f" / {printed(project.calorific, 0)} tce（当量值）",
        ),
        (Label("重点项目", "in focus"), "★" if standing.is_focus else "—"),
    ]
    if standing.opinion_lapsed:
        fields.append((Label("节能审查意见", "opinion"), screen.say(Label("已失效", "lapsed"))))
    fields += days_of(project)
    fields.append((Label("状态", "status"), screen.brief(STATUSES[standing.status])))
    screen.show_fields(fields)
    traces = [each.trace for each in (standing.focus, standing.review) if isinstance(each, Focus | Review)]
    for trace in (*traces, *(line.trace for line in standing.lines)):
        screen.show_tree(trace_tree(trace, screen))
    _show_violations(standing, inquiry, screen)
    for use in standing.energy:
        share = "—" if use.share is None else f"{printed(use.share, 1)} %"
        approved = "—" if use.approved is None else printed(use.approved, 0)
        text = f"{use.actual.year} {printed(use.actual.energy, 0)} / {approved} tce {share}"
        screen.line(Label(f"{text} {USES[use.verdict].zh}", f"{text} {USES[use.verdict].en}"))
    for each in standing.substitution:
        text = f"{each.supplied.normalize():f} / {each.needed.normalize():f} {each.unit}"
        what = word(inquiry, "substitution_material", each.material)
        ok = (
            Label("足额", "covered")
            if each.is_covered
            else Label("不足或重复使用", "not covered, or used twice")
        )
        screen.line(Label(f"{what.zh}替代 {text} {ok.zh}", f"substitution of {what.en} {text} {ok.en}"))
    if standing.overdue:
        names = "、".join(standing.overdue)
        screen.line(Label(f"逾期：{names}", f"overdue: {names}"), "red")


def _show_violations(standing: Standing, inquiry: Inquiry, screen: Screen) -> None:
    for each in standing.violations:
        state = Label("未整改", "open") if each.is_open else Label("已处理", "settled")
        kind, day = word(inquiry, "violation_kind", each.kind), each.row["violation_found_on"]
        zh, en = f"违规 {day} {kind.zh}：{state.zh}", f"violation {day} {kind.en}: {state.en}"
        screen.lines(Label(zh, en), "red" if each.is_open else "")
        for consequence in each.consequences:
            for text in filter(None, (consequence.first, consequence.then)):
                screen.lines(Label(f"  {CONSEQUENCE.zh}：{text.zh}", f"  {CONSEQUENCE.en}: {text.en}"))
