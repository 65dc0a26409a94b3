"""Headings of a plan's text and the masking of its markup."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from shuangkong.plan.grammar.masking import mask_markup
from shuangkong.plan.grammar.outline import outline, section_at

ORDINALS = tuple("一二三四五六七八九十")
TAGS = ("<p>", "</p>", "<b>", "</b>", "<!--", "-->", "<script>", "</script>", "<p class='", '"', "<5")
OTHERS = ("&nbsp;", "&lt;", "&#12;", "&", "---\n", "\n", "](http://a.cn/b)", "<http://a.cn>", "# ", "**")
MARKS = st.sampled_from((*TAGS, *OTHERS, "一、", "（二）", "到2025年"))
PIECES = st.lists(MARKS | st.text(max_size=5)).map("".join)


def numbers(text: str) -> list[str]:
    return [section.number for section in outline(text)]


@given(PIECES)
def test_masking_keeps_every_offset(text: str) -> None:
    masked = mask_markup(text)
    assert len(masked) == len(text)
    assert [sign for sign in masked if "一" <= sign <= "龥"] == [
        text[at] for at, sign in enumerate(masked) if "一" <= sign <= "龥"
    ]


@given(st.text(alphabet="到二〇2025年，比下降15%。（一）、\n\u3000 <>=.-", max_size=80))
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    if not text.startswith("---") and "\n>" not in f"\n{text}".replace(" ", "").replace("\u3000", ""):
        assert mask_markup(text) == text


@given(PIECES)
def test_sections_nest_and_cover_their_children(text: str) -> None:
    sections = outline(text)
    for section in sections:
        assert section.span[0] < section.title_span[0] <= section.title_span[1] <= section.span[1]
        assert text[slice(*section.title_span)] == section.title
        if section.parent is not None:
            assert section.parent.span[0] < section.span[0] < section.span[1] <= section.parent.span[1]
            assert section.parent.level == section.level - 1
    assert [section.span[0] for section in sections] == sorted(section.span[0] for section in sections)


def test_masks_what_is_not_the_plans_own_words() -> None:
    text = (
        "---\ntitle: 比重降至75%\n---\n<!-- 下降1% --><script>var a = '下降2%';</script>"
        "<style>p{width:3%}</style><p class=\"a\" title='x'>下降<b>15</b>%&nbsp;以上</p><http://a.cn/4>"
        '[文](http://a.cn/5% "6")\n## 一、**要求**'
    )
    assert mask_markup(text).split() == ["下降", "15", "%", "以上", "[文]", "一、", "要求"]


def test_a_comparison_is_no_tag() -> None:
    for text in ("COD<50mg/L，氨氮>5mg/L", "x<y且z>6", "当a <b 且 c> 3时", "PUE<p值>1"):
        assert mask_markup(text) == text


def test_an_unclosed_comment_hides_nothing() -> None:
    assert mask_markup("下降<!--15%") == "下降<!--15%"


def test_levels_follow_the_numbering() -> None:
    text = (
        "第一章 总则\n第一节 要求\n第一条 为了。\n（一）甲；\n（二）乙。\n第二条 按照。\n"
        "第二章 目标\n1.甲\n（1）乙\n①丙\n（2）丁\n"
    )
    assert numbers(text) == [
        "第一章",
        "第一章第一节",
        "第一条",
        "第一条(一)",
        "第一条(二)",
        "第二条",
        "第二章",
        "第二章1",
        "第二章1(1)",
        "第二章1(1)1",
        "第二章1(2)",
    ]
    assert [section.level for section in outline(text)] == [1, 2, 3, 4, 4, 3, 1, 2, 3, 4, 3]


def test_numbers_in_sentences_are_no_headings() -> None:
    text = (
        "一、二、三产业协调发展\n一是完善制度。二是加强监测。\n国发〔2021〕33号\n1.5亿千瓦以上\n2022.6.6\n2025年下降\n"
        "12、13两项\n第三条规定的情形\n按照（一）要求\n（2021）10号"
    )
    assert numbers(text) == []


def test_a_count_may_run_through_all_chapters() -> None:
    text = "一、总体要求\n（一）思想。\n（二）原则。\n二、目标\n三、结构\n（三）优化。\n（四）控制。\n"
    assert numbers(text) == ["一", "一(一)", "一(二)", "二", "三", "三(三)", "三(四)"]


def test_an_excerpt_may_begin_in_the_middle() -> None:
    assert numbers("（七）健全体系。内容\n（八）完善政策。") == ["(七)", "(八)"]


def test_a_stray_number_at_a_line_start_is_no_heading() -> None:
    assert numbers("一、甲\n二、乙\n九、丙\n三、丁") == ["一", "二", "三"]


def test_the_title_ends_where_the_sentence_begins() -> None:
    text = (
        "（一）园区提升工程。推进改造，到2025年。\n（二）交通工程  到2025年，完成改造。\n"
        "（三）加强领导　　\n（四）要 求"
    )
    assert [section.title for section in outline(text)] == ["园区提升工程", "交通工程", "加强领导", "要 求"]


def test_the_table_of_contents_is_not_counted_twice() -> None:
    text = "方案\n目　录\n一、要求……1\n二、目标……2\n（一）总量……2\n一、要求\n二、目标\n（一）总量\n内容\n"
    sections = outline(text)
    assert [section.number for section in sections] == ["一", "二", "二(一)"]
    assert sections[0].span[0] == text.rindex("一、要求")


def test_an_annex_ends_the_sections_before_it() -> None:
    text = "一、要求\n（一）甲\n附件1\n一、分解表\n（一）乙\n"
    sections = outline(text)
    assert [section.number for section in sections] == ["一", "一(一)", "一", "一(一)"]
    assert sections[1].span[1] == text.index("附件1")


def test_the_innermost_section_holds_the_offset() -> None:
    text = "前言\n一、要求\n（一）甲。内容\n二、目标"
    sections = outline(text)
    assert section_at(sections, 0) is None
    held = section_at(sections, text.index("内容"))
    assert held is not None
    assert held.number == "一(一)"


def test_long_numbers_are_read_and_written_back() -> None:
    for written in (
        ("九十九", "一百", "一百零一"),
        ("一百一十", "一百一十一"),
        ("十", "十一"),
        ("二十", "二十一"),
    ):
        text = "".join(f"第{number}条 内容\n" for number in written)
        assert numbers(text) == [f"第{number}条" for number in written]


def test_a_published_plan_in_a_news_page(shared: Path) -> None:
    (file,) = sorted((shared / "seeds").glob("*.txt"))
    text = file.read_text(encoding="utf-8")
    sections = outline(mask_markup(text))
    expected = [
        "一",
        "二",
        "三",
        *(f"三({n})" for n in ORDINALS),
        "四",
        *(f"四({n})" for n in ORDINALS[:9]),
        "五",
        *(f"五({n})" for n in ORDINALS[:3]),
    ]
    assert [section.number for section in sections] == expected
    by_number = {section.number: section for section in sections}
    assert by_number["三(一)"].title == "重点行业绿色升级工程"
    assert text[by_number["三(一)"].span[0] :].startswith("(一)重点行业绿色升级工程。以化工")
    assert by_number["四"].title == "健全节能减排政策机制"
    assert by_number["二"].span[1] == by_number["三"].span[0]
