"""The reader's rules as cases an official can read (cases/plan_reading.yaml)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.plan import TargetDraft, read_plan

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases" / "plan_reading.yaml").read_text(encoding="utf-8")
)


def _agrees(draft: TargetDraft, name: str, wanted: object) -> bool:
    found = getattr(draft, name)
    if isinstance(wanted, int | float) and not isinstance(wanted, bool) and isinstance(found, Decimal):
        return found == Decimal(str(wanted))
    return (list(found) if isinstance(found, tuple) else found) == wanted


def _assert_drafts(found: tuple[TargetDraft, ...], expected: list[dict[str, object]]) -> None:
    assert len(found) == len(expected), [(d.indicator, d.value, d.clause) for d in found]
    for draft, fields in zip(found, expected, strict=True):
        for name, wanted in fields.items():
            assert _agrees(draft, name, wanted), (name, getattr(draft, name), wanted)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case):
    reading = read_plan(case["text"])
    if case.get("none"):
        assert [d for d in reading.targets if d.value_origin == "written"] == []
        return
    targets = reading.targets
    if "thresholds" in case:
        targets = tuple(draft for draft in targets if draft.value_origin == "written")
        _assert_drafts(reading.thresholds, case["thresholds"])
    _assert_drafts(targets, case["expected"])


SENTENCES = [case["text"] for case in CASES if "\n" not in case["text"]]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SENTENCES), st.integers(0, 40), st.sampled_from(["", "<p>", "　　", "\n\n"]))
def test_what_stands_before_moves_the_spans_and_nothing_else(sentence, blanks, opening):
    plain = read_plan(sentence).targets
    prefix = "\n" * blanks + opening
    moved = read_plan(prefix + sentence).targets
    assert [(d.indicator, d.value, d.unit, d.form) for d in moved] == [
        (d.indicator, d.value, d.unit, d.form) for d in plain
    ]
    assert [d.span for d in moved] == [
        (start + len(prefix), end + len(prefix)) for start, end in (d.span for d in plain)
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5))
def test_paragraphs_are_read_each_on_its_own(sentences):
    together = read_plan("\n".join(sentences)).targets
    apart = [draft for sentence in sentences for draft in read_plan(sentence).targets]
    assert [(d.value, d.unit, d.target_year) for d in together] == [
        (d.value, d.unit, d.target_year) for d in apart
    ]


LETTERS = "到2025年比下降15%、，。；：（）“”十四五百分之千万吨标准煤零一二个\n\t "


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="到2025年比下降15%、，。；：（）“”十四五百分之千万吨标准煤零一二个\n\t ", max_size=200)
)
def test_no_text_makes_the_reader_fail(text):
    for draft in (*read_plan(text).targets, *read_plan(text).thresholds):
        assert 0 <= draft.span[0] < draft.span[1] <= len(text)


def test_json_and_python_hold_the_same_fields():
    draft = read_plan(CASES[0]["text"]).targets[0]
    plain = draft.as_json()
    wanted = {
        "indicator",
        "form",
        "operator",
        "value",
        "value_max",
        "value_origin",
        "unit",
        "direction",
        "base_year",
        "base_year_stated",
        "target_year",
        "target_year_stated",
        "scope",
        "strength",
        "nature",
        "modality",
        "ordinal",
        "clause",
        "span",
        "lead",
        "participating",
        "sole",
        "responsibility",
    }
    assert wanted <= set(plain)
    assert plain["value"] == 15
    assert plain["span"] == list(draft.span)
