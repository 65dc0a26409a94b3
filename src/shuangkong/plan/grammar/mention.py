"""Mentions (数字与时间表述): every number with its unit and bound, every year and base, with offsets.

Only what stands in the words is noted here; whether a number is a goal is decided by the grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from shuangkong.plan.draft import Operator
from shuangkong.plan.grammar.lexicon import alternatives, words
from shuangkong.plan.grammar.numeral import CHINESE, chinese_number, fraction_percent

__all__ = ["TimeMention", "UnitKind", "ValueMention", "find_times", "find_values", "is_unit"]

UnitKind = Literal["ratio", "points", "physical", "counted", "class", "span", "bare"]


@dataclass(frozen=True)
class ValueMention:
    """A number (数值) with what belongs to it: span of the whole expression, unit, bound words."""

    start: int
    end: int
    number_start: int
    value: Decimal
    value_max: Decimal | None
    unit: str | None
    unit_kind: UnitKind
    before: str
    after: str
    times: Decimal | None = None
    is_multiple: bool = False
    is_size_class: bool = False
    parts: tuple[Decimal, ...] = ()

    @property
    def operator(self) -> Operator | None:
        """The bound the words around the number state, or None where there is none."""
        return _bound(self.before, self.after)

    @property
    def bound_words(self) -> tuple[str, ...]:
        """The words that made the bound."""
        return tuple(word for word in (self.before, self.after) if word)


@dataclass(frozen=True)
class TimeMention:
    """A year (时间): due, base or period, with its span."""

    start: int
    end: int
    kind: Literal["due", "base", "period", "many", "start", "since"]
    year: int
    first_year: int | None = None
    years: tuple[int, ...] = ()
    is_lead: bool = False
    is_stated: bool = True

    @property
    def is_due(self) -> bool:
        """Whether it says when something is due (not a base, a start, or the beginning of a rule)."""
        return self.kind in ("due", "period", "many")


def _bound(before: str, after: str) -> Operator | None:
    lists: tuple[tuple[Operator, str, tuple[str, ...]], ...] = (
        (">=", before, words("bounds", "at_least")),
        ("<=", before, words("bounds", "at_most")),
        ("<=", after, words("bounds", "after_at_most")),
        (">=", after, words("bounds", "after_at_least")),
        ("~", after, words("bounds", "after_about")),
        ("~", before, words("bounds", "about")),
        (">", before, words("bounds", "more")),
        ("<", before, words("bounds", "less")),
    )
    return next((operator for operator, word, known in lists if word in known), None)


@cache
def _unit_pattern() -> tuple[str, str]:
    under = alternatives((*words("units", "physical"), *words("units", "denominators")))
    classes = alternatives(words("units", "classes"))
    ratio = alternatives((*words("units", "points"), *words("units", "ratio")))
    scale = "[十百千万亿]{0,3}"
    physical = alternatives(words("units", "physical"))
    latin = "(?:kWh|kW|MW|GW|km|t)(?![A-Za-z])"
    return (
        rf"(?P<points>{alternatives(words('units', 'points'))})"
        rf"|(?P<ratio>{alternatives(words('units', 'ratio'))})"
        rf"|(?P<class>{alternatives(('千伏', '伏', '蒸吨/小时', '蒸吨'))})"
        rf"|(?P<physical>{scale}(?:{physical}|{latin})(?:[/每]{scale}(?:{under}))*)"
        rf"|(?P<span>{alternatives(words('units', 'spans'))}(?!产|级))"
        rf"|(?P<counted>{scale}(?:{alternatives(words('units', 'counted'))})(?:/(?:{under}))*)"
        rf"|(?P<grade>{classes})"
    ), ratio


@cache
def _value_pattern() -> re.Pattern[str]:
    unit, ratio = _unit_pattern()
    chinese = f"[{CHINESE}]"
    whole = f"[十百千万亿]{{0,3}}(?:{alternatives(words('units', 'physical'))})"
    digit_first = f"[零〇一二两三四五六七八九十]{chinese}*(?:点[零〇一二三四五六七八九]+)?"
    arabic = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    multiple = rf"翻(?:了)?(?:{digit_first}|\d+)番|(?:{digit_first}|{arabic})倍"
    fraction = (
        rf"百分之(?:{digit_first}|{arabic})|{digit_first}分之{digit_first}"
        rf"|(?:{digit_first}|\d+)成半?|一半|半数"
    )
    before = alternatives(
        [w for n in ("at_least", "at_most", "more", "less", "about") for w in words("bounds", n)]
    )
    after = alternatives(
        [w for n in ("after_at_least", "after_at_most", "after_about") for w in words("bounds", n)]
    )
    # 内 bounds only where it does not begin a word of its own (内容, 内部)
    after = after.replace("|内", "|内(?![容部外涵在陆河])")
    return re.compile(
        rf"(?P<before>{before})?"
        rf"(?P<filler>(?:增(?:加|长)?|为|达|到|达到|各)?)"
        rf"(?:(?P<multiple>{multiple})|(?P<fraction>{fraction})"
        rf"|(?P<parts>\d+(?::\d+)+|\d+(?:：\d+)+)"
        rf"|(?<![A-Za-z\d.．])(?P<first>{arabic})"
        rf"(?:(?:{ratio}|{whole})?(?:[（(]含[）)])?\s*(?:—|–|－|-|~|～|至|到)\s*(?P<second>{arabic}))?"
        rf"(?!\d|[月日号〕\]])(?=(?:kWh|kW|MW|GW|km|t)(?![A-Za-z])|[^A-Za-z]|$)|(?P<chinese>{digit_first}))"
        r"\s?"
        rf"(?P<size>[十百千万亿]{{0,2}}级(?!别))?"
        rf"(?:{unit})?"
        rf"(?P<unit_size>级(?!别))?"
        rf"(?:[（(]含[）)])?\s?(?P<after>{after})?"
    )


def is_unit(text: str) -> bool:
    """Whether a text is a unit of measure and nothing else (计量单位).

    Examples
    --------
    >>> is_unit("万吨"), is_unit("力争")
    (True, False)
    """
    unit, _ = _unit_pattern()
    return bool(re.fullmatch(unit, text))


def find_values(text: str) -> list[ValueMention]:
    """Return the numbers of a text (数值) in order.

    Examples
    --------
    >>> [(m.value, m.unit, m.operator) for m in find_values("比2020年下降10%以上，不超过1.3亿吨标准煤")]
    [(Decimal('10'), '%', '>='), (Decimal('1.3'), '亿吨标准煤', '<=')]
    """
    found = []
    for match in _value_pattern().finditer(_without_titles(text)):
        mention = _value(match)
        if mention is not None:
            found.append(mention)
    return found


def _value(match: re.Match[str]) -> ValueMention | None:
    number_start = match.start()
    if match["before"]:
        number_start += len(match["before"])
    number_start += len(match["filler"])
    maximum: Decimal | None = None
    times: Decimal | None = None
    parts: tuple[Decimal, ...] = ()
    kind, unit = _unit(match)
    if words_ := match["multiple"] or match["fraction"]:
        share = fraction_percent(words_)
        if share is None:
            return None
        value, unit, kind = share, "%", "ratio"
        if match["multiple"] and match["multiple"].endswith("倍"):
            times = share / 100
    elif match["parts"]:
        parts = tuple(Decimal(part) for part in re.split("[:：]", match["parts"]))
        value, unit, kind = parts[0], "%", "ratio"
    elif match["chinese"]:
        if kind in ("bare", "ratio", "points") or (match["chinese"] == "一" and kind != "physical"):
            return None
        value = chinese_number(match["chinese"])
    else:
        value = Decimal(match["first"].replace(",", ""))
        maximum = Decimal(match["second"].replace(",", "")) if match["second"] else None
        if kind == "span" and unit == "年" and value > 1900:
            return None
    return ValueMention(
        match.start() if match["before"] else number_start,
        match.end(),
        number_start,
        value,
        maximum,
        unit,
        kind,
        match["before"] or "",
        match["after"] or "",
        times=None if "增" in match["filler"] else times,
        is_multiple=bool(match["multiple"]),
        is_size_class=bool(match["size"] or match["unit_size"]),
        parts=parts,
    )


def _unit(match: re.Match[str]) -> tuple[UnitKind, str | None]:
    if match["points"]:
        return "points", "pp"
    if match["ratio"]:
        return "ratio", match["ratio"].replace("％", "%")
    kinds: tuple[tuple[UnitKind, str], ...] = (
        ("class", "class"),
        ("physical", "physical"),
        ("span", "span"),
        ("counted", "counted"),
        ("class", "grade"),
    )
    for kind, group in kinds:
        if match[group]:
            return kind, match[group]
    return "bare", None


_PERIOD = {"十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}
_YEAR = r"(?:20|19)\d\d"
_PLAN_PERIOD = r"[“\"]?(?P<{0}>十[一二三四五六])五[”\"]?"
_TIME = re.compile(
    rf"(?:(?P<base_lead>比|较|与|以|在|同|相比于?|相较于?|低于|高于)\s?(?:“?(?P<base_period>十[一二三四五六])五”?(?:末|期末|规划期末)|(?P<base>{_YEAR})\s?年(?:底|末)?)"
    r"(?P<base_tail>(?:的)?(?:水平|实际值)?(?:相比|比|为(?:基数|基准年|基准|基期|基年|基础)|水平上|基础上|上|水平)?))"
    rf"|(?P<many>{_YEAR}年?(?:[、/和]{_YEAR}年?)+(?:分别)?)(?!的)"
    rf"|(?P<from>{_YEAR})年?(?:—|–|－|-|~|～|至|到)(?P<to>{_YEAR})年"
    rf"|(?P<lead>(?<![高低升加少降长大展整])(?:到|至)|截至|截止|力争到|自|由|从)?\s?(?P<year>{_YEAR})\s?年(?:底|末|年底)?(?P<tail>前|以前)?"
    r"(?P<times>的?(?=[\d.]+倍))?(?!\d{1,2}月|\d{1,2}日|(?:前后|后|前|左右)?(?:实现)?(?:碳)?达(?:到)?峰)"
    r"|(?P<lead2>到|至)?[“\"](?P<period>十[一二三四五六])五[”\"](?P<period_tail>规划期末|期末|末|时期|期间|规划期内|规划期)?"
)


def find_times(text: str) -> list[TimeMention]:
    """Return the years of a text (时间) in order.

    Examples
    --------
    >>> [(m.kind, m.year) for m in find_times("到2025年，能耗强度比2020年下降15%")]
    [('due', 2025), ('base', 2020)]
    >>> [(m.kind, m.first_year, m.year) for m in find_times("“十四五”时期")]
    [('period', 2021, 2025)]
    """
    return [
        mention for match in _TIME.finditer(_without_titles(text)) if (mention := _time(match)) is not None
    ]


def _without_titles(text: str) -> str:
    """Blank the titles of documents (《…》): their years and numbers are names."""
    return re.sub(r"《[^《》]*》", lambda match: "\0" * len(match[0]), text) if "《" in text else text


def _time(match: re.Match[str]) -> TimeMention | None:
    start, end = match.span()
    start += len(match[0]) - len(match[0].lstrip())
    if match["base_lead"]:
        lead, tail = match["base_lead"], match["base_tail"]
        year = int(match["base"]) if match["base"] else _PERIOD[match["base_period"]]
        if lead in ("以", "在") and not tail:
            return TimeMention(start + 1, end, "due", year)
        return TimeMention(start, end, "base", year, is_lead=lead in ("与", "以", "同"))
    if match["many"]:
        years = tuple(int(year) for year in re.findall(_YEAR, match["many"]))
        return TimeMention(start, end, "many", years[-1], years=years)
    if match["from"]:
        return TimeMention(start, end, "due", int(match["to"]), first_year=int(match["from"]))
    if match["year"] and match["times"] is not None:  # 达到2020年的6倍
        return TimeMention(start, end, "base", int(match["year"]))
    if match["lead"] in ("由", "从"):  # the start of a from–to pair
        return TimeMention(start + 1, end, "start", int(match["year"]))
    if match["lead"] == "自":
        return TimeMention(start, end, "since", int(match["year"]))
    if match["year"]:
        return TimeMention(start, end, "due", int(match["year"]), is_lead=bool(match["lead"]))
    year = _PERIOD[match["period"]]
    return TimeMention(
        start,
        end,
        "period",
        year,
        first_year=year - 4,
        is_lead=bool(match["lead2"]),
        is_stated="末" in (match["period_tail"] or ""),
    )
