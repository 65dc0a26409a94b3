"""Doubts (审查疑点): one cell or row of a report, the rule it breaks, why, how big and what is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from shuangkong.accounts import printed
from shuangkong.assessment.energy_report.report import BASIC, CONSUMPTION, MONTHLY, PRODUCT
from shuangkong.assessment.energy_report.terms import Action, Terms
from shuangkong.errors import Problem, Severity, catalogue
from shuangkong.trace import Label

__all__ = ["ACTIONS", "RULES", "TABLES", "Doubt", "Doubts", "ranked"]

TABLES: Mapping[str, Label] = {
    BASIC: Label("表1", "table 1"),
    CONSUMPTION: Label("表2", "table 2"),
    PRODUCT: Label("表4", "table 4"),
    MONTHLY: Label("月报", "monthly report"),
}
ACTIONS: Mapping[Action, Label] = {
    "return": Label("退回修改", "send back"),
    "explain": Label("书面说明", "explain"),
    "inspect": Label("现场核查", "inspect"),
}
RULES: Mapping[str, Label] = {
    "missing": Label("未报", "not filed"),
    "late": Label("迟报", "filed late"),
    "unlisted": Label("不在名录", "not on the list"),
    "no_lines": Label("缺表2", "no energy lines"),
    "blank": Label("栏目空白", "blank cells"),
    "balance": Label("收支不平衡", "balance"),
    "uses": Label("消费分项不符", "uses do not add up"),
    "carry": Label("期初期末不衔接", "stock not carried over"),
    "factor": Label("折标系数超范围", "factor outside the standard"),
    "factor_unit": Label("系数单位不符", "unit of the factor"),
    "line_tce": Label("折标量不符", "line in standard coal"),
    "total": Label("合计不符", "total"),
    "product_energy": Label("产品能耗超过总量", "products above the total"),
    "unit_energy": Label("单位能耗不符", "energy per unit"),
    "last_year": Label("上年数不符", "figure of last year"),
    "limit": Label("超限额", "above the limit"),
    "limit_stated": Label("限定值填错", "limit stated wrongly"),
    "limit_unknown": Label("限额标准查不到", "limit not found"),
    "jump_total": Label("总量突变", "jump of the total"),
    "jump_product": Label("单耗突变", "jump of the energy per unit"),
    "peers": Label("偏离同类", "far from its peers"),
    "online": Label("与在线数据不符", "differs from on-line data"),
    "monthly": Label("与月报不符", "differs from the months"),
    "months": Label("月报不全", "months missing"),
}
"""Every rule of the review; what follows each stands in the pack."""


@dataclass(frozen=True)
class Doubt:
    """One doubt (疑点).

    Attributes
    ----------
    key
        What else than facility and year names the row: energy product, or product, process and metric.
    column
        Cell the doubt is about; empty where it is a whole row or report.
    place
        Table, row and cell in words.
    size
        How much energy hangs on it [tce]; None where that cannot be said.
    rank
        Place in the list of a review, 1 the first.
    """

    facility: str
    division: str
    year: int
    rule: str
    table: str
    key: tuple[str, ...]
    column: str
    place: str
    problem: Problem
    size: Decimal | None
    severity: int
    action: Action
    rank: int = 0

    @property
    def label(self) -> Label:
        """What the rule is called."""
        return RULES[self.rule]

    def part(self, part: Literal["what", "why", "remedy"]) -> Label:
        """Return what is wrong, why it matters, or what is asked for."""
        held = catalogue()[self.problem.code]
        zh, en = (held[language][part].format(**self.problem.details) for language in ("zh", "en"))
        return Label(zh, en)

    def as_json(self) -> dict[str, object]:
        """Return the doubt as plain data, texts in both languages included."""
        return {
            "rank": self.rank,
            "facility": self.facility,
            "division": self.division,
            "year": self.year,
            "rule": self.rule,
            "table": self.table,
            "key": list(self.key),
            "column": self.column,
            "size_tce": None if self.size is None else printed(self.size),
            "severity": self.severity,
            "action": self.action,
            "zh": self.problem.text("zh"),
            "en": self.problem.text("en"),
        }


class Doubts:
    """Gathers the doubts of one report (收集疑点): facility, division and year, and what it is called."""

    def __init__(self, terms: Terms, about: tuple[str, str, int], name: str = "") -> None:
        self.terms = terms
        self.found: list[Doubt] = []
        self._about = about
        self._name = name

    def add(
        self,
        rule: str,
        cell: tuple[str, tuple[str, ...], str],
        size: Decimal | None = None,
        /,
        **details: object,
    ) -> None:
        """Note one doubt at a cell: its table, the rest of its key, its column."""
        facility, division, year = self._about
        table, key, column = cell
        severity, action = self.terms.follows(rule)
        named = [self.terms.products.get(each, each) for each in key]
        if column in self.terms.columns:
            named.append(self.terms.columns[column].zh)
        place = " ".join(filter(None, (TABLES[table].zh, *named)))
        where = " ".join(filter(None, (self._name, facility, str(year), place)))
        problem = Problem(f"energy_report_{rule}", where, details, _SEVERITIES[severity])
        self.found.append(
            Doubt(
                facility,
                division,
                year,
                rule,
                table,
                key,
                column,
                place,
                problem,
                None if size is None else abs(size),
                severity,
                action,
            )
        )


_SEVERITIES: Mapping[int, Severity] = {1: "error", 2: "warning", 3: "note"}


def ranked(doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """Return doubts in order (排序): the most serious first, then the biggest; ties by facility and place."""
    ordered = sorted(
        doubts,
        key=lambda each: (
            each.severity,
            -(each.size or Decimal(0)),
            each.facility,
            each.table,
            each.key,
            each.column,
            each.rule,
        ),
    )
    return tuple(replace(each, rank=place) for place, each in enumerate(ordered, start=1))
