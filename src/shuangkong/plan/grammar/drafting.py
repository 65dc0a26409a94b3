"""Drafting (成稿): a number and what is said of it, made into a draft of a target or a threshold."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from shuangkong.plan.draft import Direction, Form, TargetDraft
from shuangkong.plan.grammar.context import Context, Due
from shuangkong.plan.grammar.lexicon import alternatives, words
from shuangkong.plan.grammar.mention import TimeMention, ValueMention
from shuangkong.plan.grammar.naming import clean, has_measure_noun, place_of, scope_of
from shuangkong.plan.grammar.predicate import Predicate, modality_of
from shuangkong.plan.grammar.spot import Spot

__all__ = ["Claim", "bracket_draft", "complete", "draft", "threshold"]

_OBJECT_ENDS = re.compile(
    r"(?:为重点|全面|全部|一律|基本|原则上|实现|进入|执行|要|应|须|必须|由|落实|不少于|不低于|关停|淘汰|任务|改造|整合|建设|完成|达到|参加).*$"
)


@dataclass(frozen=True)
class Claim:
    """What a clause says of one number (表述): the number, its predicate, its name and scope, its year."""

    spot: Spot
    mention: ValueMention
    said: Predicate
    name: str
    scope: str | None
    due: Due


def draft(claim: Claim, context: Context) -> TargetDraft:
    """Return the draft of a goal with a number (目标草稿)."""
    spot, mention, said = claim.spot, claim.mention, claim.said
    place, name = place_of(claim.name)
    limit = None if said.direction else context.piece_operator or context.label_operator
    operator = (
        mention.operator or said.operator or limit or ("range" if mention.value_max is not None else "=")
    )
    base, is_base_stated = _base(claim, context)
    own = modality_of(spot.before)
    return TargetDraft(
        indicator=name,
        form=_form(claim, name),
        operator=operator,
        clause=spot.piece.text,
        span=(mention.start, mention.end),
        value=mention.value,
        value_max=mention.value_max,
        value_origin="written",
        unit=mention.unit,
        direction=said.direction,
        base_year=base,
        base_year_stated=is_base_stated,
        target_year=claim.due.year,
        target_year_stated=claim.due.is_stated,
        scope=claim.scope or place or scope_of(name) or context.subject or None,
        strength=";".join(_strength(spot, mention)) or None,
        modality=own if own != "firm" else context.modality,
        is_tested_every_year=said.is_hold,
    )


def _strength(spot: Spot, mention: ValueMention) -> list[str]:
    named = {"stretch": ["力争"], "ensure": ["确保"], "firm": []}[modality_of(spot.before)]
    lists = ("after_at_least", "after_about", "more", "about")
    kept = [word for name in lists for word in words("bounds", name)]
    return named + [word.removeprefix("及") for word in mention.bound_words if word in kept]


def _base(claim: Claim, context: Context) -> tuple[int | None, bool]:
    """The year compared with, and whether the words state it."""
    spot, due, earlier = claim.spot, claim.due, context.previous
    if claim.said.direction is None:
        increments = re.search("新增|减排|增量", spot.opening)
        if claim.mention.unit == "倍" and spot.base:
            return spot.base.year, True
        return (context.lead_base, True) if increments and context.lead_base else (None, False)
    if spot.base:
        return spot.base.year, True
    if context.lead_base or context.last_base:
        return context.lead_base or context.last_base, True
    if earlier and earlier.direction and not claim.said.name and earlier.base_year:
        return earlier.base_year, earlier.base_year_stated
    if due.first_year:
        return due.first_year - 1, False
    if context.plan.first_year and due.year == context.plan.last_year:
        return context.plan.first_year - 1, False
    return None, False


def _form(claim: Claim, name: str) -> Form:
    kind, said = claim.mention.unit_kind, claim.said
    if said.direction:
        changes: dict[str, Form] = {"points": "percentage_points", "ratio": "change_rate"}
        return changes.get(kind, "absolute_change")
    if kind == "span":
        return "deadline"
    if kind == "ratio":
        return (
            "coverage"
            if re.search("(?<!森林)(?<!林草)(?<!植被)覆盖", name)
            or re.search("(?:达到|完成|实现).+(?:比例|比率)$", name)
            else "level"
        )
    if kind == "counted" and (claim.mention.value_max is not None or not said.has_verb):
        return "count_range"
    is_sum = (
        said.achieve
        or name.startswith("新增")
        or re.search("累计|新增|改造|淘汰|完成|建成|减排量", claim.spot.before)
    )
    return "cumulative" if is_sum else "level"


def complete(said: Predicate, spot: Spot, context: Context) -> Predicate:
    """Fill what a clause leaves to the words before it (谓语补全): a second tier, a list under one head."""
    if said.direction is not None:
        return said
    earlier = context.previous
    direction: Direction | None = _beside_base(spot, spot.base) if spot.base else None
    if earlier and earlier.direction and direction is None:
        is_tier = (
            not said.name
            and not context.head
            and modality_of(spot.before) != "firm"
            and earlier.unit == spot.mention.unit
        )
        is_listed = (
            not said.has_verb
            and spot.before[:1] in tuple("、和与及")
            and spot.mention.unit_kind in ("ratio", "points")
            and not has_measure_noun(said.name)
        )
        direction = earlier.direction if is_tier or is_listed else None
    if direction is None:
        is_rise = spot.mention.is_multiple and spot.mention.times is None
        direction = "increase" if is_rise else context.piece_direction or context.label_direction
    return replace(said, direction=direction)


def _beside_base(spot: Spot, base: TimeMention) -> Direction | None:
    """低于2020年水平14.5% is a fall."""
    between = spot.piece.text[base.start - spot.piece.start : spot.mention.start - spot.piece.start]
    match = re.match(r"(低于|高于).{4,10}$", between)
    return None if match is None else "decrease" if match[1] == "低于" else "increase"


def bracket_draft(spot: Spot, direction: Direction, base: int | None, earlier: TargetDraft) -> TargetDraft:
    """Return the change that stands in brackets behind a level (括注降幅): 108.57万吨（10.1%）."""
    return replace(
        earlier,
        form="change_rate",
        operator=spot.mention.operator or "=",
        value=spot.mention.value,
        value_max=spot.mention.value_max,
        unit=spot.mention.unit,
        direction=direction,
        base_year=base,
        base_year_stated=base is not None,
        span=(spot.mention.start, spot.mention.end),
    )


def threshold(spot: Spot) -> TargetDraft:
    """Return a number that selects objects (门槛): the noun phrase it stands in is its scope."""
    text, inside = spot.piece.text, spot.mention.number_start - spot.piece.start
    leads = alternatives((*words("achieve", "verbs"), "以", "对于", "对", "将", "把", "凡"))
    opening = re.split(r"以及|[，；：]|(?:不再|禁止|严禁|淘汰|取缔|停止)(?:新建|审批|核准)?", text[:inside])[
        -1
    ]
    opening = re.sub(rf"^(?:{leads})+", "", opening)
    noun = re.match(
        r"^的?([^，。；、]+?)(?=(?:20|19)\d\d年|[，。；、]|$)", text[spot.mention.end - spot.piece.start :]
    )
    closing = _OBJECT_ENDS.sub("", noun[0]) if noun else ""
    scope = opening + text[inside : spot.mention.end - spot.piece.start] + closing
    name = clean(re.sub(r"^.*[\d]\S*?(?:以上|以下|以内)", "", opening))
    return TargetDraft(
        indicator=clean(closing) if not name or name.endswith(("地区", "区域")) else name,
        form="threshold",
        operator=spot.mention.operator or ">=",
        clause=spot.piece.text,
        span=(spot.mention.start, spot.mention.end),
        value=spot.mention.value,
        value_max=spot.mention.value_max,
        value_origin="written",
        unit=spot.mention.unit,
        scope=scope or None,
        strength=";".join(_strength(spot, spot.mention)) or None,
    )
