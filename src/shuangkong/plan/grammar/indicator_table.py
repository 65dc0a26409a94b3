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
from shuangkong.plan.grammar.mention import is_unit
from shuangkong.plan.grammar.naming import clean, scope_of

__all__ = ["Head", "is_row", "read_head", "read_row"]

_CELL = re.compile(r"[^\t\u3000|｜]+?(?=[ ]{2,}|[\t\u3000|｜]|$)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME = re.compile("指标|名称|项目|内容")
_CUMULATIVE = re.compile("累计|变化|降幅|增幅|五年")
_NUMBER = re.compile(
    r"^(?P<open>[〔\[（(])?(?P<sign>[>＞≥<＜≤]|大于|小于|不低于|不高于)?\s*(?P<value>-?\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<unit>[^〕\]）)左以\d]{0,8}?)(?P<after>左右|以上|以内|以下)?(?P<close>[〕\]）)])?$"
)
_SIGNS: dict[str, Operator] = {
    ">": ">", "＞": ">", "大于": ">", "≥": ">=", "不低于": ">=",
    "<": "<", "＜": "<", "小于": "<", "≤": "<=", "不高于": "<=",
    "左右": "~", "以上": ">=", "以内": "<=", "以下": "<=",
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """The head of a table (表头): which column holds the name, unit, goal, base and nature."""

    columns: int
    name: int
    goal: int
    due: int
    base: int | None
    unit: int | None
    nature: int | None
    cumulative: int | None


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


def read_head(line: str) -> Head | None:
    """Read a line as the head of a table of indicators (表头识别), or return None.

    Examples
    --------
    >>> head = read_head("指标\\t单位\\t2020年\\t2025年\\t属性")
    >>> head.due, head.base, head.nature
    (2025, 2020, 4)
    """
    cells = [text for text, _ in _cells(line)]
    years = [(int(match[0]), at) for at, text in enumerate(cells) if (match := _YEAR.search(text))]
    name = next((at for at, text in enumerate(cells) if _NAME.search(text) and not _YEAR.search(text)), None)
    if len(cells) < 3 or not years or name is None or any(re.search("[。；，]", text) for text in cells):
        return None
    due, goal = years[-1]

    def column(pattern: str) -> int | None:
        return next((at for at, text in enumerate(cells) if re.search(pattern, text)), None)

    return Head(
        columns=len(cells),
        name=name,
        goal=goal,
        due=due,
        base=years[-2][0] if len(years) > 1 else None,
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
    title = cells[head.name][0]
    unit, name = _unit(title, cells[head.unit][0] if head.unit is not None else None)
    direction = _direction(name)
    drafts = []
    for column in dict.fromkeys(filter(lambda at: at is not None, (head.goal, head.cumulative))):
        text, offset = cells[column or 0]
        match = _NUMBER.match(text)
        if match is None or (column == head.cumulative and column != head.goal and not direction):
            continue
        draft = _draft(match, name, unit, head, direction)
        span = (start + offset, start + offset + len(text))
        nature = _nature(cells[head.nature][0]) if head.nature is not None else None
        drafts.append(replace(draft, clause=" ".join(cell for cell, _ in cells), span=span, nature=nature))
    return drafts


def _draft(
    match: re.Match[str], name: str, unit: str | None, head: Head, direction: Direction | None
) -> TargetDraft:
    sign = match["sign"] or match["after"] or ""
    changes = direction is not None and (bool(match["open"]) or "率" not in name[-1:])
    words_ = alternatives(words("change", "down", "up", "down_noun", "up_noun"))
    return TargetDraft(
        indicator=re.sub(rf"(?:累计)?(?:{words_})$", "", name) if changes else name,
        form=("percentage_points" if unit == "pp" else "change_rate") if changes else "level",
        operator=_SIGNS.get(sign, "="),
        clause="",
        span=(0, 0),
        value=Decimal(match["value"].replace(",", "").lstrip("-")),
        value_origin="written",
        unit=match["unit"] if is_unit(match["unit"]) else unit,
        direction=direction if changes else None,
        base_year=head.base if changes else None,
        base_year_stated=changes and head.base is not None,
        target_year=head.due,
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
