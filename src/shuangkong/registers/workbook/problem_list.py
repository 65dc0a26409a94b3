"""The list of problems (问题清单): what a marked copy says of each, in the words of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shuangkong.errors import Problem, Severity, catalogue

__all__ = ["COLOURS", "WIDTHS", "Mark", "lines_of", "link_to"]

COLOURS: Mapping[str, str] = {"error": "FFC7CE", "warning": "FFEB9C", "head": "DDE8F3"}
WIDTHS = (6, 8, 18, 50, 38, 46)  # of the columns of the list [characters]
_HEAD = ("序号", "级别", "位置", "问题", "原因", "处理办法")
_SEVERITIES: Mapping[Severity, str] = {"error": "错误", "warning": "提醒", "note": "说明"}
_TEXT_ALLOWED = 2000  # characters of one cell of the list; a cell holds 32,767


@dataclass(frozen=True)
class Mark:
    """What a wrong cell is marked with (标注): its colour by severity, and a comment that may be empty."""

    severity: Severity
    text: str


def lines_of(problems: Iterable[Problem]) -> Iterator[tuple[str, ...]]:
    """Yield the head and one line of each problem.

    Examples
    --------
    >>> head, line = lines_of([Problem("file_empty", "a.xlsx")])
    >>> head[2], line[:4]
    ('位置', ('1', '错误', 'a.xlsx', '文件是空的'))
    """
    yield _HEAD
    for number, problem in enumerate(problems, start=1):
        message = catalogue()[problem.code]["zh"]
        parts = (
            message[part].format(**problem.details)[:_TEXT_ALLOWED] for part in ("what", "why", "remedy")
        )
        yield str(number), _SEVERITIES[problem.severity], problem.where, *parts


def link_to(where: str, names: Mapping[str, str]) -> str:
    """Return the link to a cell of one of the sheets; empty where a place is none.

    Examples
    --------
    >>> link_to("填报!C12", {"填报": "填报"}), link_to("a.xlsx", {})
    ("'填报'!C12", '')
    """
    sheet, mark, cell = where.rpartition("!")
    if not mark or sheet not in names:
        return ""
    quoted = names[sheet].replace("'", "''")
    return f"'{quoted}'!{cell}"
