"""Names of indicators (指标名称): lists taken apart, the shared noun put back, the scope read off."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from shuangkong.plan.grammar.lexicon import alternatives, words

__all__ = [
    "canonical",
    "clean",
    "has_measure_noun",
    "items",
    "place_of",
    "same_indicator",
    "scope_of",
    "strip_whole",
    "tail",
]

_SUBSTANCES = ("化学需氧量",)  # ends like a noun of measure but names a substance
_PARTICLES = "的要应须仍再也将是为达到在"
_OPENERS = "[一二三四五六七八九十]是|相当于|其中|而|并|且|使|以及|同时|此外|另外|凡|及|和|与|、|，|："


@cache
def _edges() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    weak = alternatives(
        (
            *words("modality", "stretch", "ensure", "obligation"),
            *words("distribution", "ordered", "each"),
            *words("strength", "words"),
            "应当",
            "需要",
            "需",
            "再争取",
            "进一步",
            "累计",
            "合计",
            "总计",
            "鼓励",
            "同年",
            "届时",
            "同期",
            "两年内",
            "年内",
            "年均",
            "年平均",
        )
    )
    openers = re.compile(rf"^(?:{_OPENERS}|{weak}|再(?!生|制造|造))+")
    achieved = alternatives(words("achieve", "verbs"))
    verbs = re.compile(rf"^(?:{achieved})+(?:了)?")
    closers = re.compile(rf"(?:{weak}|[{_PARTICLES}]|、|，|：)+$")
    return openers, verbs, closers


def clean(text: str) -> str:
    """Return a noun phrase without brackets, blanks and the weak words at its ends (名词短语整理).

    Examples
    --------
    >>> clean("其中风电装机容量均应")
    '风电装机容量'
    """
    openers, _, closers = _edges()
    text = re.sub(r"[（(][^（）()]*[）)]", "", text)
    text = re.sub(r"^[^（(]*[）)]|[\s\0“”\"]", "", text)
    text = re.sub(r"[两二三四五六七八九十\d]+[项种](?=主要|排放|污染物|重点|指标|$)", "", text)
    previous = None
    while previous != text:
        previous = text
        text = closers.sub("", openers.sub("", text))
    return text


def strip_whole(text: str) -> str:
    """Return the name without a leading word for the whole territory (全区, 全省 …).

    Examples
    --------
    >>> strip_whole("全省森林覆盖率")
    '森林覆盖率'
    """
    return re.sub(rf"^(?:{alternatives(words('scope', 'whole'))})(?:的)?", "", text)


@cache
def _measure_noun() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(words('indicator', 'nouns'))})$")


def has_measure_noun(name: str) -> bool:
    """Whether a name ends in a noun of measure (量、率、比重 …); a substance's name does not count.

    Examples
    --------
    >>> has_measure_noun("森林覆盖率"), has_measure_noun("化学需氧量")
    (True, False)
    """
    return bool(_measure_noun().search(name)) and not name.endswith(_SUBSTANCES)


@cache
def _tail() -> re.Pattern[str]:
    modifiers = (
        "重点工程|排放|使用|综合利用|资源化利用|利用|消费|消耗|处理|处置|治理|回收|减排|覆盖|交易|普及|收集|新增|总|年|市场|占有"
        "|二氧化碳|碳|消纳责任|的"
    )
    return re.compile(rf"(?:{modifiers})*(?:{alternatives(words('indicator', 'nouns'))})$")


def tail(name: str) -> str:
    """Return the noun of measure that closes a name, with its modifiers (中心词).

    Examples
    --------
    >>> tail("挥发性有机物排放总量"), tail("农药利用率"), tail("氨氮")
    ('排放总量', '利用率', '')
    """
    if name.endswith(_SUBSTANCES):
        return ""
    found = _tail().search(name)
    return found[0] if found else ""


_REGIONS = re.compile(
    r"^(?P<names>.+?)[两二三四五六七八九十\d]+(?:个)?(?:市|县|区|省|盟市|旗县|地区|区域)(?P<rest>.+)$"
)


_PLACE_ALONE = re.compile(r"^[^，]{1,8}(?:省|自治区|市|区|县|旗|盟|州|乡|镇)$")
_PLACE_THEN = re.compile(r"^(?P<place>[^，]{1,8}?(?:省|自治区|市|区|县|旗|盟|州|乡|镇))(?P<rest>.{2,})$")


_SHARED_OPENING = re.compile(r"[\u4e00-\u9fff]{1,4}型|(?:单位|万元|人均)\S*?(?:生产总值|增加值|GDP|面积)的?")


def items(name: str) -> list[tuple[str, str | None]]:
    """Return the indicators a list names (并列拆分), each with its scope where places are listed.

    Examples
    --------
    >>> items("化学需氧量、氨氮排放总量")
    [('化学需氧量排放总量', None), ('氨氮排放总量', None)]
    >>> items("甲、乙、丙三市总磷排放量")
    [('总磷排放量', '甲'), ('总磷排放量', '乙'), ('总磷排放量', '丙')]
    """
    if match := _REGIONS.match(name):
        places = _split(match["names"])
        if len(places) > 1:
            return [(match["rest"], place) for place in places]
    parts = _split(name)
    if len(parts) < 2:
        return [(name, None)]
    if (last_place := _PLACE_THEN.match(parts[-1])) and all(_PLACE_ALONE.match(part) for part in parts[:-1]):
        return [(last_place["rest"], place) for place in (*parts[:-1], last_place["place"])]
    last = parts[-1]
    noun = tail(last)
    shared = _SHARED_OPENING.match(parts[0])
    scope = _leading_scope(parts[0]) or (shared[0] if shared else "")
    prefix = scope if scope and not any(_leading_scope(part) for part in parts[1:]) else ""
    named: list[tuple[str, str | None]] = []
    for part in parts:
        full = part if has_measure_noun(part) or not noun else part + noun
        named.append((full if not prefix or full.startswith(prefix) else prefix + full, None))
    return named


def _split(name: str) -> list[str]:
    return [part for part in re.split(r"、|和|(?<!参)与|以及|(?<!普)及(?![以率])", name) if part]


def _leading_scope(name: str) -> str:
    match = re.match(alternatives(words("scope", "nouns")), name)
    return match[0] if match else ""


_PLACE = re.compile(
    r"^(?P<place>[^、，的\d]{2,6}?(?:省|自治区|市|自治州|盟|县))(?![场政民级域辖区值域委（])(?=.{2})"
)


def place_of(name: str) -> tuple[str | None, str]:
    """Take a leading place off a name (地域前缀).

    Examples
    --------
    >>> place_of("示例市PM2.5浓度"), place_of("森林覆盖率")
    (('示例市', 'PM2.5浓度'), (None, '森林覆盖率'))
    """
    match = _PLACE.match(name)
    return (match["place"], name[match.end() :]) if match else (None, name)


_SCOPES = (
    re.compile(r"(?P<scope>.{2,80}?)(?:能效)?(?:达到|完成|实现).+(?:比例|比率)$"),
    re.compile(r"(?P<scope>[^，]{0,12}?(?:主城区|建成区|城区|园区|干流|流域))(?=.{2})"),
    re.compile(r"(?:万元|单位)(?P<scope>工业|农业|服务业)增加值"),
)
_ALIASES = (
    (
        re.compile(
            "(?:单位|万元)(?:地区|国内)?生产总值(?:的)?(?:能源消耗|能源消费|能耗)|单位GDP能耗|能源消费强度|能耗强度"
        ),
        "能耗强度",
    ),
    (re.compile("能源消费总量|能耗总量"), "能耗总量"),
    (
        re.compile("(?:单位|万元)(?:地区|国内)?生产总值(?:的)?二氧化碳排放(?:量)?|碳排放强度|碳强度"),
        "碳排放强度",
    ),
    (re.compile("占(?:能源|一次能源)?消费(?:总量)?(?:的)?比重|消费比重|消费占比"), "消费比重"),
)


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """Return a name with the usual variants made one (指标名称归一).

    Examples
    --------
    >>> canonical("单位地区生产总值能源消耗")
    '能耗强度'
    """
    for pattern, word in _ALIASES:
        name = pattern.sub(word, name)
    return strip_whole(name)


def same_indicator(left: str, right: str) -> bool:
    """Whether two names mean one indicator (同一指标), or one closes with the other.

    Examples
    --------
    >>> same_indicator("单位地区生产总值能源消耗", "能耗强度"), same_indicator("能源消费总量", "强化能耗强度")
    (True, False)
    """
    first, second = canonical(left), canonical(right)
    return bool(first) and (first == second or second.endswith(first))


def scope_of(name: str) -> str | None:
    """Return what part of the whole a name speaks of (范围), by its leading noun.

    Examples
    --------
    >>> scope_of("农村生活污水治理率"), scope_of("森林覆盖率")
    ('农村', None)
    """
    for pattern in _SCOPES:
        if match := pattern.match(name):
            return match["scope"]
    return _leading_scope(name) or None
