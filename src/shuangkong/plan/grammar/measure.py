"""Grammar of measures (任务语法): what is to be done, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from shuangkong.plan.draft import MeasureDraft, MeasureKind
from shuangkong.plan.grammar.clause import Piece, Sentence, holds_any
from shuangkong.plan.grammar.lexicon import alternatives, words
from shuangkong.plan.grammar.mention import find_times

__all__ = ["opens_action", "read_measures"]


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    verbs = alternatives(words("measure", "verbs"))
    adverbs = alternatives(words("measure", "adverbs"))
    return {
        "verb": re.compile(rf"^(?P<verb>(?:{adverbs})*(?:{verbs})(?:{verbs})?)(?P<object>.*)$"),
        "inner": re.compile(rf"(?P<verb>(?:{adverbs})*(?:{verbs}))(?P<object>.*)$"),
        "condition": re.compile(rf"^(?:{alternatives(words('measure', 'conditions'))})"),
        "rule": re.compile(alternatives(words("measure", "rules"))),
        "outcome": re.compile(rf"(?:{alternatives(words('measure', 'outcomes'))})$"),
        "actor": re.compile(
            r"^(?P<actor>[^，]{2,30}?(?:单位|企业|政府|部门|机构|盟市|地区|委|厅|局|项目|用户|地方|机关|机械和发动机|产能|装置[）)]?))(?=要|应|须|必须|坚决|按|设置|承担|执行|带头|加强|可|全部|根据|对)"
        ),
    }


@cache
def _action() -> re.Pattern[str]:
    adverbs, verbs = alternatives(words("measure", "adverbs")), alternatives(words("measure", "verbs"))
    return re.compile(rf"(?:{adverbs})*(?:{verbs})")


def opens_action(text: str) -> bool:
    """Whether a clause opens with a verb of action (任务开头): 加强…, 持续推进….

    Examples
    --------
    >>> opens_action("持续推进改造"), opens_action("耕地保有量稳定在254万亩")
    (True, False)
    """
    return bool(_action().match(text))


def read_measures(sentence: Sentence, taken: Sequence[int]) -> list[MeasureDraft]:
    """Read the measures of a sentence (任务识别).

    A clause that only conditions (以…为重点, 按照…) goes with the clause it conditions; a clause whose
    number is a goal is a measure too when it opens with a verb of action.
    """
    drafts = []
    waiting: list[Piece] = []
    for piece in sentence.pieces:
        if piece.mark in "：:" and len(piece.text) < 12:
            continue
        if _is_condition(piece) and piece.mark == "，":
            waiting.append(piece)
            continue
        draft = _measure(waiting, piece, taken) or (
            _measure(waiting[:-1], waiting[-1], ())
            if waiting and waiting[-1].text.startswith("通过")
            else None
        )
        if draft is not None:
            drafts.append(draft)
        waiting = []
    return drafts


def _is_condition(piece: Piece) -> bool:
    patterns = _patterns()
    times = find_times(piece.text)
    if times and times[0].end - times[0].start >= len(piece.text) - 2:
        return True
    if not patterns["condition"].match(piece.text):
        return False
    if re.match("在|对(?!于)|把|将", piece.text):  # 在…推广…, 对…开展… act by themselves
        return not _acts(piece.text)
    return not re.match(r"以[^，]+(?:推动|促进|带动)|通过[^，]+(?:提高|提升|推动)", piece.text)


def _acts(text: str) -> bool:
    body = re.sub(r"^(?:在|对|把|将)", "", text)
    patterns = _patterns()
    ends = re.search(
        r"(?:方面|的地区|的盟市|的项目|项目|地区|区域|范围内|前提下|基础上|企业|抓手|作为[^，]+)$", body
    )
    return not ends and bool(patterns["inner"].search(body))


def _measure(waiting: list[Piece], piece: Piece, taken: Sequence[int]) -> MeasureDraft | None:
    patterns = _patterns()
    has_goal = holds_any(piece, taken)
    match = patterns["verb"].match(piece.text)
    kind = _kind(piece.text, waiting)
    if has_goal and not match:
        return None
    start = waiting[0].start if waiting else piece.start
    text = "，".join([*(p.text for p in waiting), piece.text])
    actor = patterns["actor"].match(piece.text)
    verb = match["verb"] if match else None
    body = match["object"] if match else None
    if match is None and kind != "outcome":
        rest = piece.text[actor.end() :] if actor else piece.text
        inner = patterns["inner"].search(re.sub("^(?:要|应|须|必须)", "", rest))
        verb, body = (inner["verb"], inner["object"]) if inner else (None, None)
    return MeasureDraft(
        kind=kind,
        verb=verb,
        object=body or None,
        actor=actor["actor"] if actor else None,
        clause=text,
        span=(start, piece.end),
    )


def _kind(text: str, waiting: list[Piece]) -> MeasureKind:
    patterns = _patterns()
    if patterns["rule"].search(text) or any(re.match("对于", p.text) for p in waiting):
        return "rule"
    if patterns["outcome"].search(text) and not patterns["verb"].match(text):
        return "outcome"
    return "action"
