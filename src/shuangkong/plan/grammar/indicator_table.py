"""Tables of indicators (指标表): rows of name, values by year and nature, as plans print them.

A table comes as lines whose cells stand apart by tabs, bars or wide blanks. Its head names the years; the
last year is when the goals are due, the one before is their base.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from shuangkong.plan.draft import Direction, Nature, Operator, TargetDraft
from shuangkong.plan.grammar.lexicon import alternatives, words
from shuangkong.plan.grammar.mention import find_times, is_unit
from shuangkong.plan.grammar.naming import clean, scope_of

__all__ = ["Head", "is_row", "read_head", "read_row"]

_CELL = re.compile(r"[^\t\u3000|｜]+?(?=[ ]{2,}|[\t\u3000|｜]|$)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME = re.compile("指标|名称|项目|内容")
_CUMULATIVE = re.compile("累计|变化|降幅|增幅|五年")
_NUMBER = re.compile(
    r"^(?P<open>[〔\[（(])?(?P<sign>[>＞≥<＜≤]|大于|小于|不低于|不高于)?\s*(?P<value>-?\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<unit>[^〕\]）)左以\d]{0,10}?)(?P<after>左右|以上|以内|以下)?(?P<close>[〕\]）)])?$"
)
_SIGNS: dict[str, Operator] = {
    ">": ">", "＞": ">", "大于": ">", "≥": ">=", "不低于": ">=",
    "<": "<", "＜": "<", "小于": "<", "≤": "<=", "不高于": "<=",
    "左右": "~", "以上": ">=", "以内": "<=", "以下": "<=",
}  # fmt: skip


_GOAL = re.compile("目标")
_REGION = re.compile("^(?:地区|县（市、区）|市（州）|区域|单位名称|行政区划?|盟市|旗县|市县|县区)$")


@dataclass(frozen=True)
class Head:
    """The head of a table (表头): which column holds the name, unit, nature and the goals of which year.

    ``goals`` pairs a column with its year; where the rows are regions, ``indicators`` names the columns.
    """

    columns: int
    name: int
    goals: tuple[tuple[int, int], ...]
    base: int | None = None
    unit: int | None = None
    nature: int | None = None
    cumulative: int | None = None
    indicators: tuple[str, ...] = ()


def _cells(line: str) -> list[tuple[str, int]]:
    """Return the cells of a line with the offset each begins at."""
    found = []
    for match in _CELL.finditer(line):
        text = match[0].strip()
        if text:
            found.append((text, match.start() + match[0].index(text)))
    return found


def is_row(line: str, head: Head) -> bool:
    """Whether a line is a row under a head (表行)."""
    return len(_cells(line)) == head.columns


def read_head(line: str, title: str = "") -> Head | None:
    """Read a line as the head of a table of indicators (表头识别), or return None.

    Parameters
    ----------
    title
        The line before: it may hold the year the goals are due, or say that every year has its goal.

    Examples
    --------
    >>> head = read_head("指标\\t单位\\t2020年\\t2025年\\t属性")
    >>> head.goals, head.base, head.nature
    (((3, 2025),), 2020, 4)
    >>> read_head("| 指标 | 目标值 | 单位 |", "附表 主要指标（2025年）").goals
    ((1, 2025),)
    """
    cells = [text for text, _ in _cells(line)]
    if len(cells) < 3 or any(re.search("[。；，]", text) for text in cells):
        return None
    years = [(at, int(match[0])) for at, text in enumerate(cells) if (match := _YEAR.search(text))]
    named = (at for at, text in enumerate(cells) if _NAME.search(text) and not _YEAR.search(text))
    name = next((at for at in named if not _GOAL.search(cells[at])), None)
    due = next((time.year for time in reversed(find_times(title)) if time.is_due), None)
    if not years and due is not None and name is None and _REGION.match(cells[0]):
        goals = tuple((at, due) for at in range(1, len(cells)))
        return Head(len(cells), 0, goals, indicators=tuple(cells))
    if not years and due is not None:
        years = [(at, due) for at, text in enumerate(cells) if _GOAL.search(text)][-1:]
    if name is None or not years:
        return None
    is_yearly = bool(re.search("分年度|年度目标|逐年", title))

    def column(pattern: str) -> int | None:
        return next((at for at, text in enumerate(cells) if re.search(pattern, text)), None)

    return Head(
        columns=len(cells),
        name=name,
        goals=tuple(years if is_yearly else years[-1:]),
        base=years[-2][1] if len(years) > 1 and not is_yearly else None,
        unit=column("单位"),
        nature=column("属性|性质|类型"),
        cumulative=next((at for at, text in enumerate(cells) if _CUMULATIVE.search(text)), None),
    )


def read_row(line: str, start: int, head: Head) -> list[TargetDraft]:
    """Read a row of a table of indicators (表行识别).

    Parameters
    ----------
    start
        Offset of the line in the whole text.

    Examples
    --------
    >>> head = read_head("指标\\t单位\\t2020年\\t2025年\\t属性")
    >>> drafts = read_row("森林覆盖率\\t%\\t45.3\\t46.3\\t约束性", 0, head)
    >>> [(draft.indicator, draft.value, draft.unit, draft.nature) for draft in drafts]
    [('森林覆盖率', Decimal('46.3'), '%', 'binding')]
    """
    cells = _cells(line)
    last_due = head.goals[-1][1]
    goals = dict(head.goals) | ({head.cumulative: last_due} if head.cumulative is not None else {})
    drafts = []
    for column, due in goals.items():
        text, offset = cells[column]
        title = head.indicators[column] if head.indicators else cells[head.name][0]
        unit, name = _unit(title, cells[head.unit][0] if head.unit is not None else None)
        direction = _direction(name)
        match = _NUMBER.match(text)
        if match is None or (column == head.cumulative and not direction):
            continue
        draft = _draft(match, name, unit, direction, (head.base, due))
        drafts.append(
            replace(
                draft,
                clause=" ".join(cell for cell, _ in cells),
                span=(start + offset, start + offset + len(text)),
                nature=_nature(cells[head.nature][0]) if head.nature is not None else None,
                scope=cells[head.name][0] if head.indicators else draft.scope,
            )
        )
    return drafts


def _draft(
    match: re.Match[str],
    name: str,
    unit: str | None,
    direction: Direction | None,
    years: tuple[int | None, int],
) -> TargetDraft:
    base, due = years
    sign = match["sign"] or match["after"] or ""
    words_ = alternatives(words("change", "down", "up", "down_noun", "up_noun"))
    is_change = direction is not None
    return TargetDraft(
        indicator=re.sub(rf"(?:累计)?(?:{words_})$", "", name) if is_change else name,
        form=("percentage_points" if unit == "pp" else "change_rate") if is_change else "level",
        operator=_SIGNS.get(sign, "="),
        clause="",
        span=(0, 0),
        value=Decimal(match["value"].replace(",", "").lstrip("-")),
        value_origin="written",
        unit=_plain(match["unit"]) if is_unit(match["unit"]) else unit,
        direction=direction,
        base_year=base if is_change else None,
        base_year_stated=is_change and base is not None,
        target_year=due,
        target_year_stated=True,
        scope=scope_of(name),
        strength=sign if sign in ("左右", "以上") else None,
    )


def _unit(title: str, cell: str | None) -> tuple[str | None, str]:
    """The unit of a row: its own column, or the bracket in its name."""
    for bracket in re.finditer(r"[（(]([^（）()]{1,12})[）)]", title):
        if is_unit(bracket[1]):
            return _plain(bracket[1]), clean(title)
    return (_plain(cell) if cell and is_unit(cell) else None), clean(title)


def _plain(unit: str) -> str:
    return "pp" if unit in words("units", "points") else unit.replace("％", "%")


def _direction(name: str) -> Direction | None:
    down = alternatives(words("change", "down", "down_noun"))
    up = alternatives(words("change", "up", "up_noun"))
    if re.search(rf"(?:{down})$", name):
        return "decrease"
    return "increase" if re.search(rf"(?:{up})$", name) else None


def _nature(text: str) -> Nature | None:
    if "约束" in text:
        return "binding"
    return "anticipatory" if "预期" in text else None
