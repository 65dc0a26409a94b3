"""A plan's text against what was taken out of it: nothing said may be lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.packs import load_packs
from shuangkong.plan.reviewed import reviewed_measures, reviewed_targets
from shuangkong.plan.unquoted import plainly, unquoted

TEXT = """示例方案

一、主要目标
到2025年，能耗下降15%，水耗下降13%，甲成效显著。
二、任务
（一）节能。推进甲改造，推广乙技术；完善丙制度。（发展改革委牵头，能源局按职责分工负责）
（文章来源：示例报）
"""
QUOTES = ("能耗下降15%", "水耗下降13%", "甲成效显著", "推进甲改造", "推广乙技术", "完善丙制度")


def left(quotes: tuple[str, ...], text: str = TEXT) -> list[tuple[str, str]]:
    return [(passage.section, passage.text) for passage in unquoted(text, quotes).passages]


def test_headings_years_duties_and_feet_are_no_clauses() -> None:
    found = unquoted(TEXT, QUOTES)
    assert found.passages == ()
    assert found.strange == ()
    assert found.clauses == len(QUOTES)


@pytest.mark.parametrize("number", range(len(QUOTES)))
def test_a_clause_that_nothing_quotes_is_told_with_its_section(number: int) -> None:
    section = "一" if number < 3 else "二(一)"
    assert left(QUOTES[:number] + QUOTES[number + 1 :]) == [(section, QUOTES[number])]


def test_neighbours_are_one_passage() -> None:
    assert left(QUOTES[:3]) == [("二(一)", "推进甲改造，推广乙技术；完善丙制度")]


def test_a_quote_that_the_text_does_not_hold_is_told() -> None:
    assert unquoted(TEXT, (*QUOTES, "能耗下降16%")).strange == ("能耗下降16%",)
    assert left(("能耗下降16%", *QUOTES[1:])) == [("一", "能耗下降15%")]


def test_brackets_width_and_blanks_make_no_difference() -> None:
    assert left(("推进 甲改造", "推广乙技术", "完善丙制度", "能耗下降１５％", *QUOTES[1:3])) == []
    assert plainly("下降15%") != plainly("下降15")
    assert plainly("下降1.5%") != plainly("下降15%")


@given(st.sets(st.sampled_from(QUOTES)))
def test_every_clause_is_either_quoted_or_told(taken: set[str]) -> None:
    told = "".join(text for _, text in left(tuple(taken)))
    assert {quote for quote in QUOTES if plainly(quote) not in plainly(told)} == taken


def test_the_whole_of_the_first_plan_is_quoted_but_for_its_guiding_thoughts(shared: Path) -> None:
    text = next((shared / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    packs = load_packs("cn-15-14fyp")
    quotes = [item.citation.quote for item in (*reviewed_targets(packs), *reviewed_measures(packs))]
    found = unquoted(text, quotes)
    assert found.strange == ()
    assert [passage.section for passage in found.passages][:1] == ["一"]
    assert {passage.section for passage in found.passages if "返回" not in passage.text} == {"一"}
