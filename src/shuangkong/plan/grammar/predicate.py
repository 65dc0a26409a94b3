"""Predicates (谓语): what a clause says happens to the indicator before the number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from shuangkong.plan.draft import Direction, Modality, Operator
from shuangkong.plan.grammar.lexicon import alternatives, words
from shuangkong.plan.grammar.naming import clean

__all__ = ["Predicate", "modality_of", "predicate"]


@dataclass(frozen=True)
class Predicate:
    """What the words before a number say (谓语): a change or a level, bounds, and the name before it."""

    name: str
    direction: Direction | None = None
    has_verb: bool = False
    operator: Operator | None = None
    is_each: bool = False
    is_ordered: bool = False
    is_hold: bool = False
    achieve: str = ""
    is_headed: bool = False


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    up, down = words("change", "up"), words("change", "down")
    to = alternatives(words("change", "to"))
    bounds = [
        (operator, word)
        for operator, name in ((">=", "at_least"), ("<=", "at_most"))
        for word in words("bounds", name)
    ]
    adverbs = alternatives(
        (
            *words("distribution", "ordered", "each"),
            *words("modality", "stretch", "ensure"),
            "再",
            "分别再",
            "应",
            "要",
            "须",
        )
    )
    return {
        "verb": re.compile(
            rf"(?P<verb>(?P<down>{alternatives(down)})|(?P<up>(?<!新)(?<!改造)(?:{alternatives(up)}))"
            rf"|(?P<level>{alternatives(words('level', 'verbs'))}))"
            rf"(?P<to>{to})?(?:了)?(?:{adverbs}|[\s\0])*(?:的)?$"
        ),
        "bound": re.compile(
            rf"(?P<bound>{alternatives(word for _, word in bounds)})(?P<object>[^，。；\d]{{0,14}}?)$"
        ),
        "share": re.compile(r"占(?:到|据)?(?P<object>[^，。；\d]{1,24})的$"),
        "noun_down": re.compile(alternatives(words("change", "down_noun"))),
        # 增速 and 增长率 name indicators of their own; only 增幅 turns a level into a change
        "noun_rise": re.compile("增幅|增长幅度"),
        "each": re.compile(
            rf"(?:{alternatives(words('distribution', 'each'))})"
            r"(?=[^\u4e00-\u9fff]|$|[要应须较比在达为下降减增提不超稳控保维]|力争)"
        ),
        "ordered": re.compile(alternatives(words("distribution", "ordered"))),
        "achieve": re.compile(
            rf"^(?:累计|共|新)?(?:(?P<verb>{alternatives(words('achieve', 'verbs'))})(?:和|并|、)?)+"
        ),
        "achieve_end": re.compile(
            rf"(?P<verb>{alternatives(('完成', '建成', '新增', '实现', '形成', '推广', '建设'))})$"
        ),
    }


_OPERATORS: dict[str, Operator] = {}


def _operator(word: str) -> Operator:
    if not _OPERATORS:
        names: tuple[tuple[Operator, str], ...] = (
            (">=", "at_least"),
            ("<=", "at_most"),
            (">", "more"),
            ("<", "less"),
            ("~", "about"),
        )
        for operator, name in names:
            _OPERATORS.update(dict.fromkeys(words("bounds", name), operator))
    return _OPERATORS[word]


def predicate(before: str) -> Predicate:
    """Read the words between the last number and this one (谓语识别).

    Parameters
    ----------
    before
        The words, with years and bases replaced by NUL characters.

    Examples
    --------
    >>> p = predicate("煤炭消费比重降至")
    >>> p.name, p.direction, p.has_verb
    ('煤炭消费比重', None, True)
    >>> predicate("森林覆盖率提高").direction
    'increase'
    """
    patterns = _patterns()
    text = re.sub(r"[（(][^（）()]*[）)]", "", before).rstrip("，：、 ")
    operator: Operator | None = None
    is_headed = False
    is_each, is_ordered = bool(patterns["each"].search(text)), bool(patterns["ordered"].search(text))
    if match := patterns["bound"].search(text):
        operator = _operator(match["bound"])
        is_headed = bool(match["object"]) and not match["object"].endswith("的")
        text = match["object"] if is_headed else text[: match.start()] + match["object"].removesuffix("的")
    direction: Direction | None = None
    has_verb = is_hold = False
    if match := patterns["verb"].search(text):
        has_verb = True
        if not match["to"] and not match["level"]:
            direction = "decrease" if match["down"] else "increase"
        is_hold = match["verb"] in words("level", "hold")
        text = text[: match.start()]
    elif match := patterns["share"].search(text):
        has_verb = True
        text = text[: match.start()] + "占" + match["object"] + "比重"
    if direction is None:
        direction, text, is_headed_change = _noun_direction(text)
        is_headed = is_headed or is_headed_change
    return _named(text, direction, (has_verb, is_hold, is_each, is_ordered, is_headed), operator)


def _named(
    text: str,
    direction: Direction | None,
    flags: tuple[bool, bool, bool, bool, bool],
    operator: Operator | None,
) -> Predicate:
    patterns = _patterns()
    has_verb, is_hold, is_each, is_ordered, is_headed = flags
    name, achieve = clean(text), ""
    if match := patterns["achieve"].match(name):
        achieve, name = match["verb"], clean(name[match.end() :])
        name = f"{achieve}{name}" if achieve in ("新增", "新建", "新改建") and name else name
    elif match := patterns["achieve_end"].search(name):
        achieve, name = match["verb"], clean(name[: match.start()])
        name = f"新增{name}" if achieve == "新增" and name else name
    return Predicate(name, direction, has_verb, operator, is_each, is_ordered, is_hold, achieve, is_headed)


def _noun_direction(text: str) -> tuple[Direction | None, str, bool]:
    """A noun of change (降幅, 增幅): its direction, the words without it, and whether a name follows it."""
    patterns = _patterns()
    nouns: tuple[tuple[Direction, str], ...] = (("decrease", "noun_down"), ("increase", "noun_rise"))
    for direction, key in nouns:
        if match := patterns[key].search(text):
            return (
                direction,
                text[: match.start()] + text[match.end() :],
                match.end() < len(text.rstrip("为达")),
            )
    return None, text, False


def modality_of(text: str) -> Modality:
    """Return how firmly the words bind (力度): stretch, ensure or firm.

    Examples
    --------
    >>> modality_of("力争达到"), modality_of("确保"), modality_of("达到")
    ('stretch', 'ensure', 'firm')
    """
    if any(word in text for word in words("modality", "stretch")):
        return "stretch"
    return "ensure" if any(word in text for word in words("modality", "ensure")) else "firm"
