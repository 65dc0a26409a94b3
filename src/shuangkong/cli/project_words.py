"""Words of the project commands (项目命令用语): choices of the registers, what the energy used amounts to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shuangkong.assessment.two_high import TABLES, Project
from shuangkong.cli.asking import Inquiry
from shuangkong.trace import Label

__all__ = ["CONSEQUENCE", "USES", "days_of", "word"]

USES: Mapping[str, Label] = {
    "within": Label("在批复以内", "within the approval"),
    "above": Label("超过批复", "above the approval"),
    "needs_change": Label("超过批复，应申请变更", "above the approval: a change must be applied for"),
    "not_compared": Label("不能比较", "not compared"),
}
CONSEQUENCE = Label("处理", "what follows")
_DAYS = (
    ("listed_on", Label("列入台账", "listed")),
    ("started_on", Label("开工", "works began")),
    ("accepted_on", Label("节能验收", "energy acceptance")),
    ("built_on", Label("投产", "production")),
    ("closed_on", Label("关停", "closed")),
)


def word(inquiry: Inquiry, column: str, code: str) -> Label:
    """Return what a choice of the registers is called (选项名称); what is no choice stands as it is."""
    for name in TABLES:
        table = inquiry.workspace.types[name].table
        if column in table.column_names:
            return table.column(column).choices.get(code, Label(code, code))
    return Label(code, code)


def days_of(project: Project) -> Iterator[tuple[Label, str]]:
    """Yield the days of a project's life that are known, the opinion first (各阶段日期)."""
    approval = project.approval
    if approval is not None:
        days = f"{approval.on or '—'}（至 {approval.valid_to or '—'}）"
        yield Label("节能审查意见", "opinion"), f"{approval.number or '—'} {days}"
    for name, label in _DAYS:
        day = getattr(project, name)
        if day is not None:
            document = f" {project.closing_document}" if name == "closed_on" else ""
            yield label, f"{day}{document}"
