"""Reader of plans (规划识别): a plan's text into drafts, by grammar alone."""

from __future__ import annotations

import re

from shuangkong.plan.clause import sentences
from shuangkong.plan.context import Context, Due, Plan
from shuangkong.plan.draft import Reading
from shuangkong.plan.lexicon import alternatives, words
from shuangkong.plan.mention import find_times
from shuangkong.plan.quantity_grammar import read_sentence
from shuangkong.plan.text import mask_markup

__all__ = ["read_plan"]


def read_plan(text: str) -> Reading:
    """Read a plan's text into drafts (识别规划文本)."""
    masked = mask_markup(text)
    plan = Plan()
    targets, thresholds = [], []
    opens_action = re.compile(
        rf"^(?:{alternatives(words('measure', 'adverbs'))})*(?:{alternatives(words('measure', 'verbs'))})"
    )
    for match in re.finditer(r"[^\n]+", masked):
        context = Context(plan)
        later = next((t for t in find_times(match[0]) if t.kind != "base"), None)
        if later:
            context.later_due = Due(later.year, True, later.first_year)
        for sentence in sentences(match[0], match.start()):
            if opens_action.match(sentence.pieces[0].text) and not find_times(sentence.pieces[0].text):
                context.due = context.later_due = Due()
            for found in read_sentence(sentence, context):
                (thresholds if found.is_threshold else targets).append(found.draft)
    return Reading(None, tuple(targets), tuple(thresholds), (), ())
