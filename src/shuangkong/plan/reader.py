"""Reader of plans (规划识别): a plan's text into drafts, by grammar alone, without a language model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from shuangkong.plan.draft import MeasureDraft, Reading, TargetDraft
from shuangkong.plan.grammar.clause import Sentence, sentences
from shuangkong.plan.grammar.context import Context, Due, Plan
from shuangkong.plan.grammar.doubting import doubts_of
from shuangkong.plan.grammar.duty import duty_blocks
from shuangkong.plan.grammar.indicator_table import Head, is_row, read_head, read_row
from shuangkong.plan.grammar.masking import mask_markup
from shuangkong.plan.grammar.measure import opens_action, read_measures
from shuangkong.plan.grammar.mention import find_times, find_values
from shuangkong.plan.grammar.naming import same_indicator
from shuangkong.plan.grammar.outline import Section, outline
from shuangkong.plan.grammar.quality import read_qualities
from shuangkong.plan.grammar.quantity import read_quantities
from shuangkong.plan.layout import Layout

__all__ = ["FOOT", "read_plan"]

_TITLE = re.compile(
    r"(?m)^[ \t\u3000]*(?P<title>[^\n。，；]{4,60}?(?:方案|规划|计划|纲要|意见|办法|措施|决定))[ \t\u3000]*$"
)
_YEARS = re.compile(r"(20\d\d)年?[—–－\-~～至](20\d\d)年")
_CHINESE_YEAR = re.compile("[一二][零〇○九][零〇○一二三四五六七八九]{2}(?=年)")
_CHINESE_DIGITS = str.maketrans("零〇○一二三四五六七八九", "000123456789")
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF05: "%"}  # １５％ is 15%
_Draft = TypeVar("_Draft", TargetDraft, MeasureDraft)


@dataclass
class _Found:
    targets: list[TargetDraft]
    thresholds: list[TargetDraft]
    measures: list[MeasureDraft]


def read_plan(text: str) -> Reading:
    """Read a plan's text into drafts (识别规划文本): targets, thresholds, measures and doubts.

    Parameters
    ----------
    text
        The plan's words; markup, front matter and addresses in it are passed over. Spans of the drafts
        are offsets in this text.

    Returns
    -------
    Reading
        Drafts in the order of the text. What the text does not say is None, with its reason in ``doubts``.

    Examples
    --------
    >>> reading = read_plan("到2025年，单位地区生产总值能耗比2020年下降15%，力争达到15.5%。")
    >>> [(t.value, t.direction, t.base_year, t.target_year, t.modality) for t in reading.targets]
    [(Decimal('15'), 'decrease', 2020, 2025, 'firm'), (Decimal('15.5'), 'decrease', 2020, 2025, 'stretch')]
    """
    masked = _plain_figures(mask_markup(text))
    layout = Layout(outline(masked), duty_blocks(masked))
    start, title = _body(masked, layout.sections)
    plan = _plan(title, masked)
    found = _Found([], [], [])
    previous, due = "", Due()
    head: Head | None = None
    for match in re.finditer(r"[^\n]+", masked[start:]):
        words_ = match[0].strip()
        if not words_ or words_ == title or FOOT.match(words_):
            continue
        context = Context(plan, due=due if _governs(previous, words_, due) else Due())
        if head is None or not is_row(match[0], head):
            head = read_head(match[0], previous)
            previous = words_
            if head is not None:
                continue
        elif head:
            found.targets += read_row(match[0], match.start() + start, head)
            continue
        _read_paragraph(match[0], match.start() + start, context, found, layout)
        previous, due = words_, context.due
    targets = _with_nature([_placed(draft, layout) for draft in found.targets], masked)
    thresholds = [_placed(draft, layout) for draft in found.thresholds]
    measures = tuple(_placed(draft, layout) for draft in found.measures)
    headings = tuple((section.number, section.title) for section in layout.sections)
    doubts = doubts_of(targets, thresholds)
    return Reading(title, tuple(targets), tuple(thresholds), measures, doubts, headings)


_ITEM = re.compile(r"(?:\d{1,2}[.．、)）]|[（(]\d{1,2}[）)]|[①-⑳]|[-—•·●◆])")


def _governs(previous: str, words_: str, due: Due) -> bool:
    """Whether the year of one paragraph holds for the next: a heading of goals, or items of one list."""
    if due.year is None:
        return False
    opens_list = previous[-1:] in tuple("：:") or ("目标" in previous and previous[-1:] not in tuple("。；;"))
    return opens_list or bool(_ITEM.match(previous) and _ITEM.match(words_))


def _plain_figures(text: str) -> str:
    """Write wide digits and Chinese years as plain figures, every character at its own offset."""
    text = re.sub(r"(?<=[０-９\d])．(?=[０-９\d])", ".", text.translate(_WIDE))
    return _CHINESE_YEAR.sub(lambda match: match[0].translate(_CHINESE_DIGITS), text)


def _body(masked: str, sections: Sequence[Section]) -> tuple[int, str | None]:
    """Where the plan's own text begins, and its title: a news report before it is passed over."""
    first = sections[0].span[0] if sections else len(masked)
    titles = list(_TITLE.finditer(masked, 0, first))
    if not titles:
        return 0, None
    last = titles[-1]
    return (last.start() if sections else 0), last["title"].strip()


_BASE_YEAR = re.compile(
    r"(?:基期|基准年|基年)(?:为|是|：)?(?P<named>20\d\d)年|以(?P<taken>20\d\d)年为(?:基期|基准年|基年)"
)


def _plan(title: str | None, text: str) -> Plan:
    """What the document says of itself: the period in its title, else the base year it declares."""
    if title is None:
        base = _BASE_YEAR.search(text)
        return Plan(None, int(base["named"] or base["taken"]) + 1) if base else Plan()
    years = _YEARS.search(title)
    if years:
        return Plan(title, int(years[1]), int(years[2]))
    period = next((t for t in find_times(title) if t.kind == "period"), None)
    return Plan(title, period.first_year, period.year) if period else Plan(title)


def _read_paragraph(text: str, begins: int, context: Context, found: _Found, layout: Layout) -> None:
    """Read one paragraph; a bracket of duties in it is not read as text."""
    for block in layout.blocks_between(begins, begins + len(text)):
        inside = (block.span[0] - begins, min(block.span[1] - begins, len(text)))
        text = text[: inside[0]] + " " * (inside[1] - inside[0]) + text[inside[1] :]
    heading = layout.heading(begins, begins + len(text))
    skip = 0
    if heading is not None:  # a heading that holds a number or a label is an item that speaks for itself
        speaks = find_values(heading.title) or "：" in heading.title or "，" in heading.title
        skip = heading.title_span[0 if speaks else 1] - begins
    if heading is not None and not text[skip:].strip("。 \u3000"):
        return
    later = next((t for t in find_times(text) if t.is_due), None)
    if later:
        context.later_due = Due(later.year, later.is_stated, later.first_year)
    for sentence in sentences(text[skip:], begins + skip):
        _read_one(sentence, context, found, has_measures=_holds_measures(layout.section(begins)))


def _read_one(sentence: Sentence, context: Context, found: _Found, *, has_measures: bool) -> None:
    opening = sentence.pieces[0].text if sentence.pieces else ""
    if opens_action(opening) and not find_times(opening):
        # An action of its own: the year of the goals before it ends, but for what follows its semicolon.
        context.suspended, context.due, context.later_due = context.due, Due(), Due()
    else:
        context.suspended = Due()
    at_start = replace(context)
    numbers = read_quantities(sentence, context)
    taken = [item.draft.span[0] for item in numbers if not item.is_threshold]
    qualities = read_qualities(sentence, at_start, taken)
    goals = [item.draft for item in numbers if not item.is_threshold] + qualities
    found.targets += sorted(goals, key=lambda draft: draft.span)
    found.thresholds += [item.draft for item in numbers if item.is_threshold]
    if has_measures:
        dated = [draft.span[0] for draft in qualities if draft.target_year]
        found.measures += read_measures(sentence, sorted([*taken, *dated]))


FOOT = re.compile(
    r"^\s*(?:\[[^\]]*\]|[（(][^（）()]*(?:来源|编辑|记者|作者)[^（）()]*[）)]\s*$|(?:来源|编辑|责任编辑)[:：])"
)
_GUIDING = re.compile("总体要求|指导思想|基本原则|主要目标|工作目标|总体目标|发展目标|形势|基础|编制依据")


def _holds_measures(section: Section | None) -> bool:
    """Guiding thoughts and goals lay no measures on anybody; numbered tasks do."""
    holders = []
    while section is not None:
        holders.append(section)
        section = section.parent
    return bool(holders) and not any(_GUIDING.search(holder.title) for holder in holders)


def _placed(draft: _Draft, layout: Layout) -> _Draft:
    """Give a draft its section and the duties that stand at the section's end."""
    holder = layout.section(draft.span[0])
    if holder is None:
        return draft
    block = layout.duties_after(draft.span[1], holder)
    if block is None:
        return replace(draft, section=holder.number)
    duties = block.duties
    return replace(
        draft,
        section=holder.number,
        lead=duties.lead,
        participating=duties.participating,
        sole=duties.sole,
        responsibility=duties.responsibility,
        is_open_list=duties.is_open_list,
        has_local_duty=duties.has_local_duty,
    )


_BINDING = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,20}?)(?:等)?(?:为|是|的)?约束性指标")
_ANTICIPATORY = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,20}?)(?:目标)?(?:等)?(?:为|是|的)?预期性指标")


def _with_nature(targets: list[TargetDraft], masked: str) -> list[TargetDraft]:
    """Mark what the text itself calls binding (约束性) or anticipatory (预期性)."""
    binding = {m["name"] for m in _BINDING.finditer(masked)}
    anticipatory = {m["name"] for m in _ANTICIPATORY.finditer(masked)}
    marked = []
    for draft in targets:
        if any(same_indicator(draft.indicator, name) for name in anticipatory):
            draft = replace(draft, nature="anticipatory")
        elif any(same_indicator(draft.indicator, name) for name in binding):
            draft = replace(draft, nature="binding")
        marked.append(draft)
    return marked
