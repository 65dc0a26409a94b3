"""The sample plan of our own writing: invented throughout, and shaped like a real one."""

from __future__ import annotations

from pathlib import Path

import shuangkong.plan
from shuangkong.plan.document import read_document
from shuangkong.plan.grammar.outline import outline

SAMPLE = Path(shuangkong.plan.__file__).parent / "sample_plan.txt"


def test_the_sample_says_that_it_is_one() -> None:
    first = read_document(SAMPLE).text.partition("\n")[0]
    assert "示例文本" in first
    assert "非真实文件" in first


def test_the_sample_has_the_shape_of_a_plan() -> None:
    text = read_document(SAMPLE).text
    assert 2000 <= len(text) <= 2500
    chapters = [section for section in outline(text) if section.level == 1]
    assert [section.number for section in chapters] == ["一", "二", "三", "四", "五"]
    engineering = [section.title for section in outline(text) if section.number.startswith("三(")]
    assert len(engineering) == 7
    assert all(title.endswith("工程") for title in engineering)


def test_the_sample_shows_the_grammar_of_plans() -> None:
    text = read_document(SAMPLE).text
    for words in (
        *("力争下降14.5%", "分别下降8%、7.5%、10%、12%以上", "由2020年的11.8%提高到2025年的18%左右", "1—2个"),
        *("降低9个百分点", "万千瓦", "35蒸吨/小时", "稳定在", "基本", "确保", "翻一番", "2027年", "2030年"),
        *(
            "“十三五”时期",
            "三分之一以上",
            "牵头",
            "按职责分工负责）",
            "等按职责分工负责）",
            "（市发展改革委负责）",
        ),
    ):
        assert words in text, words
