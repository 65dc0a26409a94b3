"""Grammar of goals with numbers (定量目标语法): runs of values in a clause, read with their context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from shuangkong.plan.clause import Piece, Sentence
from shuangkong.plan.context import Context, Due
from shuangkong.plan.draft import Direction, Form, Operator, TargetDraft
from shuangkong.plan.lexicon import alternatives, words
from shuangkong.plan.mention import TimeMention, ValueMention, find_times, find_values
from shuangkong.plan.naming import clean, has_measure_noun, items, place_of, scope_of, strip_whole, tail
from shuangkong.plan.predicate import Predicate, modality_of, predicate
from shuangkong.plan.selection import is_normative, is_past_label, is_past_mark, role

__all__ = ["Found", "read_sentence"]

_WORD = re.compile(r"[\u4e00-\u9fff]{2}")
_CONTINUES = re.compile(r"^(?:[（(][^（）()\d]*[）)])?\s*[、和与及以]*\s*$")
_AFTER_SUBJECT = re.compile(
    r"^的?(?P<noun>[^，。；、]{1,24}?)(?P<verb>完成|达到|实现|创建|建成|通(?!过|用|信|道)|纳入|进入|开展|执行|使用|采用|配备|安装|空气质量|禁止)(?P<rest>.*)$"
)


@dataclass(frozen=True)
class Found:
    """A draft that a clause gave (识别所得) and whether it selects objects only."""

    draft: TargetDraft
    is_threshold: bool


@dataclass(frozen=True)
class _Spot:
    """A number in place: its clause, the words before it and up to the next number."""

    piece: Piece
    mention: ValueMention
    before: str
    after: str
    is_bracketed: bool
    times: tuple[TimeMention, ...]


def read_sentence(sentence: Sentence, context: Context) -> list[Found]:
    """Read every number of a sentence that is a goal or a threshold (定量目标与门槛).

    Parameters
    ----------
    sentence
        The sentence with its clauses; spans of the drafts are in the same text as its offsets.
    context
        State of the paragraph; it is moved on.
    """
    context.begin_sentence()
    times = [replace(t, start=t.start + sentence.start, end=t.end + sentence.start) for t in find_times(sentence.text)]
    values = [
        replace(v, start=v.start + sentence.start, end=v.end + sentence.start, number_start=v.number_start + sentence.start)
        for v in find_values(sentence.text)
    ]
    if not context.due.year:
        context.later_due = next((_due_of(t) for t in times if t.kind != "base"), context.later_due)
    found: list[Found] = []
    last_mark = "。"
    context.subject = ""
    for piece in sentence.pieces:
        context.subject = _ruled_subject(piece) or ("" if last_mark in "；;" else context.subject)
        inside = [t for t in times if piece.start <= t.start < piece.end]
        numbers = [v for v in values if piece.start <= v.start < piece.end and not _is_year(v, inside)]
        if last_mark in "；;":
            context.last_base = None
            context.modality = "firm"
            context.bracket_base = context.bracket_direction = None
        found += _read_piece(piece, inside, numbers, context)
        last_mark = piece.mark
    return found


_RULED = re.compile(r"^(?P<subject>(?:新建|改建|扩建|新上|既有|现有|在建|拟建)[^，]{2,30}?)(?:原则上|必须|应当|应|须|要|一律|全部)|^对于?(?P<object>[^，]{2,40}?)(?=坚决|一律|予以|应|须|$)")


def _ruled_subject(piece: Piece) -> str:
    """What a rule speaks of, where its first clause names it: 新建…原则上…，…不超过1.3."""
    match = _RULED.match(piece.text)
    return (match["subject"] or match["object"]) if match else ""


def _is_year(value: ValueMention, times: list[TimeMention]) -> bool:
    return any(t.start <= value.number_start < t.end for t in times)


def _read_piece(
    piece: Piece, times: list[TimeMention], numbers: list[ValueMention], context: Context
) -> list[Found]:
    spots = list(_spots(piece, numbers, times))
    top = [spot for spot in spots if not spot.is_bracketed]
    if is_past_label(piece.text) and (piece.mark in "：:" or "是" in piece.text or "回顾" in piece.text):
        context.is_past = True
    if not top or piece.mark in "：:":
        _note_label(piece, times, context)
    if not top:
        _advance(times, context, piece)
    context.piece_operator = context.piece_direction = None
    found: list[Found] = []
    for run in _runs(spots):
        found += _read_run(run, context)
    if len([f for f in found if not f.is_threshold]) > 1:
        found = _as_pairs(found, piece)
    _advance(times, context, piece)
    if top and not found:
        _note_head(piece, context)
    return found


def _as_pairs(found: list[Found], piece: Piece) -> list[Found]:
    """Cut a list of name–number pairs into its pairs, and let what the first names hold for the next."""
    cut: list[Found] = []
    end, scope = piece.start, None
    for index, item in enumerate(found):
        draft = item.draft
        same = index > 0 and draft.span == found[index - 1].draft.span
        between = piece.text[end - piece.start : draft.span[0] - piece.start]
        is_pair = not same and has_word(between) and not item.is_threshold
        if is_pair:
            stop = next((f.draft.span[0] for f in found[index + 1 :] if f.draft.span != draft.span), piece.end)
            tail_ = re.match(r"[^、，]*?(?=[、，和及与])|[^、，]*$", piece.text[draft.span[1] - piece.start : stop - piece.start])
            clause = between + piece.text[draft.span[0] - piece.start : draft.span[1] - piece.start + len(tail_[0] if tail_ else "")]
            draft = replace(draft, clause=clause.strip("，、； 和及与"))
            if draft.form == "cumulative" and draft.scope is None and scope:
                draft = replace(draft, scope=scope, indicator=scope + draft.indicator)
        if all(has_word(piece.text[a.draft.span[1] - piece.start : b.draft.span[0] - piece.start]) for a, b in zip(found, found[1:], strict=False) if a.draft.span != b.draft.span):
            cut.append(replace(item, draft=draft))
        else:
            cut.append(item)
        end, scope = draft.span[1], draft.scope or scope
    return cut


def has_word(text: str) -> bool:
    """Whether anything but separators and connecting words stands in a text."""
    return bool(re.sub(r"[\s、，和与及以分别依次]", "", text))


def _spots(piece: Piece, numbers: list[ValueMention], times: list[TimeMention]) -> Iterator[_Spot]:
    cursor = piece.start
    for index, mention in enumerate(numbers):
        text = piece.text
        before = _blank(text[cursor - piece.start : mention.start - piece.start], cursor, times)
        following = numbers[index + 1].start if index + 1 < len(numbers) else piece.end
        after = text[mention.end - piece.start : following - piece.start]
        bracketed = _is_bracketed(text, mention.start - piece.start)
        yield _Spot(piece, mention, before, after, bracketed, tuple(times))
        names_part = mention.unit_kind == "counted" and not mention.operator and re.match(_WORD, after)
        if not names_part or role(mention, before, after, is_bracketed=bracketed) != "none":
            cursor = mention.end  # 12个盟市… is part of the name that follows


def _is_bracketed(text: str, index: int) -> bool:
    return len(re.findall("[（(]", text[:index])) > len(re.findall("[）)]", text[:index]))


def _blank(text: str, start: int, times: list[TimeMention]) -> str:
    """Replace years and bases by NUL so that names never contain them."""
    characters = list(text)
    for t in times:
        for position in range(max(t.start, start), min(t.end, start + len(text))):
            characters[position - start] = "\0"
    return "".join(characters)


def _runs(spots: list[_Spot]) -> Iterator[list[_Spot]]:
    """Group numbers that one predicate governs: 分别下降8%、8%、10%、10%以上."""
    run: list[_Spot] = []
    for spot in spots:
        joins = run and not spot.is_bracketed and not run[-1].is_bracketed and _CONTINUES.match(spot.before)
        if run and not joins:
            yield run
            run = []
        run.append(spot)
    if run:
        yield run


def _advance(times: list[TimeMention], context: Context, piece: Piece) -> None:
    """Take over the years a clause states for what follows; a year in brackets speaks of its remark only."""
    for t in times:
        if piece.mark not in "：:" and _is_bracketed(piece.text, t.start - piece.start):
            continue
        if t.kind == "base":
            context.last_base = t.year
            if t.is_lead:
                context.lead_base = t.year
        else:
            context.due = _due_of(t)


def _note_label(piece: Piece, times: list[TimeMention], context: Context) -> None:
    """Remember what a label or a leading clause says about the numbers after it."""
    text = _blank(piece.text, piece.start, times)
    if any(word in text for word in words("bounds", "limit_nouns")):
        context.label_operator = "<="
    for bracket in re.finditer(r"[（(]([^（）()]*)[）)]", piece.text):
        inner = predicate(_blank(bracket[1], piece.start + bracket.start(1), times))
        if inner.direction:
            context.bracket_direction = inner.direction
            context.bracket_base = next((t.year for t in times if t.kind == "base"), None)
    is_label = piece.mark in "：:" or not clean(text)
    if is_label and modality_of(re.sub("(?:力争|争取)目标", "", text)) == "stretch":
        context.modality = "stretch"
    _note_head(piece, context)


def _note_head(piece: Piece, context: Context) -> None:
    times = find_times(piece.text)
    name = clean(_blank(piece.text, 0, times))
    name = re.sub(rf"(?:{alternatives(words('bounds', 'limit_nouns'))})$", "", re.sub("按.*排列$", "", name))
    named = predicate(name).name if has_measure_noun(predicate(name).name) else name
    if has_measure_noun(named):
        context.head = strip_whole(named)
    parts = items(name)
    if len(parts) > 1 and not has_measure_noun(name):
        context.listed = tuple(part for part, _ in parts)


def _read_run(run: list[_Spot], context: Context) -> list[Found]:
    first = run[0]
    roles = [role(s.mention, s.before, s.after, is_bracketed=s.is_bracketed) for s in run]
    if first.is_bracketed:
        return _read_bracket(first, roles[0], context)
    if roles[0] == "threshold":
        return [Found(_threshold(spot, context), True) for spot, what in zip(run, roles, strict=True) if what == "threshold"]
    due = _due(first, context)
    opening = first.piece.text[: first.mention.start - first.piece.start]
    if context.is_past and due.year and due == _own_due(first) and not is_past_label(opening):
        context.is_past = False
    if context.is_past or is_past_mark(opening) or _is_before_plan(due, context):
        context.is_past = context.is_past or is_past_mark(opening)
        return []
    obliges = any(is_normative(s.mention, s.before) for s in run) or context.modality != "firm"
    if due.year is None and not obliges:
        return []
    return _build(run, roles, due, context)


def _own_due(spot: _Spot) -> Due | None:
    own = [t for t in spot.times if t.kind != "base" and t.end <= spot.mention.number_start]
    return _due_of(own[-1]) if own else None


def _due_of(time: TimeMention) -> Due:
    return Due(time.year, time.is_stated, time.first_year)


def _due(spot: _Spot, context: Context) -> Due:
    own = _own_due(spot)
    if own:
        return own
    if re.search(r"不得", spot.before + spot.mention.before):
        return Due()  # a standing duty, whatever the year of the goals around it
    if context.due.year:
        return context.due
    later = [t for t in spot.times if t.kind != "base"]
    if later:
        return _due_of(later[0])
    return context.later_due


def _is_before_plan(due: Due, context: Context) -> bool:
    if due.year is None:
        return False
    begins = context.plan.first_year
    return begins is not None and due.year < begins


def _build(run: list[_Spot], roles: list[str], due: Due, context: Context) -> list[Found]:
    first = run[0]
    said = predicate(first.before)
    said = replace(said, name=strip_whole(said.name))
    subject = None if said.name or said.has_verb else _AFTER_SUBJECT.match(first.after)
    if modality_of(re.match(r"[\s\0]*\S{0,2}", first.before)[0]) == "stretch" and (said.name or subject):  # type: ignore[index]
        context.modality = "stretch"
    if said.is_headed:
        context.piece_operator, context.piece_direction = said.operator, said.direction
    said = _complete(said, first, context)
    name = _name(said, first, subject, context)
    is_shared = len(run) == 1 and (said.is_each or bool(re.search(r"各\W*$", first.before)))
    found: list[Found] = []
    for index, spot in enumerate(run):
        if roles[index] != "goal":
            continue
        if spot.mention.parts:
            found += _ratio(spot, said, due, context)
            continue
        labels = items(name) if is_shared else [_pick(name, index, len(run), spot, context)]
        for label in labels:
            draft = _draft(spot, _shared(run, index), said, label, due, context)
            draft = _with_subject(draft, subject) if subject else draft
            found.append(Found(_many_years(draft, spot, index), False))
    if found:
        context.previous = found[-1].draft
    return found


def _shared(run: list[_Spot], index: int) -> ValueMention:
    """Give a number of a list what stands only at its first or last: unit, 不少于 before, 以内 after."""
    mention = run[index].mention
    if mention.is_size_class and mention.unit is None:
        return replace(mention, unit="亿元")
    if mention.unit is None:
        mention = replace(mention, unit=next((s.mention.unit for s in run if s.mention.unit), None))
    if mention.operator is None and run[0].mention.before:
        return replace(mention, before=run[0].mention.before)
    last = run[-1].mention.after
    if mention.operator is None and last in words("bounds", "after_at_most"):
        return replace(mention, after=last)
    return mention


def _many_years(draft: TargetDraft, spot: _Spot, index: int) -> TargetDraft:
    many = [t for t in spot.times if t.kind == "many" and t.end <= spot.mention.number_start]
    if not many or index >= len(many[-1].years):
        return draft
    return replace(draft, target_year=many[-1].years[index], target_year_stated=True)


def _complete(said: Predicate, spot: _Spot, context: Context) -> Predicate:
    """Fill what the clause leaves to the words before it: the second tier, a list under one head."""
    earlier = context.previous
    base = next((t for t in spot.times if t.kind == "base" and t.end <= spot.mention.number_start), None)
    if said.direction is None and base and _lower_than(spot, base):
        said = replace(said, direction=_lower_than(spot, base))
    elif said.direction is None and earlier and earlier.direction and not said.name and not context.head:
        is_tier = modality_of(spot.before) != "firm" and earlier.unit == spot.mention.unit
        if is_tier:
            said = replace(said, direction=earlier.direction)
    if said.direction is None and not said.has_verb and earlier and earlier.direction:
        listed = spot.before[:1] in "、和与及" and spot.mention.unit_kind in ("ratio", "points")
        if listed and not has_measure_noun(said.name):
            said = replace(said, direction=earlier.direction)
    if said.direction is None and spot.mention.is_multiple:
        said = replace(said, direction="increase")
    if said.direction is None and context.piece_direction:
        said = replace(said, direction=context.piece_direction)
    return said


def _lower_than(spot: _Spot, base: TimeMention) -> Direction | None:
    words_ = spot.piece.text[base.start - spot.piece.start : spot.mention.start - spot.piece.start]
    if re.match(r"低于.{4,10}$", words_):
        return "decrease"
    return "increase" if re.match(r"高于.{4,10}$", words_) else None


def _name(said: Predicate, spot: _Spot, subject: re.Match[str] | None, context: Context) -> str:
    name = said.name
    if spot.mention.unit_kind == "span":
        return clean(spot.before)
    if subject:
        noun, rest = clean(subject["noun"]), clean(subject["verb"] + subject["rest"])
        return f"{rest}的{noun}比例" if spot.mention.unit == "%" else f"{rest}的{noun}"
    if not name and spot.mention.unit_kind in ("counted", "physical") and re.match(r"的?[\u4e00-\u9fff]", spot.after):
        name = clean(spot.after)
    if not name:
        return context.head or (context.previous.indicator if context.previous else "")
    noun = tail(context.head)
    if noun and not has_measure_noun(name) and name not in context.head and spot.mention.unit_kind != "counted":
        return name + noun
    return name


def _pick(name: str, index: int, count: int, spot: _Spot, context: Context) -> tuple[str, str | None]:
    """The name and scope of the number at a place in a list."""
    bracket = re.match(r"^[（(]([^（）()\d]{2,20})[）)]", spot.after)
    if bracket and not re.search("等价值|当量值|力争|含", bracket[1]):
        return (bracket[1] if has_measure_noun(bracket[1]) else bracket[1] + tail(name), None)
    names = items(name)
    if count > 1 and count == len(names):
        return names[index]
    if count > 1 and count == len(context.listed):
        return (context.listed[index] + name, None)
    return (name, None)


def _draft(
    spot: _Spot, mention: ValueMention, said: Predicate, label: tuple[str, str | None], due: Due, context: Context
) -> TargetDraft:
    place, name = place_of(label[0])
    scope = label[1] or place
    operator = mention.operator or said.operator or (None if said.direction else context.piece_operator or context.label_operator)
    if mention.value_max is not None and operator is None:
        operator = "range"
    base, is_base_stated = _base(spot, said, due, context)
    own = modality_of(spot.before)
    strength = [*(["力争"] if own == "stretch" else []), *(["确保"] if own == "ensure" else []), *_strength(mention, said)]
    return TargetDraft(
        indicator=name,
        form=_form(mention, said, name, spot),
        operator=operator or "=",
        value=mention.value,
        value_max=mention.value_max,
        value_origin="written",
        unit=mention.unit,
        direction=said.direction,
        base_year=base,
        base_year_stated=is_base_stated,
        target_year=due.year,
        target_year_stated=due.is_stated,
        scope=scope or scope_of(name) or context.subject or None,
        strength=";".join(strength) or None,
        nature=None,
        modality=own if own != "firm" else context.modality,
        ordinal=None,
        clause=spot.piece.text,
        span=(mention.start, mention.end),
        section="",
        lead=(),
        participating=(),
        sole=(),
        responsibility=None,
    )


def _strength(mention: ValueMention, said: Predicate) -> list[str]:
    kept = (*words("bounds", "after_at_least"), *words("bounds", "after_about"), *words("bounds", "more"), *words("bounds", "about"))
    return [word.removeprefix("及") for word in mention.bound_words if word in kept]


def _base(spot: _Spot, said: Predicate, due: Due, context: Context) -> tuple[int | None, bool]:
    own = [t.year for t in spot.times if t.kind == "base" and t.start <= spot.mention.number_start]
    opening = spot.piece.text[: spot.mention.start - spot.piece.start]
    increments = bool(re.search("新增|减排|增量", opening))
    if said.direction is None:
        return (context.lead_base, True) if increments and context.lead_base else (None, False)
    if own:
        return own[-1], True
    if context.lead_base or context.last_base:
        return context.lead_base or context.last_base, True
    if context.previous and context.previous.direction and not said.name and context.previous.base_year:
        return context.previous.base_year, context.previous.base_year_stated
    if due.first_year:
        return due.first_year - 1, False
    if context.plan.first_year and due.year == context.plan.last_year:
        return context.plan.first_year - 1, False
    return None, False


def _form(mention: ValueMention, said: Predicate, name: str, spot: _Spot) -> Form:
    if mention.unit_kind == "points" and said.direction:
        return "percentage_points"
    if said.direction:
        return "change_rate" if mention.unit_kind == "ratio" else "absolute_change"
    if mention.unit_kind == "span":
        return "deadline"
    if mention.unit_kind == "ratio":
        return "coverage" if "覆盖" in name or re.search("(?:达到|完成|实现).+(?:比例|比率)$", name) else "level"
    if mention.unit_kind == "counted" and (mention.value_max is not None or not said.has_verb):
        return "count_range"
    if said.achieve or re.search("累计|新增|改造|淘汰|完成|建成|减排量", spot.before):
        return "cumulative"
    return "level"


def _with_subject(draft: TargetDraft, subject: re.Match[str]) -> TargetDraft:
    form: Form = "coverage" if draft.unit == "%" else draft.form
    return replace(draft, form=form, scope=clean(subject["noun"]))


def _ratio(spot: _Spot, said: Predicate, due: Due, context: Context) -> list[Found]:
    """A : B : C gives one goal for each part."""
    found = []
    for part in spot.mention.parts:
        mention = replace(spot.mention, value=part, parts=())
        found.append(Found(_draft(spot, mention, said, (said.name or context.head, None), due, context), False))
    return found


def _read_bracket(spot: _Spot, what: str, context: Context) -> list[Found]:
    earlier = context.previous
    if what == "threshold":
        return [Found(_threshold(spot, context), True)]
    if what != "goal" or earlier is None or context.is_past:
        return []
    inner = predicate(spot.before)
    direction = inner.direction or context.bracket_direction
    if direction is None or spot.mention.unit_kind != "ratio":
        return []  # a remark on the number before it, not a goal of its own
    base = next((t.year for t in spot.times if t.kind == "base"), context.bracket_base)
    draft = replace(
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
    return [Found(draft, False)]


_OBJECT_ENDS = re.compile(r"(?:为重点|全面|全部|一律|原则上|实现|进入|执行|要|应|须|必须|关停|淘汰|任务|改造|整合|建设|完成|达到|参加).*$")


def _threshold(spot: _Spot, context: Context) -> TargetDraft:
    """A number that selects objects: the whole noun phrase it stands in is its scope."""
    text, inside = spot.piece.text, spot.mention.number_start - spot.piece.start
    opening = re.split(r"以及|[，；：]", text[:inside])[-1]
    opening = re.sub(rf"^(?:{alternatives((*words('achieve', 'verbs'), '以', '对于', '对', '将', '把', '凡'))})+", "", opening)
    noun = re.match(r"^的?([^，。；、]+)", text[spot.mention.end - spot.piece.start :])
    closing = _OBJECT_ENDS.sub("", noun[0]) if noun else ""
    scope = opening + text[inside : spot.mention.end - spot.piece.start] + closing
    name = clean(re.sub(r"^.*[\d]\S*?(?:以上|以下|以内)", "", opening)) or clean(closing)
    draft = _draft(spot, spot.mention, Predicate(name), (name, None), Due(), context)
    return replace(
        draft,
        form="threshold",
        operator=spot.mention.operator or ">=",
        direction=None,
        base_year=None,
        base_year_stated=False,
        scope=scope or None,
        modality="firm",
    )
