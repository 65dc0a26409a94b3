"""Selection (数值取舍): whether a number is a goal, a threshold that selects objects, or neither."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from shuangkong.plan.grammar.lexicon import alternatives, words
from shuangkong.plan.grammar.mention import ValueMention
from shuangkong.plan.grammar.naming import clean, has_measure_noun

__all__ = ["Role", "from_to_start", "is_normative", "is_own_count", "is_past_label", "is_past_mark", "role"]

Role = Literal["goal", "threshold", "none"]
_CJK = r"[\u4e00-\u9fff]"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    ups, downs = words("change", "up"), words("change", "down")
    to_verbs = alternatives(("调整", "优化", "改善", "提档", "缩小", "升", *ups, *downs))
    return {
        "start_before": re.compile(r"(?:由|从)[^，。；、至到]{0,12}$"),
        "start_after": re.compile(rf"^[^，。；]{{0,10}}?(?:{to_verbs})(?:至|到|为)"),
        "achieve": re.compile(rf"(?:{alternatives(words('achieve', 'verbs'))})"),
        "structure": re.compile(
            rf"^(?:重大|主要|重点|专项|具体|方面的)?(?:{alternatives(words('structure', 'nouns'))})"
        ),
        "followed_by_noun": re.compile(
            rf"^的?(?!的|和|与|及|并|且|目标|要求|作为|水平|增|以|为|由|、|（|\(){_CJK}"
        ),
        "level_verb": re.compile(rf"(?:{alternatives(words('level', 'verbs'))})\D{{0,3}}$"),
        "time_limit": re.compile(r"(?:时限|期限|周期|工期|年限)\S{0,2}$"),
        # a base value, a comparison with a past period, the money a plan costs
        "no_goal": re.compile(
            r"基数(?:是|为|分别为)?$|比[“\"0-9\0][^，]{0,8}[低高]$|(?:总投资|计划投资|估算投资|总概算)(?:额)?(?:为|约)?$|(?:补助|奖励|补贴|罚款|单个项目)[^，]{0,6}$"
        ),
        "days": re.compile(r"(?:天数|日数|小时数)(?:达到|达|为|在)?$"),
        "selects_by_share": re.compile(r"^的[^，。；\d]{1,10}(?:达到|达|不少于|超过|占|比例)"),
        "project_count": re.compile(r"(?:实施|布局|规划|安排|储备|谋划)\S{0,8}项目$"),
        "past": re.compile(alternatives(words("past", "marks"))),
        "past_label": re.compile(alternatives(words("past", "labels"))),
        "normative": re.compile(
            alternatives((*words("modality", "stretch", "ensure"), "不得", "必须", "须", "应当", "应"))
        ),
        "dimensionless": re.compile(r"(?:系数|指数|值|PUE|比|利用效率)(?:[（(][^（）()]*[）)])?$", re.I),
    }


def is_past_label(text: str) -> bool:
    """Whether a label or opening speaks of what has been (现状、回顾)."""
    return bool(_patterns()["past_label"].search(text))


def is_past_mark(text: str) -> bool:
    """Whether a clause states an achievement or the present (已、目前)."""
    return bool(_patterns()["past"].search(text))


def is_normative(mention: ValueMention, before: str) -> bool:
    """Whether the words oblige even without a year (不超过、力争、应)."""
    bounds = (*words("bounds", "at_least"), *words("bounds", "at_most"))
    return mention.before in bounds or bool(_patterns()["normative"].search(before))


def from_to_start(before: str, after: str) -> re.Match[str] | None:
    """Return where 由… or 从… begins if the number is the start of a from–to pair (起点值)."""
    opening = _patterns()["start_before"].search(before)
    return opening if opening and _patterns()["start_after"].search(after) else None


def role(
    mention: ValueMention, before: str, after: str, *, is_bracketed: bool, label_unit: str | None = None
) -> Role:
    """Return what a number is (数值作用), from the words before and after it in its clause.

    Parameters
    ----------
    before, after
        Words of the clause between the previous number and this one, and up to the next one.
    is_bracketed
        Whether the number stands in brackets.
    label_unit
        Unit that a label before the clause gives to bare numbers: 减排量（万吨）——…4.32.
    """
    patterns = _patterns()
    if from_to_start(before, after) or patterns["no_goal"].search(before):
        return "none"
    if mention.unit_kind == "class" or mention.is_size_class:
        return _class_role(mention, before, after)
    if mention.unit_kind == "span":
        is_limit = mention.before in words("bounds", "at_most") and patterns["time_limit"].search(before)
        return "goal" if is_limit or patterns["days"].search(before) else "none"
    if mention.unit_kind == "bare" and label_unit:
        return "goal" if re.match(r"^(?:[，；。、]|$)", after.strip()) else "none"
    if mention.unit_kind == "bare":
        name = re.sub(r"[\s\0降升提高增压控制逐步达到至为在仅]+$", "", before)
        is_named = patterns["dimensionless"].search(name)
        stated = mention.operator or patterns["level_verb"].search(before)
        return "goal" if is_named and stated else "none"
    if mention.unit_kind == "counted":
        return _count_role(mention, before, after)
    if mention.unit_kind == "physical" and _selects(mention, after):
        return "threshold"
    if mention.unit_kind == "ratio" and mention.operator and patterns["selects_by_share"].match(after):
        return "threshold" if clean(before) else "goal"
    if is_bracketed and mention.unit_kind == "physical" and mention.operator:
        return "threshold"
    return "goal"


def _selects(mention: ValueMention, after: str) -> bool:
    """A bound that closes on the noun it qualifies: 5万吨标准煤以上项目."""
    is_closed = mention.after in _CLOSING or (mention.value_max is not None and after.startswith("的"))
    return is_closed and bool(_patterns()["followed_by_noun"].match(after))


_CLOSING = (*words("bounds", "after_at_least"), *words("bounds", "after_at_most"))


def _class_role(mention: ValueMention, before: str, after: str) -> Role:
    if mention.unit is None and re.match(r"^(?:产业|产值|企业)*(?:集群|产业链)", after):
        return "goal" if _patterns()["achieve"].search(before) else "none"
    return "threshold" if mention.operator and mention.after and _selects(mention, after) else "none"


def is_own_count(after: str, before: str) -> bool:
    """Whether a count tells of the plan itself (八个方面, 第2项): never a goal."""
    return bool(
        _patterns()["structure"].match(after)
        or _patterns()["project_count"].search(before)
        or re.search(r"(?:第|前|共|等|这|其他)$", before)
    )


def _count_role(mention: ValueMention, before: str, after: str) -> Role:
    patterns = _patterns()
    if is_own_count(after, before):
        return "none"
    if mention.operator or mention.value_max is not None:
        return "goal"
    name = clean(before)
    if "其中" in before or patterns["achieve"].search(before) or patterns["level_verb"].search(before):
        return "goal"
    return "goal" if has_measure_noun(name) and len(name) > 1 else "none"
