"""Grammar of goals with numbers (定量目标语法): runs of values in a clause, read with their context."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from shuangkong.plan.draft import TargetDraft
from shuangkong.plan.grammar.clause import Piece, Sentence
from shuangkong.plan.grammar.context import Context, Due
from shuangkong.plan.grammar.drafting import Claim, bracket_draft, complete, draft, threshold
from shuangkong.plan.grammar.labelling import advance, is_label_mark, note_head, note_label, ruled_object
from shuangkong.plan.grammar.lexicon import words
from shuangkong.plan.grammar.measure import opens_action
from shuangkong.plan.grammar.mention import TimeMention, UnitKind, ValueMention
from shuangkong.plan.grammar.naming import clean, has_measure_noun, items, strip_whole, tail
from shuangkong.plan.grammar.numeral import chinese_number
from shuangkong.plan.grammar.predicate import Predicate, predicate
from shuangkong.plan.grammar.selection import (
    Role,
    is_normative,
    is_own_count,
    is_past_label,
    is_past_mark,
    role,
)
from shuangkong.plan.grammar.spot import Spot, due_for, due_of, pieces_with_mentions, runs, spots

__all__ = ["Found", "read_quantities"]

_COMPLETE = re.compile("..(?:率|量|强度|浓度|比例|比重|占比)$")
_RECORDS = re.compile("新纪录|历史新高|同期最优|最好水平|超出.{0,4}任务|超额完成")
_AFTER_SUBJECT = re.compile(
    r"^的?(?P<noun>[^，。；、]{1,24}?)"
    r"(?P<verb>完成|达到|实现|创建|建成|通(?!过|用|信|道)|纳入|进入|开展|执行|使用|采用|配备|安装|空气质量|禁止)(?P<rest>.*)$"
)


@dataclass(frozen=True)
class Found:
    """A draft that a clause gave (识别所得), and whether it selects objects only."""

    draft: TargetDraft
    is_threshold: bool


def read_quantities(sentence: Sentence, context: Context) -> list[Found]:
    """Read every number of a sentence that is a goal or a threshold (定量目标与门槛).

    Parameters
    ----------
    sentence
        The sentence with its clauses; spans of the drafts are offsets in the same text as its own.
    context
        State of the paragraph; it is moved on.
    """
    context.begin_sentence()
    context.sentence_start = sentence.start
    clauses = list(pieces_with_mentions(sentence))
    context.is_past_here = bool(_RECORDS.search(sentence.text))
    if not context.due.year:
        dues = (due_of(t) for _, times, _ in clauses for t in times if t.is_due)
        context.later_due = next(dues, context.later_due)
    found: list[Found] = []
    bases = {t.year for _, times, _ in clauses for t in times if t.kind == "base"}
    last_mark = "。"
    for piece, times, numbers in clauses:
        if last_mark in "；;":
            context.begin_part()
        context.subject = ruled_object(piece) or context.subject
        found += _read_piece(piece, times, numbers, context)
        last_mark = piece.mark
    return [item for item in found if not _is_base_figure(item.draft, found, bases)]


def _is_base_figure(made: TargetDraft, found: Sequence[Found], bases: set[int]) -> bool:
    """2022年为21.4%，2025年达到25%，比2022年…: what the base year had is no goal."""
    later = any((item.draft.target_year or 0) > (made.target_year or 0) for item in found)
    is_plain = made.form == "level" and made.operator == "="
    return later and is_plain and made.target_year in bases and made.target_year_stated


def _read_piece(
    piece: Piece, times: Sequence[TimeMention], numbers: Sequence[ValueMention], context: Context
) -> list[Found]:
    placed = list(spots(piece, numbers, times))
    has_number = any(not spot.is_bracketed for spot in placed)
    if is_past_label(piece.text) and (is_label_mark(piece) or "是" in piece.text or "回顾" in piece.text):
        context.is_past = True
    context.is_past_here = context.is_past_here or is_past_mark(piece.text)
    if not has_number or is_label_mark(piece):
        note_label(piece, times, context)
    if not has_number:
        advance(times, context, piece)
    context.piece_operator = context.piece_direction = None
    found = [item for run in runs(placed) for item in _read_run(run, context)]
    found += _read_brackets(placed, found, context)
    found.sort(key=lambda item: item.draft.span)
    advance(times, context, piece)
    if has_number and not found:
        note_head(piece, context)
    return _as_pairs(found, piece)


def _read_run(run: list[Spot], context: Context) -> list[Found]:
    first = run[0]
    roles = [
        role(s.mention, s.before, s.after, is_bracketed=s.is_bracketed, label_unit=context.label_unit)
        for s in run
    ]
    if first.is_bracketed and roles[0] != "threshold":
        return []
    if roles[0] == "threshold":
        selected = [spot for spot, what in zip(run, roles, strict=True) if what == "threshold"]
        return [Found(threshold(spot), is_threshold=True) for spot in selected]
    roles = _listed_roles(run, roles, context)
    due = due_for(first, context)
    if due.year is None and context.suspended.year and _is_goal_of_its_own(first):
        due = context.suspended
    if context.is_past and due.year and due == first.own_due and not is_past_label(first.opening):
        context.is_past = False
    if context.is_past or context.is_past_here or _is_before_plan(due, context):
        return []
    obliges = any(is_normative(s.mention, s.before) for s in run) or context.modality != "firm"
    return _build(run, roles, due, context) if due.year or obliges else []


def _is_goal_of_its_own(spot: Spot) -> bool:
    """In a sentence that opens with an action: a clause that names an indicator and a level."""
    said = predicate(spot.before)
    return said.has_verb and has_measure_noun(said.name) and not opens_action(spot.piece.text)


def _listed_roles(run: list[Spot], roles: list[Role], context: Context) -> list[Role]:
    """A count in a list of counted goals is a goal: 500家绿色工厂、50家绿色园区."""
    earlier, first = context.previous, run[0]
    goes_on = (
        earlier is not None
        and earlier.form in ("count_range", "cumulative")
        and earlier.span[0] >= context.sentence_start
        and len(clean(first.before)) > 1
        and roles[0] == "none"
        and not is_own_count(first.after, first.before)
    )
    is_goal = roles[0] == "goal" or goes_on
    counted = [spot.mention.unit_kind == "counted" for spot in run]
    return ["goal" if is_goal and one else what for one, what in zip(counted, roles, strict=True)]


def _is_before_plan(due: Due, context: Context) -> bool:
    begins = context.plan.first_year
    return due.year is not None and begins is not None and due.year < begins


def _read_brackets(placed: Sequence[Spot], found: Sequence[Found], context: Context) -> list[Found]:
    """A change in brackets behind a level is a goal of the same indicator: 108.57万吨（10.1%）."""
    drafts: list[Found] = []
    goals = [item.draft for item in found if not item.is_threshold]
    for spot in placed:
        before = [goal for goal in goals if goal.span[1] <= spot.mention.start]
        direction = predicate(spot.before).direction or context.bracket_direction
        if not spot.is_bracketed or not before or direction is None or spot.mention.unit_kind != "ratio":
            continue  # a remark on the number before it, not a goal of its own
        base = next((t.year for t in spot.times if t.kind == "base"), context.bracket_base)
        drafts.append(Found(bracket_draft(spot, direction, base, before[-1]), is_threshold=False))
    return drafts


def _build(run: list[Spot], roles: list[Role], due: Due, context: Context) -> list[Found]:
    first = run[0]
    said = predicate(first.before)
    said = replace(said, name=strip_whole(said.name))
    subject = None if said.name or said.has_verb else _AFTER_SUBJECT.match(first.after)
    if re.match(r"[\s\0]*(?:力争|争取|努力)", first.before) and (said.name or subject):
        context.modality = "stretch"  # before the name it governs what follows, too
    if said.is_headed:
        context.piece_operator, context.piece_direction = said.operator, said.direction
    changes = said.direction is not None
    said = complete(said, first, context)
    name = _name(said, first, subject, context)
    is_each = len(run) == 1 and _governs_each(said, first, name)
    drafts: list[TargetDraft] = []
    for index, spot in enumerate(run):
        if roles[index] != "goal":
            continue
        labels = _each(name, said, context) if is_each else [_pick(name, index, run, context)]
        for label, scope in labels:
            claim = Claim(
                spot, _shared(run, index, context.label_unit, changes=changes), said, label, scope, due
            )
            drafts += _drafts(claim, index, subject, context)
    if drafts:
        context.previous = drafts[-1]
    if len(run) > 1:
        context.run_names = tuple((made.indicator, made.scope) for made in drafts)
    return [Found(item, is_threshold=False) for item in drafts]


def _governs_each(said: Predicate, spot: Spot, name: str) -> bool:
    """Whether one number governs each name of a list: 均, 都, 各, 分别, or names complete in themselves."""
    if said.is_each or said.is_ordered or re.search(r"各\W*$", spot.before):
        return True
    parts = name.split("、")
    return (
        len(parts) > 1
        and said.has_verb
        and all(re.search("..(?:率|量|强度|浓度|比例|比重|占比)$", part) for part in parts)
    )


def _each(name: str, said: Predicate, context: Context) -> list[tuple[str, str | None]]:
    """The indicators one number governs: the names listed, or the ones the clause before listed."""
    if not said.name and len(context.listed) > 1:
        return [(listed, None) for listed in context.listed]
    if match := re.match(r"(?:上述|前述|以上|前)(?P<count>[两三四五])项", name):
        return [(name, None)] * int(chinese_number(match["count"]))
    return items(name)


def _drafts(claim: Claim, index: int, subject: re.Match[str] | None, context: Context) -> list[TargetDraft]:
    """One goal, or one for each part of a ratio A : B : C."""
    parts = claim.mention.parts or (claim.mention.value,)
    drafts = []
    for part in parts:
        made = draft(replace(claim, mention=replace(claim.mention, value=part, parts=())), context)
        if subject:
            made = replace(
                made, scope=clean(subject["noun"]), form="coverage" if made.unit == "%" else made.form
            )
        drafts.append(_in_its_year(made, claim.spot, index, context.many_years))
    return drafts


def _kind(unit: str) -> UnitKind:
    if unit in words("units", "points"):
        return "points"
    return "ratio" if unit in words("units", "ratio") else "physical"


def _in_its_year(made: TargetDraft, spot: Spot, index: int, carried: tuple[int, ...]) -> TargetDraft:
    """2025年、2030年分别… gives each number its year."""
    many = [t.years for t in spot.times if t.kind == "many" and t.end <= spot.mention.number_start]
    years = many[-1] if many else () if spot.own_due else carried
    if index >= len(years) or (not many and "分别" not in spot.opening):
        return made
    return replace(made, target_year=years[index], target_year_stated=True)


def _shared(run: list[Spot], index: int, unit: str | None, *, changes: bool) -> ValueMention:
    """Give a number of a list what stands only at its first or last: unit, 不少于 before, 以内 after."""
    mention, last = run[index].mention, run[-1].mention.after
    if mention.times is not None and not changes:  # 达到…的6倍 is a level
        mention = replace(mention, value=mention.times, unit="倍", unit_kind="physical", is_multiple=False)
    if mention.unit is None and unit:
        is_points = unit in words("units", "points")
        mention = replace(mention, unit="pp" if is_points else unit, unit_kind=_kind(unit))
    if mention.is_size_class and mention.unit is None:
        return replace(mention, unit="亿元")
    if mention.unit is None:
        mention = replace(mention, unit=next((s.mention.unit for s in run if s.mention.unit), None))
    if mention.operator is None and run[0].mention.before:
        return replace(mention, before=run[0].mention.before)
    if mention.operator is None and last in words("bounds", "after_at_most"):
        return replace(mention, after=last)
    return mention


def _name(said: Predicate, spot: Spot, subject: re.Match[str] | None, context: Context) -> str:
    """The indicator's words: in the clause, behind the number, or left by the clause before."""
    kind, name = spot.mention.unit_kind, said.name
    if kind == "span":
        return clean(spot.before)
    if subject:
        noun, rest = clean(subject["noun"]), clean(subject["verb"] + subject["rest"])
        return f"{rest}的{noun}比例" if spot.mention.unit == "%" else f"{rest}的{noun}"
    if not name and kind in ("counted", "physical") and re.match(r"的?[\u4e00-\u9fff]", spot.after):
        name = clean(spot.after)
    if not name:
        return context.head or (context.previous.indicator if context.previous else "")
    noun = tail(context.head)
    if noun and not has_measure_noun(name) and name not in context.head and kind != "counted":
        return name + noun
    return name


def _pick(name: str, index: int, run: list[Spot], context: Context) -> tuple[str, str | None]:
    """The name and scope of the number at a place in a list."""
    bracket = re.match(r"^[（(]([^（）()\d]{2,20})[）)]", run[index].after)
    if bracket and not re.search("等价值|当量值|力争|含", bracket[1]):
        return (bracket[1] if has_measure_noun(bracket[1]) else bracket[1] + tail(name), None)
    names, count = items(name), len(run)
    if count > 1 and count == len(names):
        return names[index]
    if count > 1 and count == len(context.listed):
        return (context.listed[index] + name, None)
    if count > 1 and count == len(context.run_names) and name == context.run_names[-1][0]:
        return context.run_names[index]  # a second list under the same names
    return (name, None)


def _as_pairs(found: list[Found], piece: Piece) -> list[Found]:
    """Cut a list of name–number pairs into its pairs; what the first pair acts on holds for the next."""
    spans = list(dict.fromkeys(item.draft.span for item in found if not item.is_threshold))
    gaps = [piece.text[a[1] - piece.start : b[0] - piece.start] for a, b in pairwise(spans)]
    if len(spans) < 2 or not all(re.sub(r"[\s、，和与及以分别依次]", "", gap) for gap in gaps):
        return found
    cut: list[Found] = []
    scope: str | None = None
    for item in found:
        made = item.draft
        if not item.is_threshold:
            at = spans.index(made.span)
            begins = spans[at - 1][1] if at else piece.start
            ends = spans[at + 1][0] if at + 1 < len(spans) else piece.end
            rest = re.match(r"[^、，和及与]*", piece.text[made.span[1] - piece.start : ends - piece.start])
            until = made.span[1] + len(rest[0] if rest else "")
            clause = piece.text[begins - piece.start : until - piece.start].strip("，、； 和及与")
            made = replace(made, clause=clause)
            if made.form == "cumulative" and made.scope is None and scope:
                made = replace(made, scope=scope, indicator=scope + made.indicator)
            scope = made.scope or scope
        cut.append(replace(item, draft=made))
    return cut
