"""Grammar of goals without a written number (定性与派生目标语法).

全面 / 全部 / 一律 make a coverage of 100 that is derived, not written; 基本 leaves it without a number; a
class (Ⅱ类) is an ordinal; 年度评价、中期评估、五年考核 are deadlines that recur; 三级…体系 is a count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from shuangkong.plan.draft import Form, Operator, TargetDraft
from shuangkong.plan.grammar.clause import Piece, Sentence, holds_any
from shuangkong.plan.grammar.context import Context, Due
from shuangkong.plan.grammar.lexicon import alternatives, words
from shuangkong.plan.grammar.mention import find_times
from shuangkong.plan.grammar.naming import clean, scope_of, strip_whole
from shuangkong.plan.grammar.numeral import chinese_number
from shuangkong.plan.grammar.predicate import modality_of
from shuangkong.plan.grammar.selection import is_past_mark

__all__ = ["read_qualities"]

_ROMAN = {"一": "Ⅰ", "二": "Ⅱ", "三": "Ⅲ", "四": "Ⅳ", "五": "Ⅴ"}
_WHOLE = re.compile(
    r"^(?P<subject>[^，]{0,60}?)(?P<word>全面|全部|一律)(?P<rest>(?:实现|执行|完成|达到|达标|进入|按照|按|淘汰|普及|覆盖|采用|使用|纳入|建立|取消|退出|关停)[^，]*)$"
)
_COVER = re.compile(r"^(?P<subject>[^，]{2,40}?)(?:实现)?(?P<word>全覆盖)$")
_EVERY = re.compile(
    r"^(?P<subject>[^，“”\"]{2,30}?)(?P<basic>基本)?实现(?P<rest>[^，“”\"]{0,20}[“\"]?(?P<unit>[县市村户乡镇旗盟区])(?P=unit)[通有][^，、]*)$"
)
_BASIC = re.compile(
    r"^(?P<basic>基本)(?P<verb>淘汰|消除|完成|实现|建成|建立|形成|关停|退出)(?P<object>[^，]{3,60})$"
)
_ORDINAL = re.compile(
    r"^(?P<subject>[^，]{2,30}?)(?P<verb>达到|达|稳定在|保持|保持在|优于|达到或优于|不低于|恢复到|提升到|提升至)(?P<word>或优于|或好于)?"
    r"(?P<class>[ⅠⅡⅢⅣⅤ]|[一二三四五](?=类))类(?:标准|水质|以上|及以上)?$"
)
_REVIEW = re.compile(
    r"(?P<cycle>年度|半年度?|季度|月度|中期|每年|每季度|每月|[一二三四五十]年)(?:一次)?(?P<act>评价|评估|考核|通报|调度|检查|体检)"
)
_LEVELS = re.compile(
    r"(?:健全完善|建立健全|健全|完善|建立|构建|形成)(?P<list>[^，]*?、[^，]*?)(?P<count>[两二三四五])(?P<unit>级)(?P<rest>[^，]*?(?:体系|网络|机制))$"
)
_GOALS = re.compile(
    r"(?:基本)?(?:达到|处于|进入)[^，]{0,12}(?:水平|行列|前列)$|^建成一批|^(?:推进|建设|建成|打造|形成)[^，]*(?:建设|体系|基地|格局)$"
    r"|[从由][^，]+向[^，]+(?:发展|转变)|达到峰值"
)


def read_qualities(sentence: Sentence, context: Context, taken: Sequence[int]) -> list[TargetDraft]:
    """Read what a sentence demands without a written number (定性目标).

    Parameters
    ----------
    context
        State of the paragraph when the sentence begins.
    taken
        Where the numbers already read begin, ascending; their clauses are left alone.
    """
    drafts: list[TargetDraft] = []
    due, subject = context.due, ""
    is_dated = due.year is not None
    for piece in sentence.pieces:
        times = [t for t in find_times(piece.text) if t.is_due]
        if times:
            due, is_dated = Due(times[-1].year, times[-1].is_stated, times[-1].first_year), True
        if is_past_mark(piece.text) or context.is_past:
            break
        drafts += _standing(piece, due if is_dated else Due(), subject, context)
        if is_dated and not holds_any(piece, taken):
            drafts += _with_carried_scope(_dated(piece, due), drafts)
        subject = piece.text if re.match("对于?|凡", piece.text) else ""
    return drafts


_PLACES = re.compile(
    r"^(?:推进|建设|打造|支持)(?P<scope>(?:[^、，]{2,8}[市盟县区旗州]、)+[^、，]{2,8}?[市盟县区旗州]等?)"
)


def _with_carried_scope(drafts: list[TargetDraft], earlier: list[TargetDraft]) -> list[TargetDraft]:
    """建成一批… speaks of what the clause before it spoke of; 推进甲市、乙市等… of the places it lists."""
    carried = earlier[-1].scope if earlier else None
    result = []
    for draft in drafts:
        places = _PLACES.match(draft.clause)
        if places:
            draft = replace(draft, scope=places["scope"])
        elif draft.scope is None and draft.clause.startswith(("建成", "形成")):
            draft = replace(draft, scope=carried)
        result.append(draft)
    return result


def _standing(piece: Piece, due: Due, subject: str, context: Context) -> list[TargetDraft]:
    """Duties that need no year: all of a class, recurring reviews, levels of an institution."""
    text = re.sub(r"^(?:要|应|须|必须)?(?:通过[^，]{2,12}?)?(?=全部|一律)", "", _undated(piece))
    drafts: list[TargetDraft] = []
    if (match := _WHOLE.match(text)) and (match["word"] != "全面" or due.year):
        named = match["subject"] or subject
        named = re.sub(r"^(?:对于?|凡)", "", named)
        if len(clean(named)) > 1 and not re.match("推动|推进|确保|鼓励", named):
            rest = match["rest"]
            drafts += [_covered(piece, part, rest, due, match["word"]) for part in named.split("以及")]
    elif match := _COVER.match(text):
        drafts.append(_covered(piece, match["subject"], "全覆盖", due, "全面"))
    if match := _LEVELS.search(text):
        count = chinese_number(match["count"])
        drafts.append(
            replace(
                _bare(piece, clean(match["rest"]) + "层级", "count_range", due),
                operator="=",
                value=count,
                value_origin="written",
                unit=match["unit"],
                scope=match["list"],
            )
        )
    reviews = list(_REVIEW.finditer(text))
    if len(reviews) > 1 or (reviews and re.search("实行|开展|实施", text[: reviews[0].start()])):
        drafts += [_review(piece, match, context) for match in reviews]
    return drafts


def _dated(piece: Piece, due: Due) -> list[TargetDraft]:
    text = _undated(piece)
    halves = re.split(r"、(?=[^、]*实现)", text)
    if all(_EVERY.match(half) for half in halves):
        return [_every(piece, match, due) for half in halves if (match := _EVERY.match(half))]
    if match := _ORDINAL.match(text):
        operator: Operator = (
            ">=" if match["word"] or match["verb"] in ("优于", "达到或优于", "不低于") else "="
        )
        draft = _bare(piece, match["subject"] + "类别", "ordinal_class", due)
        scope = re.sub("(?:水质|断面|环境质量)+$", "", match["subject"])
        return [
            replace(draft, operator=operator, ordinal=_ROMAN.get(match["class"], match["class"]), scope=scope)
        ]
    if match := _BASIC.match(text):
        draft = _bare(piece, clean(match["object"]) + match["verb"], "coverage", due)
        return [replace(draft, scope=clean(match["object"]), strength="基本")]
    if _WHOLE.match(text) or _COVER.match(text):
        return []
    if _is_outcome(text):
        name = strip_whole(_outcome_name(text))
        owner = re.match(
            r"^[^，、]{2,12}?(?:园区|行业|企业|机构|建筑|领域)(?=[^、，]*(?:水平|能效|率))", name
        )
        draft = replace(_bare(piece, name, "qualitative", due), scope=owner[0] if owner else scope_of(name))
        return [replace(draft, strength="基本" if "基本" in text else None)]
    return []


def _is_outcome(text: str) -> bool:
    return bool(_outcomes().search(text) or _GOALS.search(text))


@cache
def _outcomes() -> re.Pattern[str]:
    return re.compile(
        rf"^(?!.*(?:促进|带动|推动|充分发挥)).{{3,}}(?:{alternatives(words('measure', 'outcomes'))})"
    )


def _outcome_name(text: str) -> str:
    match = re.match(rf"^(.+?)(?:得到|取得)?(?:{alternatives(words('measure', 'outcomes'))})", text)
    return clean(match[1] if match else text)


def _undated(piece: Piece) -> str:
    text = piece.text
    for time in reversed(find_times(text)):
        if time.is_due:
            text = text[: time.start] + text[time.end :]
    return re.sub(r"^(?:力争|争取|确保|，|,)+", "", text.strip())


def _covered(piece: Piece, named: str, rest: str, due: Due, word: str) -> TargetDraft:
    scope = re.sub(r"[（(][^（）()]*[）)]$", "", strip_whole(named.strip("，、 ")))
    draft = _bare(piece, f"{clean(named)}{clean(rest)}比例", "coverage", due)
    return replace(
        draft, operator="=", value=Decimal(100), value_origin="derived", unit="%", scope=scope, strength=word
    )


def _every(piece: Piece, match: re.Match[str], due: Due) -> TargetDraft:
    draft = _bare(piece, clean(match["subject"]) + clean(match["rest"]), "coverage", due)
    start = piece.start + piece.text.index(match[0])
    draft = replace(
        draft, clause=match[0], span=(start, start + len(match[0])), scope=strip_whole(match["subject"])
    )
    if match["basic"]:
        return replace(draft, strength="基本")
    return replace(draft, operator="=", value=Decimal(100), value_origin="derived", unit="%")


def _review(piece: Piece, match: re.Match[str], context: Context) -> TargetDraft:
    """A recurring review; the one that closes the plan's period is due at its end."""
    years = re.fullmatch("([一二三四五十])年", match["cycle"])
    count = chinese_number(years[1]) if years else None
    first, last = context.plan.first_year, context.plan.last_year
    closes = first is not None and last is not None and count == last - first + 1
    draft = _bare(piece, match[0], "deadline", Due(last if closes else None, False))
    return replace(
        draft,
        operator="=",
        value=Decimal(1) if count is None else count,
        value_origin="derived" if count is None else "written",
    )


def _bare(piece: Piece, name: str, form: Form, due: Due) -> TargetDraft:
    return TargetDraft(
        indicator=name,
        form=form,
        operator="none",
        clause=piece.text,
        span=(piece.start, piece.end),
        target_year=due.year,
        target_year_stated=due.is_stated,
        modality=modality_of(piece.text),
    )
